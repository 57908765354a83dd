/**
 * One run of a job, from the claim to its settled row:
 *
 * register -> read the row once more -> work, with heartbeat and stall clock -> settle
 *
 * - The row is read once more after the run can be reached by a signal. A cancel between the claim and that moment
 *   found no signal to abort, but it is in the row.
 * - A handler that does not return within its grace period is left behind. Its claim is over once the row is settled,
 *   so it can write nothing after that.
 */

import type { Said } from "../sentences/say.ts";
import type { Job, Lease, RunningJob } from "./job.ts";
import type { JobContext, JobHandler } from "./job-handler.ts";
import { type HeartbeatSettings, startHeartbeat } from "./lease-heartbeat.ts";
import { type Ending, type SettleSettings, settleRun } from "./settle.ts";
import { startStallClock } from "./stall-clock.ts";

export interface RunSettings extends HeartbeatSettings, SettleSettings {
  /** How long a job may make no progress. */
  readonly stallTimeoutMs: number;
}

/** A run as its queue sees it. */
export interface Run {
  /** Stops the run, with a `StopReason`. */
  readonly controller: AbortController;
  /** Gets every row of the job that is committed or read: listeners see it, and a cancel request in it takes effect. */
  readonly onCommit: (job: Job) => void;
  /** See `JobContext.onProgress`. */
  readonly onProgress: (activity?: string | Said) => void;
  /** Called with the reason why the run waits, which is shown instead of its activity, and with null when it goes on. */
  readonly onWaiting: (reason: Said | null) => void;
}

/**
 * Runs a job that was just claimed, and settles it.
 *
 * @throws nothing: errors are stored with the job, or go to `onError`
 */
export async function runJob(job: RunningJob, handler: JobHandler, run: Run, settings: RunSettings): Promise<void> {
  const { signal } = run.controller;
  const beganAt = performance.now();
  const lease: Lease = { jobId: job.id, claim: job.claim };
  const stall = startStallClock(run.controller, settings.stallTimeoutMs);
  const onProgress = (activity?: string | Said) => {
    stall.restart();
    run.onProgress(activity);
  };
  // A wait is no stall.
  const onWaiting = (reason: Said | null) => {
    stall.restart();
    run.onWaiting(reason);
  };
  const ran = () => ({ ...(job.ranMs !== null && { ranMs: job.ranMs + Math.round(performance.now() - beganAt) }) });
  const heartbeat = startHeartbeat(lease, { ...run, onWaiting, ran }, settings);
  try {
    run.onCommit(await readAgain(job, settings));
    const recordInHand = async (activity: string) => {
      const recorded = await settings.store.recordInHand(lease, activity);
      if (recorded !== null) run.onCommit(recorded);
    };
    const context = { signal, lease, onProgress, recordInHand, onCommit: run.onCommit };
    const ending = await work(job, handler, context, settings.grace.handlerMs);
    stall.stop();
    if (isUnforeseen(ending, signal)) settings.onError(ending.error);
    const settled = await settleRun(lease, ending, { signal, ...ran() }, settings);
    if (settled !== null) run.onCommit(settled);
  } finally {
    stall.stop();
    heartbeat.stop();
  }
}

async function readAgain(job: RunningJob, { store, onError }: RunSettings): Promise<Job> {
  try {
    return (await store.get(job.id)) ?? job;
  } catch (error) {
    onError(error);
    return job;
  }
}

/** Runs the handler until it returns, or until it is left behind. */
async function work(job: RunningJob, handler: JobHandler, context: JobContext, graceMs: number): Promise<Ending> {
  const { signal } = context;
  const { promise: leftBehind, resolve } = Promise.withResolvers<Ending>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(resolve, graceMs, { kind: "left_behind" });
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([runHandler(job, handler, context), leftBehind]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

async function runHandler(job: RunningJob, handler: JobHandler, context: JobContext): Promise<Ending> {
  try {
    return { kind: "returned", outcome: await handler.run(job, context) };
  } catch (error) {
    return { kind: "threw", error };
  }
}

/** Errors with a code are foreseen, and the job tells people about them. Any other error is a fault of the program. */
function isUnforeseen(ending: Ending, signal: AbortSignal): ending is Extract<Ending, { kind: "threw" }> {
  return ending.kind === "threw" && ending.error !== signal.reason && !hasCode(ending.error);
}

function hasCode(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
