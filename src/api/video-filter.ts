import { isAbsolute, resolve } from "node:path";
import type { VideoFilter } from "../library/video-filter.ts";
import type { VideoFilterJson } from "./contract/videos.ts";
import { ApiError } from "./error-codes.ts";

/** The filters of a request. @throws ApiError INVALID_PATH */
export function videoFilter(filter: VideoFilterJson): VideoFilter {
  const { path, job_id: jobId, missing, q, video_codec: videoCodec, resolution, suspect, broken } = filter;
  return {
    ...(path !== undefined && { directory: directoryOf(path) }),
    ...(jobId !== undefined && { jobId: jobId.toLowerCase() }),
    ...(missing !== undefined && { missing }),
    ...(q !== undefined && { text: q }),
    ...(videoCodec !== undefined && { videoCodec }),
    ...(resolution !== undefined && { resolution }),
    ...(suspect !== undefined && { suspect }),
    ...(broken !== undefined && { broken }),
  };
}

/**
 * The path as the library has it. The directory may be gone, so its disk is not asked.
 *
 * @throws ApiError INVALID_PATH
 */
export function directoryOf(path: string): string {
  if (!isAbsolute(path)) throw new ApiError("INVALID_PATH", "The path of a directory begins at the root.");
  return resolve(path);
}
