/**
 * The states of the scan dialog, from the empty form to the result of the scan. Each state has only the fields that apply.
 *
 * ```
 * idle --start--> submitting --id--> scanning --cancel--> cancelling --news--> ended
 *   ^                |  \--no--> idle      |  ^                |  |             |
 *   |                \--no answer--> lost  |  \-- refused -----/  |             |
 *   \---- there is no such scan -------/   \--news--> ended       |             |
 *                 submitting <----------------------- resume -----|-------------/
 * ```
 * A job shown by its id begins in `opening`. A job that the server does not know ends in `gone`. `scanning`, `cancelling`
 * and `ended` follow the server's news of the job, whoever caused them. The states do not depend on the dialog being
 * visible: it can be closed in every state, and closing changes none.
 */
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { ScanRequestJson } from "../../../src/api/contract/scan-requests.ts";
import { isActive } from "../live/job-state.ts";

/** The choices of a person for a new scan. */
export type ScanChoices = Readonly<Pick<ScanRequestJson, "path" | "recursive" | "retry_errors" | "full">>;

/** The request behind *Start scan* or *Resume scan*. */
export type StartRequest =
  | (ScanChoices & { readonly kind: "scan" })
  | { readonly kind: "resume"; readonly of: JobJson };

/** The newest job of the server right before a start was sent. The clock of the browser may be wrong, so no time of it is compared with the server's. */
export interface BeforeStart {
  /** Null if there was no job. */
  readonly newest: Pick<JobJson, "job_id" | "submitted_at"> | null;
}

/** The reason why the last *Start scan* or *Resume scan* started no scan. */
export type StartProblem =
  | { readonly kind: "refused"; readonly message: string }
  /** There was no answer, and the server has no scan of that directory. */
  | { readonly kind: "not_begun"; readonly path: string };

/**
 * The progress of a cancel:
 * - `sent`: the server has not answered.
 * - `unanswered`: no answer settled the cancel. It is sent again until one does.
 * - `accepted`: the server promises that the job ends `cancelled`.
 * - `late`: the job had ended before. Its result is being loaded.
 */
export type CancelProgress = "sent" | "unanswered" | "accepted" | "late";

interface Connected {
  /** Whether the server answered last. */
  readonly reachable: boolean;
}

export interface Idle extends Connected {
  readonly kind: "idle";
  readonly problem: StartProblem | null;
}

/** *Start scan* was pressed, and the server has not answered. */
export interface Submitting extends Connected {
  readonly kind: "submitting";
  readonly request: StartRequest;
  /** Whether *Cancel scan* was pressed. The cancel is sent as soon as the id of the job is known. */
  readonly cancelWanted: boolean;
}

/** The answer was lost. The server may or may not have started the scan. The page looks for it. */
export interface Lost extends Connected {
  readonly kind: "lost";
  readonly request: StartRequest;
  /** Null if the server did not answer. */
  readonly before: BeforeStart | null;
  readonly cancelWanted: boolean;
  /**
   * When the server first had no such scan, on the page's monotonic clock in milliseconds; null before. The request to
   * start may still arrive, so the page keeps looking for a scan that is to be cancelled.
   */
  readonly noneSince: number | null;
}

/** Only the id of the job is known. */
export interface Opening extends Connected {
  readonly kind: "opening";
  readonly jobId: string;
}

/** The job is pending or running, and nobody has cancelled it. */
export interface Scanning extends Connected {
  readonly kind: "scanning";
  readonly jobId: string;
  /** Null until the first news. */
  readonly job: JobJson | null;
  /** The reason why the last cancel was refused. */
  readonly problem: string | null;
  /** Whether *Start scan* led to a scan that ran already, with other options, which it keeps. */
  readonly keepsOptions: boolean;
}

export interface Cancelling extends Connected {
  readonly kind: "cancelling";
  readonly jobId: string;
  readonly job: JobJson | null;
  readonly cancel: CancelProgress;
  /** The reason why the server could not take an `unanswered` cancel; null if it gave none. */
  readonly refusal: string | null;
}

export interface Ended extends Connected {
  readonly kind: "ended";
  readonly job: JobJson;
  /** Whether a cancel from this page came after the end. */
  readonly cancelledTooLate: boolean;
  /** The reason why the scan could not be resumed. */
  readonly problem: StartProblem | null;
}

/** The server does not know the job: its data was replaced, or the id is wrong. */
export interface Gone extends Connected {
  readonly kind: "gone";
  readonly jobId: string;
  /** The last known state of the job; null if there is none. */
  readonly job: JobJson | null;
}

export type ScanState = Idle | Submitting | Lost | Opening | Scanning | Cancelling | Ended | Gone;

/** @param scan `new`, or the id of a job */
export function initialState(scan: string, reachable: boolean): ScanState {
  return scan === "new" ? { kind: "idle", problem: null, reachable } : { kind: "opening", jobId: scan, reachable };
}

/** Whether *Cancel scan* has an effect. */
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

/** The id of the job to follow; null if there is none, or if it has ended. */
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

/** Whether a request of the person is unsettled. The session then continues even if the dialog is closed. */
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

/** Whether the server has neither accepted nor refused the cancel. */
export function isUnanswered(cancel: CancelProgress): boolean {
  return cancel === "sent" || cancel === "unanswered";
}

/** The unsettled cancel of a job, or of a start without an answer; null if there is none. */
export function unsettledCancel(
  state: ScanState,
): { readonly jobId: string } | { readonly request: StartRequest } | null {
  switch (state.kind) {
    case "submitting":
    case "lost":
      return state.cancelWanted ? { request: state.request } : null;
    case "cancelling":
      return isUnanswered(state.cancel) ? { jobId: state.jobId } : null;
    case "idle":
    case "opening":
    case "scanning":
    case "ended":
    case "gone":
      return null;
  }
}

/** Whether the state has a problem for a person to read. */
export function hasProblem(state: ScanState): boolean {
  return "problem" in state && state.problem !== null;
}

/** Whether a start is to be cancelled, has started no scan so far, and may still do so. */
export function awaitsLateScan({ cancelWanted, noneSince }: Lost): boolean {
  return cancelWanted && noneSince !== null;
}

/** The state if its view is the form; null otherwise. */
export function formOf(state: ScanState): Idle | Lost | null {
  if (state.kind === "idle") return state;
  if (state.kind !== "lost" || state.request.kind !== "scan") return null;
  return !state.cancelWanted || awaitsLateScan(state) ? state : null;
}

/** The directory of a request. */
export function pathOf(request: StartRequest): string {
  return request.kind === "scan" ? request.path : request.of.payload.path;
}

/** The state of the dialog for a job as the server describes it. */
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
  return { kind: "scanning", jobId, job, problem: null, keepsOptions: false, reachable };
}
