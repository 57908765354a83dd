import type { JobJson } from "./contract/jobs.ts";
import type { Row } from "./send-export.ts";

/** A job with its counts, and with the fields of its payload and of its result that are columns of an export. */
export function exportedJob(job: JobJson): Row {
  const { path, trigger } = job.payload;
  return { ...job.counts, ...job, path, trigger, duration_ms: job.result?.duration_ms };
}
