/**
 * Why a run is told to stop. One of these is the `reason` of the signal that a job's handler gets, so that
 * whoever catches it knows what is to become of the job. The first reason wins: a signal aborts only once.
 */

/** Somebody cancelled the job: it ends `cancelled` and keeps what it has gathered. */
export class CancelRequested extends Error {
  override readonly name = "CancelRequested";
  readonly code = "CANCEL_REQUESTED";
  /** What the person who cancelled gave as a reason. */
  readonly cancelReason: string | null;

  constructor(cancelReason: string | null) {
    super(cancelReason === null ? "The job was cancelled" : `The job was cancelled: ${cancelReason}`);
    this.cancelReason = cancelReason;
  }
}

/** The process is shutting down: the job goes back to `pending` and goes on at the next start. */
export class ServerStopping extends Error {
  override readonly name = "ServerStopping";
  readonly code = "SERVER_STOPPING";

  constructor() {
    super("The server is stopping; the job goes on at its next start");
  }
}

/** Nothing has moved for too long: the job ends `timeout`. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
  readonly code = "TIMED_OUT";

  /** @param stallMs for how long nothing has moved, in milliseconds */
  constructor(stallMs: number) {
    super(`Nothing has moved for ${Math.round(stallMs / 1000)} seconds. Is the disk still answering?`);
  }
}

/** Another worker holds the job now: this run must write nothing more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  readonly code = "LEASE_LOST";

  constructor() {
    super("The job was taken over by another worker");
  }
}
