import { SaidError } from "../sentences/said-error.ts";
import { say } from "../sentences/say.ts";

/** No process that probes can be started. The message says why and what to do. */
export class ProberUnavailable extends SaidError {
  override readonly name: string = "ProberUnavailable";
  readonly code = "PROBER_UNAVAILABLE";
}

/** libav cannot be loaded on this machine, and trying again would change nothing. */
export class LibavNotLoadable extends ProberUnavailable {
  override readonly name = "LibavNotLoadable";
  /** Without a full stop. */
  readonly reason: string;

  constructor(reason: string) {
    super(say("libav_not_loadable", { why: say("verbatim", { text: reason }).sentence }));
    this.reason = reason;
  }
}

/** The prober was closed before it had probed the file, or before the file came. */
export class ProberClosed extends Error {
  override readonly name = "ProberClosed";
  readonly code = "PROBER_CLOSED";

  constructor() {
    super("The prober was closed before the file was probed. Probe it again with a new one.");
  }
}
