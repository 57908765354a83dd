import {
  type ActiveJob,
  type CancelledJob,
  cancelledWhilePending,
  cancelRequested,
  hasEnded,
  isStopping,
  type Job,
  type JobId,
  type StoppingJob,
} from "./job.ts";
import type { JobHandler } from "./job-handler.ts";
import type { CancelOutcome } from "./job-queue.ts";
import type { JobStore } from "./job-store.ts";
import { endResult } from "./run-job.ts";

export interface CancelParts {
  readonly store: JobStore;
  readonly handlerOf: (type: string) => JobHandler;
  readonly now: () => Date;
  /** The newest state of the job that is known, where one is: reading it may take as long as a commit does. */
  readonly known: Job | null;
}

/**
 * Writes a request to cancel into the job's row, or ends the job where nobody runs it.
 *
 * Races, and what settles each:
 * - with the claim: the job was read as pending, but is claimed by now. The transition matches no row, and the job is
 *   read again as running.
 * - with the start of the run: the request is written before the run's signal can be reached. The run reads the row
 *   once more when it can be.
 * - with the end: either the end is written first, and this finds an ended job; or the request is, and then the only
 *   transition that still matches the row is `cancelled`.
 */
export async function cancelJob(id: JobId, reason: string | null, parts: CancelParts): Promise<CancelOutcome> {
  for (let { known } = parts; ; known = null) {
    const job = known ?? (await parts.store.get(id));
    if (job === null) return { kind: "not_found" };
    if (hasEnded(job)) return { kind: "already_ended", job };
    const accepted = await request(job, reason, parts);
    if (accepted !== null) return { kind: "accepted", job: accepted };
  }
}

async function request(
  job: ActiveJob,
  reason: string | null,
  { store, handlerOf, now }: CancelParts,
): Promise<StoppingJob | CancelledJob | null> {
  if (isStopping(job)) return job;
  if (job.status === "running") return store.apply(cancelRequested(job, { reason, now: now() }));
  const result = endResult(job, await handlerOf(job.type).salvage(job), true, now());
  return store.apply(cancelledWhilePending(job, { reason, result, now: now() }));
}
