import { abortable } from "../abortable.ts";
import { deviceOf, readMountTable } from "../files/mount-table.ts";
import { HungProcesses } from "../libav/hung-processes.ts";
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
  /** After how long without work the process ends, in milliseconds. */
  readonly idleMs: number;
  /** How long no process is started after one that found nothing to take pictures with, in milliseconds. */
  readonly retryMs: number;
}

/** Nobody can end a process that hangs in the kernel. While so many hang on one disk, no file of this disk is read. */
const mostHung = 2;

const diskIsSilent: PosterAttempt = { kind: "not_now", reason: "its disk does not answer", crashed: false };

/** Makes posters in a child process, which starts with the first poster and ends after a while without work. */
export class PosterMaker {
  readonly #options: PosterMakerOptions;
  readonly #closing = new AbortController();
  /** The process in use, and killed processes that are not gone yet. */
  readonly #all = new Set<PosterProcess>();
  readonly #hung = new HungProcesses(() => {});
  #kept: PosterProcess | null = null;
  #idle: NodeJS.Timeout | undefined;
  /** On the clock of `performance.now`. */
  #nothingBefore = -Infinity;

  constructor(options: PosterMakerOptions) {
    this.#options = options;
  }

  /** The number of processes, including those that are about to end. */
  get processes(): number {
    return this.#all.size;
  }

  /**
   * Makes a poster. Call it for one file at a time. A file that ends a process which had read other files is tried once
   * more in a new process.
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
    const disk = deviceOf(file.path, readMountTable());
    if (this.#hung.on(disk) >= mostHung) return diskIsSilent;
    const process = await this.#take(signal);
    if (typeof process === "string") return { kind: "not_now", reason: process, crashed: false };
    let attempt: PosterAttempt;
    try {
      attempt = await process.make(file, { signal });
    } finally {
      if (!process.alive) this.#hung.add(disk, process.exited);
    }
    // A process that cannot be ended waits for the disk, so the file is not the cause.
    const hangs = attempt.kind === "too_long" && (await process.hangs());
    return hangs ? diskIsSilent : attempt;
  }

  /** A ready process, or why there is none. */
  async #take(signal: AbortSignal): Promise<PosterProcess | string> {
    if (performance.now() < this.#nothingBefore) return "nothing here can take pictures";
    if (this.#kept?.alive !== true) this.#kept = this.#launch();
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

  /** Kills the process and gives up the poster in work. */
  async close(): Promise<void> {
    this.#closing.abort(new PosterMakerClosed());
    clearTimeout(this.#idle);
    for (const process of this.#all) process.kill();
    await settledInTime([...this.#all].map((process) => process.exited));
  }
}

/** The maker was closed before it had made the poster, or before the poster was requested. */
export class PosterMakerClosed extends Error {
  override readonly name = "PosterMakerClosed";
  readonly code = "POSTER_MAKER_CLOSED";

  constructor() {
    super("The poster maker was closed before the poster was made. Ask for it again after the next start.");
  }
}
