import { abortable } from "../abortable.ts";
import { settledInTime } from "../libav/limited-process.ts";
import type { PosterFile } from "./poster-file.ts";
import {
  type PosterAttempt,
  type PosterLimits,
  type PosterOutcome,
  PosterProcess,
  type WantedTool,
} from "./poster-process.ts";

export interface PosterMakerOptions extends PosterLimits {
  readonly wanted: WantedTool;
  /** For how long a process is kept that has nothing to do, in milliseconds. */
  readonly idleMs: number;
  /** For how long nothing is tried after it was found that nothing here can take pictures, in milliseconds. */
  readonly retryMs: number;
}

/** Processes that hang in the kernel cannot be ended by anyone; with so many of them no more are started. */
const mostHanging = 2;

/** Makes posters in a child process, which is started for the first and ended when there was none for a while. */
export class PosterMaker {
  readonly #options: PosterMakerOptions;
  readonly #closing = new AbortController();
  /** The one in use, if there is one, and those that have been killed and are not gone yet. */
  readonly #all = new Set<PosterProcess>();
  #kept: PosterProcess | null = null;
  #idle: NodeJS.Timeout | undefined;
  /** On the clock of `performance.now`. */
  #nothingBefore = -Infinity;

  constructor(options: PosterMakerOptions) {
    this.#options = options;
  }

  /** How many there are of its processes, those that are about to end included. */
  get processes(): number {
    return this.#all.size;
  }

  /**
   * Makes a poster; one at a time. A file that ends a process that others were in before is tried once more in a
   * fresh one.
   *
   * @throws `signal.reason`; PosterMakerClosed
   */
  async make(file: PosterFile, options: { readonly signal: AbortSignal }): Promise<PosterOutcome> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    try {
      const isFresh = this.#kept?.alive !== true;
      const first = await this.#attempt(file, signal);
      return first.crashed && !isFresh ? await this.#attempt(file, signal) : first;
    } finally {
      this.#idle = setTimeout(() => this.#kept?.kill(), this.#options.idleMs).unref();
    }
  }

  async #attempt(file: PosterFile, signal: AbortSignal): Promise<PosterAttempt> {
    const process = await this.#take(signal);
    return typeof process === "string"
      ? { kind: "not_now", reason: process, crashed: false }
      : process.make(file, { signal });
  }

  /** A process that is ready, or why there is none. */
  async #take(signal: AbortSignal): Promise<PosterProcess | string> {
    if (performance.now() < this.#nothingBefore) return "nothing here can take pictures";
    if (this.#kept?.alive !== true) {
      if (this.#all.size >= mostHanging) return "the disks of other files do not answer";
      this.#kept = this.#launch();
    }
    const kept = this.#kept;
    const start = await abortable(kept.started, signal);
    if (start.kind === "ready") return kept;
    kept.kill();
    this.#nothingBefore = performance.now() + this.#options.retryMs;
    return start.reason;
  }

  #launch(): PosterProcess {
    const process = new PosterProcess(this.#options.wanted, this.#options);
    this.#all.add(process);
    void process.exited.then(() => this.#all.delete(process));
    return process;
  }

  /** Ends its process; what it is making is given up. */
  async close(): Promise<void> {
    this.#closing.abort(new PosterMakerClosed());
    clearTimeout(this.#idle);
    for (const process of this.#all) process.kill();
    await settledInTime([...this.#all].map((process) => process.exited));
  }
}

/** A poster was wanted of a maker that has been closed. */
export class PosterMakerClosed extends Error {
  override readonly name = "PosterMakerClosed";
  readonly code = "POSTER_MAKER_CLOSED";

  constructor() {
    super("The poster maker was closed before the poster was made. Ask for it again after the next start.");
  }
}
