/**
 * One run of a job, from the claim to its settled row:
 *
 * register -> read once more -> work, with heartbeat and stall clock -> settle
 *
 * - The row is read once more after the run's signal can be reached: a cancel that came between the claim and that
 *   moment found no signal to abort, but stands in the row.
 * - The heartbeat keeps the lease. It learns of cancels that other processes wrote, and that the lease is lost.
 * - A handler that does not come back within the grace period after its signal is left behind: its claim is over
 *   once the row is settled, so that nothing it still does can be written.
 * - Settling reads the row and applies the one transition that fits what it finds, until one is applied: a cancel
 *   that lands in between makes the first one match nothing, and the next reading sees it.
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  cancelled,
  completed,
  failed,
  hasEnded,
  isStopping,
  type Job,
  type JsonObject,
  type Lease,
  type RunningJob,
  released,
  type StoppingJob,
  type Transition,
  timedOut,
} from "./job.ts";
import type { JobContext, JobHandler, JobOutcome } from "./job-handler.ts";
import type { JobStore } from "./job-store.ts";
import { CancelRequested, LeaseLost, ServerStopping, TimedOut } from "./stop-reason.ts";

export interface RunSettings {
  readonly store: JobStore;
  readonly now: () => Date;
  /** For how long a claim holds without a heartbeat. */
  readonly leaseMs: number;
  /** How long nothing may move before the run is stopped. */
  readonly stallTimeoutMs: number;
  /** How long a handler may take to come back once its signal has aborted. */
  readonly graceMs: number;
  /** Aborts when the server stops, which a run that was told to stop before does not learn from its own signal. */
  readonly serverStopping: AbortSignal;
  /** How long settling goes on trying once the server is stopping, when the store does not answer. */
  readonly settleTimeoutMs: number;
  /** True when no other process can take the job over: the lease is then kept, however late a heartbeat comes. */
  readonly alone: boolean;
  readonly onError: (error: unknown) => void;
}

export interface RunEvents {
  /** The row changed. */
  readonly changed: (job: Job) => void;
  /** The handler has something new at hand. */
  readonly moved: (activity: string | undefined) => void;
}

type Ending =
  | { readonly kind: "returned"; readonly outcome: JobOutcome }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "left_behind" };

/**
 * Runs a job that was just claimed and settles it.
 *
 * @param controller what stops it, with a `StopReason`
 * @throws nothing: what goes wrong stands on the job, or goes to `onError`
 */
