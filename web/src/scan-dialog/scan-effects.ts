/** Carries out what the dialog's machine asks for, and tells how it went as an event. */
import type { JobJson } from "../../../src/api/contract.ts";
import { type ApiClient, messageOf, Refused } from "../api/api-client.ts";
import type { ScanEffect, ScanEvent } from "./scan-dialog-machine.ts";
import type { StartRequest } from "./scan-dialog-state.ts";

export type ScanApi = Pick<ApiClient, "startScan" | "resumeJob" | "cancelJob" | "job" | "jobs" | "directories">;

/** How long to wait for what a server answers at once, in milliseconds: a network may vanish without a word. */
const answerMs = 5_000;

export interface EffectContext {
  readonly api: ScanApi;
  /** How long a moment is, in milliseconds. */
  readonly retryMs: number;
  /** Given up: the returned promise rejects with its reason. */
  readonly signal: AbortSignal;
}

/** @throws `context.signal.reason` */
export function carryOut(effect: ScanEffect, context: EffectContext): Promise<ScanEvent> {
  switch (effect.do) {
    case "start":
      return start(effect.request, context);
    case "seek":
      return seek(effect.request, context);
    case "cancel":
      return cancel(effect.jobId, context);
    case "look":
      return look(effect.jobId, context);
    case "wait":
      return wait(context);
  }
}

async function start(request: StartRequest, { api, signal }: EffectContext): Promise<ScanEvent> {
  try {
    const { job_id: jobId } =
      request.kind === "scan"
        ? await api.startScan({ path: request.path, recursive: request.recursive }, { signal })
        : await api.resumeJob(request.of.job_id, { signal });
    return { type: "started", request, jobId };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Refused) return { type: "start_refused", request, message: messageOf(error) };
    return { type: "start_unanswered", request };
  }
}

async function cancel(jobId: string, { api, signal }: EffectContext): Promise<ScanEvent> {
  try {
    return { type: "cancel_accepted", job: await api.cancelJob(jobId, { signal: inTime(signal) }) };
  } catch (error) {
    signal.throwIfAborted();
    // 503: the server is there, and cannot answer now.
    if (!(error instanceof Refused) || error.status === 503) return { type: "cancel_unanswered", jobId };
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

async function seek(request: StartRequest, context: EffectContext): Promise<ScanEvent> {
  try {
    return { type: "sought", request, job: await find(request, context) };
  } catch {
    context.signal.throwIfAborted();
    return { type: "seek_failed", request };
  }
}

/**
 * The job that a request has begun: there is only one active job a directory. A short scan has ended by now; one that
 * was submitted before the request is another.
 */
async function find(request: StartRequest, { api, signal }: EffectContext): Promise<JobJson | null> {
  const active = await api.jobs({ statuses: ["pending", "running"], limit: 100 }, { signal: inTime(signal) });
  const newest = await api.jobs({ limit: 100 }, { signal: inTime(signal) });
  const candidates = [
    ...active.jobs,
    ...newest.jobs.filter(({ submitted_at: submittedAt }) => Date.parse(submittedAt) >= request.at),
  ];
  if (candidates.length === 0) return null;
  const path = await resolvedPath(request, { api, signal });
  return candidates.find((job) => job.payload.path === path) ?? null;
}

/** Jobs have the paths of their directories with all links resolved. */
async function resolvedPath(
  request: StartRequest,
  { api, signal }: Pick<EffectContext, "api" | "signal">,
): Promise<string | null> {
  if (request.kind === "resume") return request.of.payload.path;
  try {
    return (await api.directories(request.path, { signal })).path;
  } catch (error) {
    // What cannot be listed cannot have been scanned either.
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

/** A 404 of something between here and the server says nothing of the job. */
function isNotFound(error: unknown): boolean {
  return error instanceof Refused && error.code === "NOT_FOUND";
}
