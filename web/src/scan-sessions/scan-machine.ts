/**
 * The state machine of the scan dialog: a pure function from a state and an event to the next state and its effects
 * (requests and pauses). The outcomes of effects are events again.
 *
 * Answers may come late, twice or not at all. Every answer names its request, and an answer that does not fit the state
 * changes nothing. A cancel without an answer, or with the answer "not now", is repeated until the server accepts or
 * refuses it: a person pressed the button, and the server may be asked any number of times.
 */
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isActive } from "../live/job-state.ts";
import {
  type BeforeStart,
  type Cancelling,
  canCancel,
  formOf,
  isUnanswered,
  type Lost,
  pathOf,
  type ScanState,
  type StartProblem,
  type StartRequest,
  type Submitting,
  stateOfJob,
} from "./scan-state.ts";

export type ScanEvent =
  // Actions of a person. Closing the dialog changes nothing, so it is no event.
  | { readonly type: "start_pressed"; readonly request: StartRequest & { readonly kind: "scan" } }
  | { readonly type: "cancel_pressed" }
  | { readonly type: "resume_pressed" }
  /** The page was reloaded before a start was answered that was to be cancelled. */
  | { readonly type: "cancel_remembered"; readonly request: StartRequest }
  // Answers to `start`
  /** `keepsOptions`: the scan ran already, with other options, which it keeps. Default: no */
  | {
      readonly type: "started";
      readonly request: StartRequest;
      readonly jobId: string;
      readonly keepsOptions?: boolean;
    }
  | { readonly type: "start_refused"; readonly request: StartRequest; readonly message: string }
  | { readonly type: "start_unanswered"; readonly request: StartRequest; readonly before: BeforeStart | null }
  // Answers to `seek`
  /** `at`: on the page's monotonic clock, in milliseconds. */
  | { readonly type: "sought"; readonly request: StartRequest; readonly job: JobJson | null; readonly at: number }
  | { readonly type: "seek_failed"; readonly request: StartRequest }
  // Answers to `cancel`
  | { readonly type: "cancel_accepted"; readonly job: JobJson }
  | { readonly type: "cancel_too_late"; readonly jobId: string }
  | { readonly type: "cancel_refused"; readonly jobId: string; readonly message: string }
  /** `refusal`: the reason why the server cannot take the cancel now; null if there was no answer. */
  | { readonly type: "cancel_unanswered"; readonly jobId: string; readonly refusal: string | null }
  // Answers to `look`
  | { readonly type: "looked"; readonly job: JobJson }
  | { readonly type: "look_failed"; readonly jobId: string }
  /** The pause of `wait` is over. */
  | { readonly type: "waited" }
  // News from the server
  | { readonly type: "news"; readonly job: JobJson }
  | { readonly type: "gone"; readonly jobId: string }
  | { readonly type: "connection"; readonly reachable: boolean };

export type ScanEffect =
  | { readonly do: "start"; readonly request: StartRequest }
  /** Looks for the scan that a `start` without an answer may have started. */
  | { readonly do: "seek"; readonly request: StartRequest; readonly before: BeforeStart | null }
  | { readonly do: "cancel"; readonly jobId: string }
  /** Loads the job. */
  | { readonly do: "look"; readonly jobId: string }
  /** Pauses before a request is sent again. */
  | { readonly do: "wait" };

export interface Step {
  readonly state: ScanState;
  readonly effects: readonly ScanEffect[];
}

/** How long a lost request to start may still arrive after the server answers again, in milliseconds. */
export const lateScanMs = 120_000;

