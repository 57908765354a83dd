import {
  cancelled,
  died,
  givenUp,
  isStopping,
  type Job,
  maxAttempts,
  type RunningJob,
  type StoppingJob,
} from "./job.ts";
import type { JobHandler } from "./job-handler.ts";
import type { JobStore } from "./job-store.ts";
import { endResult } from "./run-job.ts";

/**
 * Settles a job whose run died: it ends cancelled where that was requested, fails where it died once too often, and
 * else goes back to pending.
 *
 * @returns the job after it; null where somebody else was first
 */
export async function settleAbandoned(
  job: RunningJob | StoppingJob,
  handler: JobHandler,
  { store, now }: { readonly store: JobStore; readonly now: Date },
): Promise<Job | null> {
  if (!isStopping(job) && job.attempt + 1 < maxAttempts) return store.apply(died(job));
  const result = endResult(job, await handler.salvage(job), true, now);
  if (isStopping(job)) return store.apply(cancelled(job, { result, error: null, now }));
  const error = `The process that ran it died ${maxAttempts} times. What it had gathered is kept.`;
  return store.apply(givenUp(job, { result, error, now }));
}
