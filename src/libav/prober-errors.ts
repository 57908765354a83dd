/** No process can be started that probes. The message says why and what to do. */
export class ProberUnavailable extends Error {
  override readonly name = "ProberUnavailable";
  readonly code = "PROBER_UNAVAILABLE";
}

/** A file was handed to a prober that has been closed, or was closed before it was done. */
export class ProberClosed extends Error {
  override readonly name = "ProberClosed";
  readonly code = "PROBER_CLOSED";

  constructor() {
    super("The prober was closed before the file was probed. Probe it again with a new one.");
  }
}
