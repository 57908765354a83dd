/** Carries out the effects of the dialog's state machine. The outcome of each effect is an event. */
import type { JobJson, ScanAcceptedJson } from "../../../src/api/contract/jobs.ts";
import type { ApiClient } from "../api/api-client.ts";
import { messageOf, Refused } from "../api/failures.ts";
import { isOfPart, isScan } from "../live/check-job.ts";
import type { ScanEffect, ScanEvent } from "./scan-machine.ts";
import type { BeforeStart, ScanChoices, StartRequest } from "./scan-state.ts";

export type ScanApi = Pick<ApiClient, "startScan" | "resumeJob" | "cancelJob" | "job" | "jobs" | "directories">;

/** The time limit for requests that a server answers at once, in milliseconds. A network may vanish without a word. */
const answerMs = 5_000;

/** The server needs a sign-in first (401), or cannot take the request now (503). */
const notNow: ReadonlySet<number> = new Set([401, 503]);

export interface EffectContext {
  readonly api: ScanApi;
  /** The length of a pause, in milliseconds. */
  readonly retryMs: number;
  /** When aborted, the returned promise rejects with its reason. */
  readonly signal: AbortSignal;
}

/** @throws `context.signal.reason` */
export function carryOut(effect: ScanEffect, context: EffectContext): Promise<ScanEvent> {
  switch (effect.do) {
    case "start":
      return start(effect.request, context);
    case "seek":
      return seek(effect, context);
    case "cancel":
      return cancel(effect.jobId, context);
    case "look":
      return look(effect.jobId, context);
    case "wait":
      return wait(context);
  }
}

async function start(request: StartRequest, context: EffectContext): Promise<ScanEvent> {
  const { api, signal } = context;
  const before = await beforeStart(context);
  try {
    if (request.kind === "resume") {
      const { job_id: jobId } = await api.resumeJob(request.of.job_id, { signal });
      return { type: "started", request, jobId };
    }
    const { kind: _, ...choices } = request;
    const accepted = await api.startScan(choices, { signal });
    return { type: "started", request, jobId: accepted.job_id, keepsOptions: hasOtherOptions(accepted, choices) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Refused) return { type: "start_refused", request, message: messageOf(error) };
    return { type: "start_unanswered", request, before };
  }
}

/** Whether the scan lacks an option that was asked for. More than was asked for is no loss. */
function hasOtherOptions(accepted: ScanAcceptedJson, { recursive, retry_errors, full }: ScanChoices): boolean {
  return (
    (recursive === true && !accepted.recursive) ||
    (full === true && !accepted.full) ||
    // A full scan reads all files again.
    (retry_errors === true && !accepted.retry_errors && !accepted.full)
  );
}

/** Null if the server does not answer. The start is sent all the same. */
async function beforeStart({ api, signal }: EffectContext): Promise<BeforeStart | null> {
  try {
    const { jobs } = await api.jobs({ limit: 1 }, { signal: inTime(signal) });
    return { newest: jobs[0] ?? null };
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function cancel(jobId: string, { api, signal }: EffectContext): Promise<ScanEvent> {
  try {
    return { type: "cancel_accepted", job: await api.cancelJob(jobId, { signal: inTime(signal) }) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Refused)) return { type: "cancel_unanswered", jobId, refusal: null };
    if (notNow.has(error.status)) return { type: "cancel_unanswered", jobId, refusal: messageOf(error) };
    if (isNotFound(error)) return { type: "gone", jobId };
    if (error.code === "ALREADY_TERMINAL") return { type: "cancel_too_late", jobId };
    return { type: "cancel_refused", jobId, message: messageOf(error) };
  }
}

async function look(jobId: string, { api, signal }: EffectContext): Promise<ScanEvent> {
  try {
    return { type: "looked", job: await api.job(jobId, { signal: inTime(signal) }) };
  } catch (error) {
    signal.throwIfAborted();
    return isNotFound(error) ? { type: "gone", jobId } : { type: "look_failed", jobId };
  }
}

type Seek = ScanEffect & { readonly do: "seek" };

async function seek(effect: Seek, context: EffectContext): Promise<ScanEvent> {
  const { request } = effect;
  try {
    return { type: "sought", request, job: await find(effect, context), at: performance.now() };
  } catch {
    context.signal.throwIfAborted();
    return { type: "seek_failed", request };
  }
}

/**
 * The job that a request started. A directory has at most one active job. A short scan may have ended by now. An ended
 * job counts only if it was submitted after the request, which is unknown if `before` is null.
 */
async function find({ request, before }: Seek, { api, signal }: EffectContext): Promise<JobJson | null> {
  const active = await api.jobs({ statuses: ["pending", "running"], limit: 100 }, { signal: inTime(signal) });
  const newest = await api.jobs({ limit: 100 }, { signal: inTime(signal) });
  const candidates = [...active.jobs, ...newest.jobs.filter((job) => before !== null && isAfter(job, before))];
  if (candidates.length === 0) return null;
  const path = await resolvedPath(request, { api, signal });
  const isOfWhole = (job: JobJson): boolean => request.kind === "resume" || !isOfPart(job);
  return candidates.find((job) => isScan(job) && job.payload.path === path && isOfWhole(job)) ?? null;
}

function isAfter(job: JobJson, { newest }: BeforeStart): boolean {
  if (newest === null) return true;
  return job.job_id !== newest.job_id && Date.parse(job.submitted_at) >= Date.parse(newest.submitted_at);
}

/** The directory of the request with all links resolved, as in jobs. */
async function resolvedPath(
  request: StartRequest,
  { api, signal }: Pick<EffectContext, "api" | "signal">,
): Promise<string | null> {
  if (request.kind === "resume") return request.of.payload.path;
  try {
    return (await api.directories({ path: request.path, limit: 1 }, { signal })).path;
  } catch (error) {
    // A directory that cannot be listed cannot have been scanned.
    if (error instanceof Refused && error.status < 500) return null;
    throw error;
  }
}

function wait({ retryMs, signal }: EffectContext): Promise<ScanEvent> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve({ type: "waited" });
    }, retryMs);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

function inTime(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
}

/** A 404 with another code comes from something between the page and the server. */
function isNotFound(error: unknown): boolean {
  return error instanceof Refused && error.code === "NOT_FOUND";
}
