import type { NamedPaths } from "../files/named-paths.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { LibraryRoot } from "../library/library-roots.ts";
import { diskLane, scanRequest } from "../scanning/scan-payload.ts";
import type { RootScansJson } from "./contract/roots.ts";

/**
 * Submits a scan of each of these directories: one after the other on each disk, and at the same time on different disks. A
 * scan that waits or runs already stays as it is. A directory that cannot be read now, such as that of an unplugged disk,
 * keeps no other one from being scanned: its own scan fails, and says why.
 */
export async function scanRoots(
  roots: readonly LibraryRoot[],
  wishes: { readonly retry_errors: boolean; readonly full: boolean },
  { queue, paths }: { readonly queue: AsyncJobQueue; readonly paths: NamedPaths },
): Promise<RootScansJson> {
  const devices = paths.devicesOf(roots.map(({ path }) => path));
  const scans: RootScansJson["scans"] = [];
  for (const [nth, { id, path, recursive }] of roots.entries()) {
    const lane = diskLane(devices[nth] ?? "");
    const request = scanRequest({ path, recursive, ...wishes, accept_empty: false });
    const { job, isNew } = await queue.enqueue({ ...request, lane, keepsPending: true });
    scans.push({ root_id: id, job_id: job.id, already_active: !isNew });
  }
  return { job_ids: scans.map(({ job_id: jobId }) => jobId), scans };
}
