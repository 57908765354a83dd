import type { NamedPaths } from "../files/named-paths.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { parseScanPayload, type ScanPayload, scanRequest } from "../scanning/scan-handler.ts";
import { admitDirectory } from "./admit-directory.ts";
import type { ScanAcceptedJson } from "./contract/jobs.ts";

/**
 * Submits a scan of a directory, or finds the one that is active.
 *
 * @throws ApiError one of `admitErrors`; StoreError
 */
export async function submitScan(
  request: ScanPayload,
  { queue, paths }: { readonly queue: AsyncJobQueue; readonly paths: NamedPaths },
): Promise<ScanAcceptedJson> {
  const { path } = await admitDirectory(request.path, paths);
  const { job, isNew } = await queue.enqueue(scanRequest({ ...request, path }));
  const { path: _, ...does } = parseScanPayload(job.payload);
  return { job_id: job.id, already_active: !isNew, ...does };
}
