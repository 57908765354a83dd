/** Gives a job its state after a run: the run of this process, or a run that died. */
import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../abortable.ts";
import { sentenceOf } from "../sentences/said-error.ts";
import { say } from "../sentences/say.ts";
import type { GracePeriods } from "./grace-periods.ts";
import {
  attemptsAfterDeath,
  type CancellingJob,
  cancelled,
  completed,
  died,
  failed,
  givenUp,
  hasEnded,
  isCancelling,
  type Job,
  type Lease,
  maxAttempts,
  type RunningJob,
  released,
  type Transition,
  timedOut,
  unlessRenewed,
} from "./job.ts";
import type { JobOutcome } from "./job-handler.ts";
import type { JobStore } from "./job-store.ts";
import { LeaseLost, ServerStopping, TimedOut } from "./stop-reason.ts";
import { StoreError } from "./store-error.ts";

/** How a run ended: its handler returned, threw, or did not come back in time. */
export type Ending =
  | { readonly kind: "returned"; readonly outcome: JobOutcome }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "left_behind" };

export interface SettleSettings {
  readonly store: JobStore;
  readonly now: () => Date;
  readonly grace: GracePeriods;
  readonly serverStopping: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/**
 * Reads the row and applies the transition that fits it, until one is applied: if a cancel request arrives in between,
 * the first transition matches no row, and the next reading sees the request.
 *
 * Tries again while the store does not answer. Once the server is stopping, `grace.settleMs` is the limit, however long
 * a call to the store takes. The job then still stands as running, and the next start finds it.
 *
 * @param signal the signal of the run
 * @param ranMs how long this run and those before have taken: see `JobFacts.ranMs`. Absent: it is not known
 * @returns the settled job; null if the job is not ours to settle, or time ran out
 */
export async function settleRun(
  lease: Lease,
  ending: Ending,
  { signal, ranMs }: { readonly signal: AbortSignal; readonly ranMs?: number },
  settings: SettleSettings,
): Promise<Job | null> {
  const { store, now } = settings;
  return untilStored(settings, async () => {
    for (;;) {
      const job = await store.get(lease.jobId);
      if (job === null || hasEnded(job) || job.status === "pending" || job.claim !== lease.claim) return null;
      const end = { now: now(), ...(ranMs !== undefined && { ranMs }) };
      const transition = chooseTransition(job, ending, signal.reason, end);
      if (transition === null) return null;
      const settled = await store.apply(transition);
      if (settled !== null) return settled;
    }
  });
}

/** The transition for a running job whose run ended in this way; null if another process holds the job. */
function chooseTransition(
  job: RunningJob | CancellingJob,
  ending: Ending,
  reason: unknown,
  end: { readonly now: Date; readonly ranMs?: number },
): Transition<Job> | null {
  if (reason instanceof LeaseLost) return null;
  const thrown = ending.kind === "threw" && ending.error !== reason ? ending.error : null;
  const error = thrown === null ? null : messageOf(thrown);
  const sentence = sentenceOf(thrown);
  const stoppedEarly = ending.kind !== "returned" || ending.outcome.stoppedEarly;
  if (isCancelling(job)) return cancelled(job, { stoppedEarly, error, sentence, ...end });
  if (!stoppedEarly) return completed(job, end);
  // Also after an error: a disk may go away together with the machine that is being switched off.
  if (reason instanceof ServerStopping) return released(job, end);
  if (reason instanceof TimedOut)
    return timedOut(
      job,
      error === null ? { error: reason.message, sentence: reason.sentence, ...end } : { error, sentence, ...end },
    );
  if (error !== null) return failed(job, { error, sentence, ...end });
  const early = say("ended_early");
  return failed(job, { error: early.message, sentence: early.sentence, ...end });
}

/**
 * Settles a job whose run is over without a settled row: it ends cancelled after a cancel request, fails after too many
 * deaths, and otherwise goes back to pending.
 *
 * @param run how the process of the run ended
 * @returns the settled job; null if another process was first
 */
export async function settleAbandoned(
  job: RunningJob | CancellingJob,
  run: "died" | "stopped",
  { store, now }: { readonly store: JobStore; readonly now: Date },
): Promise<Job | null> {
  return store.apply(unlessRenewed(job, chooseAfterDeath(job, run, now)));
}

function chooseAfterDeath(job: RunningJob | CancellingJob, run: "died" | "stopped", now: Date): Transition<Job> {
  if (isCancelling(job)) return cancelled(job, { stoppedEarly: true, error: null, now });
  if (run === "stopped") return released(job);
  if (attemptsAfterDeath(job) < maxAttempts) return died(job);
  const { message: error, sentence } = say("died_again", { times: maxAttempts, inHand: job.inHand });
  return givenUp(job, { error, sentence, now });
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;

async function untilStored(settings: SettleSettings, step: () => Promise<Job | null>): Promise<Job | null> {
  const { serverStopping, onError } = settings;
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onStopping = () => {
    timer = setTimeout(() => deadline.abort(), settings.grace.settleMs);
  };
  if (serverStopping.aborted) onStopping();
  else serverStopping.addEventListener("abort", onStopping, { once: true });
  try {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await abortable(step(), deadline.signal);
      } catch (error) {
        if (deadline.signal.aborted) return null;
        if (pauseMs === firstPauseMs) onError(error);
        // A damaged database does not heal. The job stays as it is, and its slot is free for another.
        if (error instanceof StoreError && error.code === "STORE_CORRUPT") return null;
      }
      if (serverStopping.aborted) await delay(firstPauseMs);
      else await delay(pauseMs, undefined, { signal: serverStopping }).catch(() => {});
    }
  } finally {
    clearTimeout(timer);
    serverStopping.removeEventListener("abort", onStopping);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
