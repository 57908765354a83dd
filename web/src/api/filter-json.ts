import type { VideoFilterJson } from "../../../src/api/contract/videos.ts";
import type { VideoFilters } from "./api-client.ts";

/** The filters of a list, as the body of a request has them. */
export function filterJson(filters: VideoFilters): VideoFilterJson {
  const { path, q, jobId, missing, videoCodec, resolution, suspect, broken } = filters;
  return {
    ...(path !== undefined && { path }),
    ...(q !== undefined && q !== "" && { q }),
    ...(jobId !== undefined && { job_id: jobId }),
    ...(missing !== undefined && { missing }),
    ...(videoCodec !== undefined && { video_codec: videoCodec }),
    ...(resolution !== undefined && { resolution }),
    ...(suspect !== undefined && { suspect }),
    ...(broken !== undefined && { broken }),
  };
}
