import { abortable } from "../abortable.ts";
import { deviceOf, readMountTable } from "../files/mount-table.ts";
import { HungProcesses } from "../libav/hung-processes.ts";
import { settledInTime } from "../libav/limited-process.ts";
import { ProberUnavailable } from "../libav/prober-errors.ts";
import { say } from "../sentences/say.ts";
import type { FileToCheck } from "./check-messages.ts";
import {
  type CheckAttempt,
  type CheckLimits,
  type CheckOutcome,
  CheckProcess,
  type WantedTool,
} from "./check-process.ts";

export interface CheckerOptions extends CheckLimits {
  readonly wanted: WantedTool;
  /** After how long without work the process ends, in milliseconds. */
  readonly idleMs: number;
}

export interface CheckFileOptions {
  readonly signal: AbortSignal;
  /**
   * Called with the seconds of film that are decoded; with null at every sign of life of another file, while this one
   * waits for its turn.
   */
  readonly onProgress: (seconds: number | null) => void;
}

/** Nobody can end a process that hangs in the kernel. While so many hang on one disk, no file of this disk is read. */
const mostHung = 2;

const diskIsSilent: CheckAttempt = {
  kind: "problem",
  code: "timed_out",
  ...say("check_disk_silent"),
  died: false,
};

/**
 * Decodes files in a child process, one at a time, whoever asks: two at a time would only take longer each, and read the
 * disk in two places. The process starts with the first file, and ends after a while without work.
 */
export class Checker {
  readonly #options: CheckerOptions;
  readonly #closing = new AbortController();
  /** The process in use, and killed processes that are not gone yet. */
  readonly #all = new Set<CheckProcess>();
  readonly #hung = new HungProcesses(() => {});
  /** Settles when the last file so far is done. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<CheckFileOptions>();
  #kept: CheckProcess | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: CheckerOptions) {
    this.#options = options;
  }

  /**
   * Checks a file, after those of earlier calls. A file that ends its process is tried once more in a new one.
   *
   * @throws `signal.reason`; ProberUnavailable if nothing on this machine decodes files; CheckerClosed
   */
  async check(file: FileToCheck, options: CheckFileOptions): Promise<CheckOutcome> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    signal.throwIfAborted();
    const before = this.#turn;
    const done = Promise.withResolvers<void>();
    this.#turn = Promise.all([before, done.promise]);
    this.#waiting.add(options);
    try {
      await abortable(before, signal);
      this.#waiting.delete(options);
      clearTimeout(this.#idle);
      const { died: _, ...outcome } = await this.#tryTwice(file, { ...options, signal });
      return outcome;
    } finally {
      this.#waiting.delete(options);
      this.#idle = setTimeout(() => this.#kept?.kill(), this.#options.idleMs).unref();
      done.resolve();
    }
  }

  async #tryTwice(file: FileToCheck, options: CheckFileOptions): Promise<CheckAttempt> {
    const first = await this.#attempt(file, options);
    const isSilent = first.kind === "problem" && first.code === "timed_out";
    return first.died && !isSilent ? this.#attempt(file, options) : first;
  }

  async #attempt(file: FileToCheck, { signal, onProgress }: CheckFileOptions): Promise<CheckAttempt> {
    const disk = deviceOf(file.path, readMountTable());
    if (this.#hung.on(disk) >= mostHung) return diskIsSilent;
    const process = await this.#take(signal);
    let attempt: CheckAttempt;
    try {
      attempt = await process.check(file, {
        signal,
        onProgress: (seconds) => {
          onProgress(seconds);
          for (const other of this.#waiting) other.onProgress(null);
        },
      });
    } finally {
      if (!process.alive) this.#hung.add(disk, process.exited);
    }
    const isGivenUp = attempt.kind === "problem" && attempt.code === "timed_out";
    return isGivenUp && (await process.hangs()) ? diskIsSilent : attempt;
  }

  /** @throws `signal.reason`; ProberUnavailable */
  async #take(signal: AbortSignal): Promise<CheckProcess> {
    if (this.#kept?.alive !== true) this.#kept = this.#launch();
    const kept = this.#kept;
    const start = await abortable(kept.started, signal);
    if (start.kind === "ready") return kept;
    kept.kill();
    throw new ProberUnavailable(say("no_decoder", { why: say("verbatim", { text: start.reason }).sentence }));
  }

  #launch(): CheckProcess {
    const process = new CheckProcess(this.#options.wanted, this.#options);
    this.#all.add(process);
    void process.exited.then(() => this.#all.delete(process));
    return process;
  }

  /** Kills the process and gives up the file in work. */
  async close(): Promise<void> {
    this.#closing.abort(new CheckerClosed());
    clearTimeout(this.#idle);
    for (const process of this.#all) process.kill();
    await settledInTime([...this.#all].map((process) => process.exited));
  }
}

/** The checker was closed before it had checked the file, or before the file came. */
export class CheckerClosed extends Error {
  override readonly name = "CheckerClosed";
  readonly code = "CHECKER_CLOSED";

  constructor() {
    super("The checker was closed before the file was checked. Check it again after the next start.");
  }
}
