import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { Done } from "../texts/en/counted.ts";
import { foundBy, handledBy } from "./forget-job.ts";

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
  const { scanned, expected } = doneOf(job);
  if (rate === undefined || rate < 0.05 || expected === null) return null;
  return (Math.max(0, expected - scanned) / rate) * 1000;
}

/** How far a job is, or was at its end. The terminal says the same: see `src/cli/scan-summary.ts`. */
export function doneOf(job: JobJson): Done {
  const { progress } = job;
  const [scanned, found] = [handledBy(job), foundBy(job)];
  if (progress === null || progress <= 0) return { scanned, expected: null, about: false };
  // While files are still being found, the progress knows more of them: those that are expected. Both include directories
  // that could not be read.
  const unread = job.counts.directory_errors;
  const expected = Math.max(found, Math.round((scanned + unread) / progress) - unread);
  return { scanned, expected, about: expected !== found };
}

/** How long a job ran, as its result says, in milliseconds; null before the end, or without a start. */
export function tookMs({ started_at, result }: Pick<JobJson, "started_at" | "result">): number | null {
  return started_at === null ? null : (result?.duration_ms ?? null);
}
