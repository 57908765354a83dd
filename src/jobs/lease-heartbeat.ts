import { type Said, say } from "../sentences/say.ts";
import type { Job, Lease } from "./job.ts";
import type { JobStore, Renewal } from "./job-store.ts";
import { leaseNow } from "./lease-clock.ts";
import { LeaseLost } from "./stop-reason.ts";

export interface HeartbeatSettings {
  readonly store: JobStore;
  readonly now: () => Date;
  /** How long a claim holds without a heartbeat. */
  readonly leaseMs: number;
  /** True if no other process can take the job over. */
  readonly alone: boolean;
  /** A stopping server sends no more heartbeats: they would delay the statements that settle its jobs. */
  readonly serverStopping: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** How soon a renewal that failed is tried again, in milliseconds. */
const againMs = 1_000;

/** Shown as the activity of a run that waits for a store that other processes use, too. It may be away for long. */
const waitingForStore = say("waiting_for_database");

/**
 * Renews the lease three times in its length. Aborts the run with `LeaseLost` when another process holds the job.
 *
 * A lease that could not be renewed in time is renewed later, unless another process has taken the job: after a suspension
 * of the process, or while the store was away. Until then the run waits, and this is no stall of the job. Every write of
 * the run names its claim, so the run can write nothing that is not its own.
 *
 * @param run.ran how long the job ran until now: see `JobFacts.ranMs`
 * @param run.onWaiting called again and again while the run waits for the store, and with null when the store is back
 * @param run.onCommit gets every renewed row, so that the run learns of cancel requests from other processes
 */
export function startHeartbeat(
  lease: Lease,
  run: {
    readonly controller: AbortController;
    readonly ran: () => Pick<Renewal, "ranMs">;
    readonly onCommit: (job: Job) => void;
    readonly onWaiting: (reason: Said | null) => void;
  },
  { store, now, leaseMs, alone, serverStopping, onError }: HeartbeatSettings,
): { stop(): void } {
  let isOver = false;
  let isAway = false;
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
  };
  const beat = async () => {
    try {
      const leaseExpiresAt = new Date((await leaseNow({ store, now })).getTime() + leaseMs);
      const job = await store.renewLease(lease, { leaseExpiresAt, ...run.ran() });
      if (isOver) return;
      if (isAway) run.onWaiting(null);
      isAway = false;
      if (job !== null) return run.onCommit(job);
      stop();
      run.controller.abort(new LeaseLost());
    } catch (error) {
      if (!isAway) onError(error);
      isAway = true;
      if (!alone && !isOver) run.onWaiting(waitingForStore);
    }
  };
  const renew = async () => {
    if (!serverStopping.aborted) await beat();
    if (!isOver) next();
  };
  const next = () => {
    timer = setTimeout(() => void renew(), isAway ? Math.min(againMs, leaseMs / 3) : leaseMs / 3);
  };
  next();
  return { stop };
}
