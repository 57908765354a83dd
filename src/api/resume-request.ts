import { checkJobType, checkRequest, parseCheckPayload } from "../checking/check-payload.ts";
import { compareJobType, compareRequest, parseComparePayload } from "../comparing/compare-payload.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import { forgetJobType, forgetRequest } from "../forgetting/forget-handler.ts";
import type { ForgetLibrary } from "../forgetting/forget-library.ts";
import { forgetPayload, parseForgetPayload } from "../forgetting/forget-payload.ts";
import type { EndedJob } from "../jobs/job.ts";
import type { JobRequest } from "../jobs/job-queue.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import { parseScanPayload, scanRequest } from "../scanning/scan-payload.ts";
import { admitDirectory } from "./admit-directory.ts";
import type { ResumeRequestJson } from "./contract/jobs.ts";
import { requireNotForgotten } from "./require-not-forgotten.ts";

/**
 * The request for a job that continues an ended one.
 *
 * @throws ApiError, as `admitDirectory` does, or `FORGET_ACTIVE`
 */
export async function resumeRequest(
  job: EndedJob,
  { max_rate: maxRate }: NonNullable<ResumeRequestJson>,
  {
    paths,
    videos,
    forgetting,
  }: {
    readonly paths: NamedPaths;
    readonly videos: Pick<VideoLibrary, "countToForget">;
    readonly forgetting: Pick<ForgetLibrary, "forgetsAround">;
  },
): Promise<JobRequest> {
  if (job.type === forgetJobType) {
    const { filter, asOf } = parseForgetPayload(job.payload);
    const expected = await videos.countToForget({ filter, asOf });
    return { ...forgetRequest(forgetPayload(filter, { asOf, expected })), resumes: job.id };
  }
  if (job.type === checkJobType) return { ...checkRequest(parseCheckPayload(job.payload)), resumes: job.id };
  if (job.type === compareJobType) return { ...compareRequest(parseComparePayload(job.payload)), resumes: job.id };
  const payload = parseScanPayload(job.payload);
  const { path } = await admitDirectory(payload.path, paths, { wasThere: true });
  await requireNotForgotten(path, forgetting);
  const rate = maxRate === undefined ? {} : { max_rate: maxRate };
  // Files that were being written then may be complete now.
  return { ...scanRequest({ ...payload, ...rate, path, growing: [], trigger: "hand" }), resumes: job.id };
}
