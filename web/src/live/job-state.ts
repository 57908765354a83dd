import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { Done } from "../texts/en/scan-dialog.ts";
import { handledBy } from "./forget-job.ts";

/**
 * The state of a job as people see it. On the wire a cancel request is no status of its own, and a job that was
 * interrupted by a restart of the server is `pending` again: here they are `cancelling` and `paused`.
 */
export type JobPhase =
  | "pending"
  | "paused"
  | "running"
  | "cancelling"
  | "completed"
  | "failed"
  | "timeout"
  | "cancelled";

export function isActive(job: JobJson): boolean {
  return job.status === "pending" || job.status === "running";
}

export function hasEnded(job: JobJson): boolean {
  return !isActive(job);
}

export function phaseOf(job: JobJson): JobPhase {
  if (isActive(job) && job.cancel_requested_at !== null) return "cancelling";
  return job.status === "pending" && job.started_at !== null ? "paused" : job.status;
}

/** The start of a job, which stands for the job wherever people see a time. Before the start: its submission. */
export function timeOf({ started_at, submitted_at }: Pick<JobJson, "started_at" | "submitted_at">): string {
  return started_at ?? submitted_at;
}

/** The time left in milliseconds at this rate; null while it is unknown. @param rate files per second */
export function timeLeftMs(job: JobJson, rate: number | undefined): number | null {
  if (rate === undefined || rate < 0.05 || job.progress === null || job.progress <= 0) return null;
  // During the walk `found` is too small. The progress includes the expected number of files.
  const expected = Math.max(job.counts.found, handledBy(job) / job.progress);
  return (Math.max(0, expected - handledBy(job)) / rate) * 1000;
}

/** The approximate number of files in all; null while it is unknown. */
export function expectedFiles(job: JobJson): number | null {
  if (job.progress === null || job.progress <= 0) return null;
  return Math.max(job.counts.found, Math.round(handledBy(job) / job.progress));
}

/** How far a job is, or was at its end. */
export function doneOf(job: JobJson): Done {
  const expected = expectedFiles(job);
  // After the walk the expected number is the number of files found.
  return { scanned: handledBy(job), expected, about: expected !== job.counts.found };
}

/** How long a job ran, as its result says, in milliseconds; null before the end, or without a start. */
export function tookMs({ started_at, result }: Pick<JobJson, "started_at" | "result">): number | null {
  return started_at === null ? null : (result?.duration_ms ?? null);
}
