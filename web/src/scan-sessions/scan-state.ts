/**
 * Where the scan dialog is, from the empty form to what became of the scan. Each state has only what is true of it.
 *
 * ```
 * idle --start--> submitting --id--> scanning --cancel--> cancelling --news--> ended
 *   ^                |  \--no--> idle      |  ^                |  |             |
 *   |                \--no answer--> lost  |  \-- refused -----/  |             |
 *   \---- there is no such scan -------/   \--news--> ended       |             |
 *                 submitting <----------------------- resume -----|-------------/
 * ```
 * `opening` is how a job begins that is shown by its id, and `gone` is where one ends that the server does not know.
 * What a job is, is what the server says of it: `scanning`, `cancelling` and `ended` follow its news, whoever has caused
 * them. Nothing here knows whether the dialog can be seen: closing it is possible in every state and changes none.
 */
import type { JobJson } from "../../../src/api/contract.ts";
import { isActive } from "../live/job-state.ts";

/** What *Start scan* or *Resume scan* have asked for. */
export type StartRequest =
  | { readonly kind: "scan"; readonly path: string; readonly recursive: boolean }
  | { readonly kind: "resume"; readonly of: JobJson };

/**
 * What the server knew right before a start was sent. Only its own times are compared with each other: the clock of the
 * browser may be minutes away from them.
 */
export interface BeforeStart {
  /** Null where there was no job. */
  readonly newest: Pick<JobJson, "job_id" | "submitted_at"> | null;
}

/** Why the last *Start scan* or *Resume scan* has led to nothing. */
export type StartProblem =
  | { readonly kind: "refused"; readonly message: string }
  /** There was no answer, and later no scan of that directory. */
  | { readonly kind: "not_begun"; readonly path: string };

/**
 * How far a cancel has come:
 * - `sent`: there is no answer yet.
 * - `unanswered`: there was none that settles it, and it is sent again and again until there is one.
 * - `accepted`: the server has promised that the job ends `cancelled`.
 * - `late`: the job had ended before; how, is being asked.
 */
export type CancelProgress = "sent" | "unanswered" | "accepted" | "late";

interface Connected {
  /** Whether the server answers, as far as this page knows. */
  readonly reachable: boolean;
}

export interface Idle extends Connected {
  readonly kind: "idle";
  readonly problem: StartProblem | null;
}

/** *Start scan* has been pressed, and the server has not answered. */
export interface Submitting extends Connected {
  readonly kind: "submitting";
  readonly request: StartRequest;
  /** Whether *Cancel scan* has been pressed meanwhile: it is sent as soon as there is an id to send it for. */
  readonly cancelWanted: boolean;
}

/** The server will not answer any more, and may or may not have begun the scan: it is being asked for. */
export interface Lost extends Connected {
  readonly kind: "lost";
  readonly request: StartRequest;
  /** Null where the server has not told. */
  readonly before: BeforeStart | null;
  readonly cancelWanted: boolean;
  /**
   * When the server first answered that there is no such scan, in milliseconds of the page's steady clock. A request
   * may arrive later still, so that one that is to be cancelled is looked for a while longer. Null until then.
   */
  readonly noneSince: number | null;
}

/** Nothing but its id is known of the job. */
export interface Opening extends Connected {
  readonly kind: "opening";
  readonly jobId: string;
}

/** Pending or running, and nobody has cancelled it. */
export interface Scanning extends Connected {
  readonly kind: "scanning";
  readonly jobId: string;
  /** Null until there is news of it. */
  readonly job: JobJson | null;
  /** Why the last cancel was refused. */
  readonly problem: string | null;
}

export interface Cancelling extends Connected {
  readonly kind: "cancelling";
  readonly jobId: string;
  readonly job: JobJson | null;
  readonly cancel: CancelProgress;
  /** Why the server could not take an `unanswered` cancel; null where it has said nothing. */
  readonly refusal: string | null;
}

export interface Ended extends Connected {
  readonly kind: "ended";
  readonly job: JobJson;
  /** Whether it was cancelled here, and had ended in another way before. */
  readonly cancelledTooLate: boolean;
  /** Why it could not be resumed. */
  readonly problem: StartProblem | null;
}

