import { SaidError } from "../sentences/said-error.ts";
import { say } from "../sentences/say.ts";

/**
 * Why a run has to stop. The signal of a handler aborts with one of these as its `reason`, and the reason decides the
 * next state of the job. A signal aborts only once, so the first reason wins.
 */

/** Somebody cancelled the job. It ends `cancelled` and keeps its results. */
export class CancelRequested extends Error {
  override readonly name = "CancelRequested";
  readonly code = "CANCEL_REQUESTED";
  /** The reason given by the person who cancelled. */
  readonly cancelReason: string | null;

  constructor(cancelReason: string | null) {
    super(cancelReason === null ? "The job was cancelled" : `The job was cancelled: ${cancelReason}`);
    this.cancelReason = cancelReason;
  }
}

/** The process shuts down. The job goes back to `pending` and continues at the next start. */
export class ServerStopping extends Error {
  override readonly name = "ServerStopping";
  readonly code = "SERVER_STOPPING";

  constructor() {
    super("The server is stopping; the job continues at its next start");
  }
}

/** The job made no progress for too long. It ends `timeout`. */
export class TimedOut extends SaidError {
  override readonly name = "TimedOut";
  readonly code = "TIMED_OUT";

  /** @param stallMs the time without progress, in milliseconds */
  constructor(stallMs: number) {
    super(say("no_progress", { seconds: Math.round(stallMs / 1_000) }));
  }
}

/** Another worker holds the job now. This run must write nothing more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  readonly code = "LEASE_LOST";

  constructor() {
    super("The job was taken over by another worker");
  }
}