/** Returns the same state object if nothing changes. */
export function step(state: ScanState, event: ScanEvent): Step {
  switch (event.type) {
    case "start_pressed":
      return formOf(state) === null ? stay(state) : submit(state, event.request);
    case "cancel_pressed":
      return cancelPressed(state);
    case "resume_pressed":
      return state.kind === "ended" ? submit(state, { kind: "resume", of: state.job }) : stay(state);
    case "cancel_remembered": {
      if (state.kind !== "idle") return stay(state);
      const { request } = event;
      const { reachable } = state;
      const lost: Lost = { kind: "lost", request, before: null, cancelWanted: true, noneSince: null, reachable };
      return to(lost, { do: "seek", request, before: null });
    }
    case "started":
      return awaitsAnswer(state, event.request) ? started(state, event) : stay(state);
    case "start_refused":
      if (!awaitsAnswer(state, event.request)) return stay(state);
      return to(backToStart(state, { kind: "refused", message: event.message }));
    case "start_unanswered": {
      if (!awaitsAnswer(state, event.request)) return stay(state);
      const { request, cancelWanted, reachable } = state;
      const { before } = event;
      const lost: Lost = { kind: "lost", request, before, cancelWanted, noneSince: null, reachable };
      return to(lost, { do: "seek", request, before });
    }
    case "sought":
      return seeks(state, event.request) ? sought(state, event) : stay(state);
    case "seek_failed":
      return seeks(state, event.request) ? to(state, { do: "wait" }) : stay(state);
    case "cancel_accepted":
      return state.kind === "cancelling" && state.jobId === event.job.job_id ? accepted(state, event.job) : stay(state);
    case "cancel_too_late":
      if (!asksToCancel(state, event.jobId)) return stay(state);
      return to({ ...state, cancel: "late", refusal: null }, { do: "look", jobId: state.jobId });
    case "cancel_refused": {
      if (!asksToCancel(state, event.jobId)) return stay(state);
      const { jobId, job, reachable } = state;
      return to({ kind: "scanning", jobId, job, problem: event.message, keepsOptions: false, reachable });
    }
    case "cancel_unanswered":
      if (!asksToCancel(state, event.jobId)) return stay(state);
      return to({ ...state, cancel: "unanswered", refusal: event.refusal }, { do: "wait" });
    case "looked":
      if (!isLate(state, event.job.job_id)) return stay(state);
      return to(stateOfJob(event.job, { reachable: state.reachable, cancelledTooLate: true }));
    case "look_failed":
      return isLate(state, event.jobId) ? to(state, { do: "wait" }) : stay(state);
    case "waited":
      return waited(state);
    case "news":
      return news(state, event.job);
    case "gone":
      return gone(state, event.jobId);
    case "connection":
      return state.reachable === event.reachable ? stay(state) : to({ ...state, reachable: event.reachable });
  }
}

function stay(state: ScanState): Step {
  return { state, effects: [] };
}

function to(state: ScanState, ...effects: readonly ScanEffect[]): Step {
  return { state, effects };
}

function submit({ reachable }: ScanState, request: StartRequest): Step {
  return to({ kind: "submitting", request, cancelWanted: false, reachable }, { do: "start", request });
}

function awaitsAnswer(state: ScanState, request: StartRequest): state is Submitting {
  return state.kind === "submitting" && state.request === request;
}

function seeks(state: ScanState, request: StartRequest): state is Lost {
  return state.kind === "lost" && state.request === request;
}

/** Whether a cancel of this job is unanswered. */
function asksToCancel(state: ScanState, jobId: string): state is Cancelling {
  return state.kind === "cancelling" && state.jobId === jobId && isUnanswered(state.cancel);
}

function isLate(state: ScanState, jobId: string): state is Cancelling {
  return state.kind === "cancelling" && state.jobId === jobId && state.cancel === "late";
}

function cancelPressed(state: ScanState): Step {
  if (!canCancel(state)) return stay(state);
  switch (state.kind) {
    case "submitting":
    case "lost":
      return to({ ...state, cancelWanted: true });
    case "opening":
      return sendCancel(state.jobId, null, state.reachable);
    case "scanning":
      return sendCancel(state.jobId, state.job, state.reachable);
    case "idle":
    case "cancelling":
    case "ended":
    case "gone":
      return stay(state);
  }
}