export async function runJob(
  job: RunningJob,
  handler: JobHandler,
  controller: AbortController,
  settings: RunSettings,
  events: RunEvents,
): Promise<void> {
  const lease: Lease = { jobId: job.id, claim: job.claim };
  const obey = (current: Job) => {
    if (isStopping(current)) controller.abort(new CancelRequested(current.cancelReason));
  };
  const heartbeat = keepLease(lease, controller, settings, obey);
  const stall = watchForStall(controller, settings.stallTimeoutMs);
  const context: JobContext = {
    signal: controller.signal,
    lease,
    moved: (activity) => {
      stall.restart();
      events.moved(activity);
    },
    wrote: (current) => {
      events.changed(current);
      obey(current);
    },
  };
  try {
    const current = await readAgain(job, settings);
    obey(current);
    const ending = await work(job, handler, context, settings.graceMs);
    stall.stop();
    await settle(lease, ending, handler, controller.signal, settings, events);
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

/** Runs the handler until it comes back, or until it is left behind. */
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

async function settle(
  lease: Lease,
  ending: Ending,
  handler: JobHandler,
  signal: AbortSignal,
  settings: RunSettings,
  events: RunEvents,
): Promise<void> {
  const { store } = settings;
  // What has a code is foreseen: it stands on the job for people to read. The rest is a fault of the program.
  const unforeseen = ending.kind === "threw" && ending.error !== signal.reason && !hasCode(ending.error);
  if (unforeseen) settings.onError(ending.error);
  await untilStored(settings, async () => {
    for (;;) {
      const job = await store.get(lease.jobId);
      if (job === null || hasEnded(job) || job.status === "pending" || job.claim !== lease.claim) return;
      const transition = await theWayOut(job, ending, handler, signal, settings.now());
      if (transition === null) return;
      const settled = await store.apply(transition);
      if (settled !== null) return events.changed(settled);
    }
  });
}

/** The transition that fits a running job and how its run ended; null when it is not ours to settle any more. */
async function theWayOut(
  job: RunningJob | StoppingJob,
  ending: Ending,
  handler: JobHandler,
  signal: AbortSignal,
  now: Date,
): Promise<Transition<Job> | null> {
  const reason: unknown = signal.reason;
  if (reason instanceof LeaseLost) return null;
  const thrown = ending.kind === "threw" && ending.error !== reason ? messageOf(ending.error) : null;
  if (isStopping(job)) return cancelled(job, { result: await resultOf(job, ending, handler, now), error: thrown, now });
  if (ending.kind === "returned" && !ending.outcome.stoppedEarly) {
    return completed(job, { result: await resultOf(job, ending, handler, now), now });
  }
  if (thrown === null && reason instanceof ServerStopping) return released(job);
  const result = await resultOf(job, ending, handler, now);
  if (reason instanceof TimedOut) return timedOut(job, { result, error: thrown ?? reason.message, now });
  return failed(job, { result, error: thrown ?? "It stopped early though nothing had told it to", now });
}

async function resultOf(job: Job, ending: Ending, handler: JobHandler, now: Date): Promise<JsonObject> {
  if (ending.kind === "returned") return endResult(job, ending.outcome.result, ending.outcome.stoppedEarly, now);
  return endResult(job, await handler.salvage(job), true, now);
}

/** What every ended job says besides what its handler has to say. */
export function endResult(job: Job, result: JsonObject, stoppedEarly: boolean, now: Date): JsonObject {
  const durationMs = job.startedAt === null ? 0 : now.getTime() - job.startedAt.getTime();
  return { ...result, stopped_early: stoppedEarly, duration_ms: Math.max(0, durationMs) };
}

function hasCode(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Carries `step` out, again and again while the store does not answer. Once the server is stopping it gives up after
 * `settleTimeoutMs`: the job then stands as running, and the next start finds it.
 */
async function untilStored(settings: RunSettings, step: () => Promise<void>): Promise<void> {
  const { serverStopping, settleTimeoutMs, onError } = settings;
  let waitMs = 100;
  let waitedWhileStoppingMs = 0;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (waitMs === 100) onError(error);
    }
    if (waitedWhileStoppingMs >= settleTimeoutMs) return;
    if (serverStopping.aborted) {
      waitedWhileStoppingMs += 100;
      await delay(100);
    } else {
      await delay(waitMs, undefined, { signal: serverStopping }).catch(() => {});
      waitMs = Math.min(waitMs * 2, 5_000);
    }
  }
}

/**
 * Renews the lease three times in its length, until stopped; tells the run when it is lost. A process that was
 * suspended for longer than its lease renews it when it wakes, if nobody has taken the job meanwhile.
 */
function keepLease(
  lease: Lease,
  controller: AbortController,
  { store, now, leaseMs, alone, onError }: RunSettings,
  obey: (job: Job) => void,
): { stop(): void } {
  let heldUntil = performance.now() + leaseMs;
  let beating = false;
  const beat = async () => {
    beating = true;
    const sentAt = performance.now();
    try {
      const job = await store.renewLease(lease, new Date(now().getTime() + leaseMs));
      if (job === null) return lose();
      heldUntil = sentAt + leaseMs;
      obey(job);
    } catch (error) {
      onError(error);
      if (!alone && performance.now() > heldUntil) lose();
    } finally {
      beating = false;
    }
  };
  const timer = setInterval(() => {
    if (!beating) void beat();
    else if (!alone && performance.now() > heldUntil) lose();
  }, leaseMs / 3);
  const stop = () => clearInterval(timer);
  const lose = () => {
    stop();
    controller.abort(new LeaseLost());
  };
  return { stop };
}

/** In how many parts the stall timeout is counted. */
const stallTicks = 10;

/**
 * Aborts with `TimedOut` once nothing has moved for `stallTimeoutMs`. Counts ticks rather than reads a clock: while the
 * process is suspended there are none, and that is no stall of the job.
 */
function watchForStall(controller: AbortController, stallTimeoutMs: number): { restart(): void; stop(): void } {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    if (ticks >= stallTicks) controller.abort(new TimedOut(stallTimeoutMs));
  }, stallTimeoutMs / stallTicks);
  return {
    restart: () => {
      ticks = 0;
    },
    stop: () => clearInterval(timer),
  };
}
