import type { ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { exitOf, killGroup, spawnLimited } from "../libav/limited-process.ts";
import { overMemorySignal } from "../libav/process-watch.ts";
import { type FromChild, isFromChild, type PosterFile, type WantedTool } from "./poster-messages.ts";

export interface PosterLimits {
  /** How long the system may take to open a file, in milliseconds. */
  readonly openTimeoutMs: number;
  /** How long a picture may take from there on, in milliseconds. */
  readonly timeoutMs: number;
  /** How much memory the process may have, in bytes. */
  readonly memoryBytes: number;
}

/** What became of the start of a process. */
export type PosterStart =
  | { readonly kind: "ready"; readonly tool: string }
  | { readonly kind: "cannot"; readonly reason: string };

/**
 * What became of one file.
 * - `none`: there is no picture in it, or it ended the process that looked: that will be so until it changes.
 * - `too_long`: it was opened and took longer than the limits: its own doing, or that of a disk that has stopped to answer.
 * - `not_now`: it cannot be reached, is not the one that was asked for, or the process was ended by something else.
 */
export type PosterOutcome =
  | { readonly kind: "made"; readonly jpeg: Buffer }
  | { readonly kind: "none"; readonly reason: string }
  | { readonly kind: "too_long"; readonly reason: string }
  | { readonly kind: "not_now"; readonly reason: string };

/** An outcome, and whether the process crashed, for which the files before may be to blame. */
export type PosterAttempt = PosterOutcome & { readonly crashed: boolean };

/** What Node reserves when it starts, hardly any of which is used, counts against the limit that the system keeps. */
const nodeReservesBytes = 640 * 1024 ** 2;

/** More than a prober's: posters come last. */
const niceness = 19;

/** A cold disk may take long to give 170 MB of libav. */
const startTimeoutMs = 60_000;

/** This file's own neighbour, whether it runs as TypeScript or compiled. */
const program = fileURLToPath(new URL(`./poster-child${extname(import.meta.url)}`, import.meta.url));

/** One child process that takes pictures, of a file at a time. */
export class PosterProcess {
  /** Settles, always with a value, once the process can take a file or is known never to. */
  readonly started: Promise<PosterStart>;
  /** Settles when the process is gone. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #limits: PosterLimits;
  #alive = true;
  /** The file that it has, and what ends the time that this may take. */
  #file: { readonly attempt: PromiseWithResolvers<PosterAttempt>; timer: NodeJS.Timeout } | null = null;

  constructor(wanted: WantedTool, limits: PosterLimits) {
    this.#limits = limits;
    // What loads into this process, such as a debugger, has no business in that one.
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = spawnLimited(
      process.execPath,
      [program, String(limits.memoryBytes), wanted],
      { memoryBytes: limits.memoryBytes + nodeReservesBytes, niceness },
      { stdio: ["ignore", "ignore", "ignore", "ipc"], env },
    );
    this.started = this.#start();
    this.exited = exitOf(this.#child);
  }

  /** False once it has ended or has been killed. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Takes a picture, for which it must be ready and idle. It is killed when the file takes longer than the limits.
   *
   * @throws `signal.reason`, having killed it
   */
  async make(file: PosterFile, options: { readonly signal: AbortSignal }): Promise<PosterAttempt> {
    const { signal } = options;
    signal.throwIfAborted();
    const attempt = Promise.withResolvers<PosterAttempt>();
    const abort = (): void => {
      attempt.reject(signal.reason);
      this.kill();
    };
    signal.addEventListener("abort", abort, { once: true });
    const notOpened = { kind: "not_now", reason: "its disk does not answer", crashed: false } as const;
    const current = { attempt, timer: this.#giveUpAfter(this.#limits.openTimeoutMs, attempt, notOpened) };
    this.#file = current;
    // A message that cannot be sent is a process that ends, which is told by its end.
    this.#child.send(file, () => {});
    try {
      return await attempt.promise;
    } finally {
      clearTimeout(current.timer);
      this.#file = null;
      signal.removeEventListener("abort", abort);
    }
  }

  /** Kills it, without waiting for its end: one that hangs in the kernel has none. */
  kill(): void {
    this.#alive = false;
    killGroup(this.#child);
  }

  /** An ffmpeg that it has started outlives it otherwise. */
  #killRest(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // There is none.
    }
  }

  #giveUpAfter(ms: number, attempt: PromiseWithResolvers<PosterAttempt>, outcome: PosterAttempt): NodeJS.Timeout {
    return setTimeout(() => {
      attempt.resolve(outcome);
      this.kill();
    }, ms);
  }

  #start(): Promise<PosterStart> {
    const start = Promise.withResolvers<PosterStart>();
    const timer = setTimeout(() => {
      start.resolve({ kind: "cannot", reason: `it was not ready after ${startTimeoutMs / 1_000} s` });
      this.kill();
    }, startTimeoutMs);
    const settle = (value: PosterStart): void => {
      clearTimeout(timer);
      start.resolve(value);
    };
    this.#child.on("message", (message) => {
      if (!isFromChild(message)) this.kill();
      else if (message.kind === "ready" || message.kind === "cannot") settle(message);
      else this.#hear(message);
    });
    this.#child.on("error", (error) => {
      this.#alive = false;
      settle({ kind: "cannot", reason: error.message });
    });
    this.#child.once("close", (exitCode, signal) => {
      this.#alive = false;
      this.#killRest();
      const how = signal ?? `exit code ${exitCode}`;
      settle({ kind: "cannot", reason: `it ended by ${how} before it was ready` });
      const crashed = isOwnDoing(signal);
      this.#file?.attempt.resolve({ kind: crashed ? "none" : "not_now", reason: how, crashed });
    });
    return start.promise;
  }

  #hear(message: Exclude<FromChild, PosterStart>): void {
    if (this.#file === null) return;
    const { attempt, timer } = this.#file;
    switch (message.kind) {
      case "opened": {
        clearTimeout(timer);
        const { timeoutMs } = this.#limits;
        const tooLong = {
          kind: "too_long",
          reason: `took longer than ${timeoutMs / 1_000} s`,
          crashed: false,
        } as const;
        this.#file.timer = this.#giveUpAfter(timeoutMs, attempt, tooLong);
        break;
      }
      case "jpeg":
        attempt.resolve({ kind: "made", jpeg: Buffer.from(message.jpeg, "base64"), crashed: false });
        break;
      case "none":
      case "not_now":
        attempt.resolve({ ...message, crashed: false });
        break;
    }
  }
}

/** Whether a file may have ended the process so. SIGKILL is what the system does when it is short of memory. */
function isOwnDoing(signal: NodeJS.Signals | null): boolean {
  return signal === overMemorySignal || (signal !== null && crashes.has(signal));
}

const crashes: ReadonlySet<NodeJS.Signals> = new Set(["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"]);