function sendCancel(jobId: string, job: JobJson | null, reachable: boolean): Step {
  return to({ kind: "cancelling", jobId, job, cancel: "sent", refusal: null, reachable }, { do: "cancel", jobId });
}

function started(
  { cancelWanted, reachable }: Submitting,
  { jobId, keepsOptions = false }: ScanEvent & { readonly type: "started" },
): Step {
  if (cancelWanted) return sendCancel(jobId, null, reachable);
  return to({ kind: "scanning", jobId, job: null, problem: null, keepsOptions, reachable });
}

/** The state in which *Start scan* or *Resume scan* was pressed. */
function backToStart({ request, reachable }: Submitting | Lost, problem: StartProblem | null): ScanState {
  if (request.kind === "scan") return { kind: "idle", problem, reachable };
  return { kind: "ended", job: request.of, cancelledTooLate: false, problem, reachable };
}

function sought(state: Lost, { job, at }: ScanEvent & { readonly type: "sought" }): Step {
  const { request, cancelWanted, noneSince, reachable } = state;
  if (job === null) {
    if (!cancelWanted) return to(backToStart(state, { kind: "not_begun", path: pathOf(request) }));
    // The request to start will not arrive any more, so nothing is left to cancel.
    if (noneSince !== null && at - noneSince >= lateScanMs) return to(backToStart(state, null));
    return to({ ...state, noneSince: noneSince ?? at }, { do: "wait" });
  }
  const found = stateOfJob(job, { reachable, cancelledTooLate: cancelWanted });
  return cancelWanted && found.kind === "scanning" ? sendCancel(job.job_id, job, reachable) : to(found);
}

/** A pending job ends at once when it is cancelled. */
function accepted(state: Cancelling, job: JobJson): Step {
  if (!isActive(job)) return to(stateOfJob(job, state));
  return to({ ...state, job, cancel: "accepted", refusal: null });
}

function waited(state: ScanState): Step {
  switch (state.kind) {
    case "lost":
      return to(state, { do: "seek", request: state.request, before: state.before });
    case "cancelling":
      if (state.cancel === "unanswered") return to(state, { do: "cancel", jobId: state.jobId });
      return state.cancel === "late" ? to(state, { do: "look", jobId: state.jobId }) : stay(state);
    case "idle":
    case "submitting":
    case "opening":
    case "scanning":
    case "ended":
    case "gone":
      return stay(state);
  }
}

function news(state: ScanState, job: JobJson): Step {
  switch (state.kind) {
    case "opening":
      return state.jobId === job.job_id ? to(stateOfJob(job, state)) : stay(state);
    case "gone":
      // The job is back: another server had answered.
      return state.jobId === job.job_id && state.job !== job ? to(stateOfJob(job, state)) : stay(state);
    case "scanning": {
      if (state.jobId !== job.job_id || state.job === job) return stay(state);
      const next = stateOfJob(job, state);
      const { problem, keepsOptions } = state;
      return to(next.kind === "scanning" ? { ...next, problem, keepsOptions } : next);
    }
    case "cancelling": {
      if (state.jobId !== job.job_id || state.job === job) return stay(state);
      const next = stateOfJob(job, { reachable: state.reachable, cancelledTooLate: state.cancel !== "accepted" });
      // This news was on its way when the button was pressed, and does not know of the cancel.
      return to(next.kind === "scanning" ? { ...state, job } : next);
    }
    case "idle":
    case "submitting":
    case "lost":
    case "ended":
      return stay(state);
  }
}

function gone(state: ScanState, jobId: string): Step {
  switch (state.kind) {
    case "opening":
      return state.jobId === jobId ? to({ kind: "gone", jobId, job: null, reachable: state.reachable }) : stay(state);
    case "scanning":
    case "cancelling":
      if (state.jobId !== jobId) return stay(state);
      return to({ kind: "gone", jobId, job: state.job, reachable: state.reachable });
    case "idle":
    case "submitting":
    case "lost":
    case "ended":
    case "gone":
      return stay(state);
  }
}
