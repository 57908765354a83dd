import type { JobId } from "../jobs/job.ts";

/** Says that a directory cannot be scanned, because a job forgets its videos. */
export function beingForgotten(path: string, job: JobId): string {
  return `The videos in ${path} are being removed from the library. Wait for the end of this job, then scan it: ${job}.`;
}
