import type { JobJson } from "../../../src/api/contract.ts";

/** What a person is told of a job: a cancel request is not a status of its own on the wire. */
export type JobPhase = "pending" | "running" | "stopping" | "completed" | "failed" | "timeout" | "cancelled";

export function isActive(job: JobJson): boolean {
  return job.status === "pending" || job.status === "running";
}

export function hasEnded(job: JobJson): boolean {
  return !isActive(job);
}

export function phaseOf(job: JobJson): JobPhase {
  return isActive(job) && job.cancel_requested_at !== null ? "stopping" : job.status;
}

/** How long is left in milliseconds at this rate; null while that cannot be said. @param rate files a second */
export function timeLeftMs(job: JobJson, rate: number | undefined): number | null {
  if (rate === undefined || rate < 0.05 || job.progress === null || job.progress <= 0) return null;
  // The progress knows how much is expected while the walk goes on, when `found` does not.
  const expected = Math.max(job.counts.found, job.counts.scanned / job.progress);
  return (Math.max(0, expected - job.counts.scanned) / rate) * 1000;
}

/** About how many files there are; null while that is not known. */
export function expectedFiles(job: JobJson): number | null {
  if (job.progress === null || job.progress <= 0) return null;
  return Math.max(job.counts.found, Math.round(job.counts.scanned / job.progress));
}
