import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { VideoFilterJson } from "../../../src/api/contract/video-filters.ts";

/** The videos that a job removes from the library; null for a scan. */
export function forgottenBy(job: JobJson): VideoFilterJson | null {
  return job.job_type === "forget" ? (job.payload.filter ?? {}) : null;
}

/**
 * How many files a scan has handled, or how many videos a job has removed, checked or compared. A directory that could not be read
 * counts in `scanned`, but is no file.
 */
export function handledBy({ counts }: Pick<JobJson, "counts">): number {
  const done = counts.checked ?? counts.compared;
  if (done !== undefined) return done + counts.error_count;
  return counts.forgotten ?? counts.scanned - counts.directory_errors;
}

/** How many files a scan has found so far, or how many videos a job is to remove, to check or to compare. */
export function foundBy({ counts }: Pick<JobJson, "counts">): number {
  return counts.found - counts.directory_errors;
}