/** The server does not know the job (any more): its data was replaced, or the id is wrong. */
export interface Gone extends Connected {
  readonly kind: "gone";
  readonly jobId: string;
  /** What was last known of it; null where nothing was. */
  readonly job: JobJson | null;
}

export type ScanState = Idle | Submitting | Lost | Opening | Scanning | Cancelling | Ended | Gone;

/** @param scan `new`, or the id of a job */
export function initialState(scan: string, reachable: boolean): ScanState {
  return scan === "new" ? { kind: "idle", problem: null, reachable } : { kind: "opening", jobId: scan, reachable };
}

/** Whether *Cancel scan* does something. */
export function canCancel(state: ScanState): boolean {
  switch (state.kind) {
    case "submitting":
    case "lost":
      return !state.cancelWanted;
    case "opening":
    case "scanning":
      return true;
    case "idle":
    case "cancelling":
    case "ended":
    case "gone":
      return false;
  }
}

/** The job that is followed; null where there is none, or where it has ended. */
export function followedId(state: ScanState): string | null {
  switch (state.kind) {
    case "opening":
    case "scanning":
    case "cancelling":
    case "gone":
      return state.jobId;
    case "idle":
    case "submitting":
    case "lost":
    case "ended":
      return null;
  }
}

/** Whether something is still to be done for the person, whether the dialog can be seen or not. */
export function isUnsettled(state: ScanState): boolean {
  switch (state.kind) {
    case "submitting":
    case "lost":
      return true;
    case "cancelling":
      return state.cancel !== "accepted";
    case "idle":
    case "opening":
    case "scanning":
    case "ended":
    case "gone":
      return false;
  }
}

/** Whether the server has not said yet what becomes of a cancel. */
export function isOpen(cancel: CancelProgress): boolean {
  return cancel === "sent" || cancel === "unanswered";
}

/** What is to be cancelled and has not been settled: a job, or what a start has begun. Null where there is nothing. */
export function openCancel(state: ScanState): { readonly jobId: string } | { readonly request: StartRequest } | null {
  switch (state.kind) {
    case "submitting":
    case "lost":
      return state.cancelWanted ? { request: state.request } : null;
    case "cancelling":
      return isOpen(state.cancel) ? { jobId: state.jobId } : null;
    case "idle":
    case "opening":
    case "scanning":
    case "ended":
    case "gone":
      return null;
  }
}

/** Whether it says why something that was asked for has led to nothing, which is for a person to read. */
export function hasProblem(state: ScanState): boolean {
  return "problem" in state && state.problem !== null;
}

/** Whether no scan has come of a start that is to be cancelled, and one that comes late is looked for. */
export function awaitsLateScan({ cancelWanted, noneSince }: Lost): boolean {
  return cancelWanted && noneSince !== null;
}

/** The state where there is a form to press *Start scan* in; null where there is none. */
export function formOf(state: ScanState): Idle | Lost | null {
  if (state.kind === "idle") return state;
  if (state.kind !== "lost" || state.request.kind !== "scan") return null;
  return !state.cancelWanted || awaitsLateScan(state) ? state : null;
}

/** The directory of a request. */
export function pathOf(request: StartRequest): string {
  return request.kind === "scan" ? request.path : request.of.payload.path;
}

/** Where a job is by what the server says of it. */
export function stateOfJob(
  job: JobJson,
  { reachable, cancelledTooLate = false }: { readonly reachable: boolean; readonly cancelledTooLate?: boolean },
): Scanning | Cancelling | Ended {
  if (!isActive(job)) {
    return {
      kind: "ended",
      job,
      cancelledTooLate: cancelledTooLate && job.status !== "cancelled",
      problem: null,
      reachable,
    };
  }
  const jobId = job.job_id;
  if (job.cancel_requested_at !== null) {
    return { kind: "cancelling", jobId, job, cancel: "accepted", refusal: null, reachable };
  }
  return { kind: "scanning", jobId, job, problem: null, reachable };
}
