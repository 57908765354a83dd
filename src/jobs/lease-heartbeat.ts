import type { Job, Lease } from "./job.ts";
import type { JobStore } from "./job-store.ts";
import { leaseNow } from "./lease-clock.ts";
import { LeaseLost } from "./stop-reason.ts";

export interface HeartbeatSettings {
  readonly store: JobStore;
  readonly now: () => Date;
  /** How long a claim holds without a heartbeat. */
  readonly leaseMs: number;
  /** True if no other process can take the job over. The run then keeps its lease, however late a heartbeat is. */
  readonly alone: boolean;
  /** A stopping server sends no more heartbeats: they would delay the statements that settle its jobs. */
  readonly serverStopping: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/**
 * Renews the lease three times in its length. Aborts the run with `LeaseLost` when another process holds the job. A
 * process that was suspended for longer than its lease renews it on waking, unless another process took the job.
 *
 * @param run.onCommit gets every renewed row, so that the run learns of cancel requests from other processes
 */
export function startHeartbeat(
  lease: Lease,
  run: { readonly controller: AbortController; readonly onCommit: (job: Job) => void },
  { store, now, leaseMs, alone, serverStopping, onError }: HeartbeatSettings,
): { stop(): void } {
  let heldUntil = performance.now() + leaseMs;
  let beating = false;
  const beat = async () => {
    beating = true;
    const sentAt = performance.now();
    try {
      const leaseExpiresAt = new Date((await leaseNow({ store, now })).getTime() + leaseMs);
      const job = await store.renewLease(lease, leaseExpiresAt);
      if (job === null) return lose();
      heldUntil = sentAt + leaseMs;
      run.onCommit(job);
    } catch (error) {
      onError(error);
      if (!alone && performance.now() > heldUntil) lose();
    } finally {
      beating = false;
    }
  };
  const timer = setInterval(() => {
    if (serverStopping.aborted) return;
    if (!beating) void beat();
    else if (!alone && performance.now() > heldUntil) lose();
  }, leaseMs / 3);
  const stop = () => clearInterval(timer);
  const lose = () => {
    stop();
    run.controller.abort(new LeaseLost());
  };
  return { stop };
}
