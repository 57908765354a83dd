import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isScan } from "./check-job.ts";

/** Whether a scan went through its directory, and could read nothing in it, such as where a disk is not mounted. */
export function hasReadNothing(job: JobJson): boolean {
  const { scanned, error_count: errors } = job.counts;
  return isScan(job) && job.status === "completed" && scanned > 0 && errors === scanned;
}
