import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { formatWhitelist } from "../libav/formats.ts";
import { MediaProcess, type ProcessStart } from "../libav/media-process.ts";
import { endText, isCrash, type ProcessEnd, reachedMemoryLimit } from "../libav/process-end.ts";
import { maxPosterAnswerBytes, type PosterAnswer, parsePosterAnswer } from "./poster-answers.ts";
import type { PosterFile } from "./poster-file.ts";

/** The tool that takes pictures. `auto` is libav, or ffmpeg when libav cannot be loaded. */
export type WantedTool = "auto" | "libav" | "ffmpeg";

export interface PosterLimits {
  /** How long the system may take to open a file, in milliseconds. */
  readonly openTimeoutMs: number;
  /** How long a picture may take from there on, in milliseconds. */
  readonly timeoutMs: number;
  /** How much memory the process may use, in bytes. */
  readonly memoryBytes: number;
  /** The containers that may be read, from `formatWhitelist`. Default: the usual ones. */
  readonly formats?: string;
  /** The nice value of the process, up to 19. */
  readonly niceness: number;
}

/**
 * The outcome of one file.
 * - `none`: the file has no picture, or ended the process that looked for one. That stays so until the file changes.
 * - `too_long`: the file was opened and took longer than the limits. The file or its disk is the cause.
 * - `not_now`: the file cannot be reached, is not the one that was asked for, or its process was killed from outside.
 */
export type PosterOutcome =
  | { readonly kind: "made"; readonly jpeg: Buffer }
  | { readonly kind: "none"; readonly reason: string }
  | { readonly kind: "too_long"; readonly reason: string }
  | { readonly kind: "not_now"; readonly reason: string };

/** An outcome, and whether the process crashed. Files before this one may be the cause of a crash. */
export type PosterAttempt = PosterOutcome & { readonly crashed: boolean };

/** The child's program beside this file, whether this runs as TypeScript or compiled. */
const program = fileURLToPath(new URL(`./poster-child${extname(import.meta.url)}`, import.meta.url));

/** One child process that takes pictures, of one file at a time. */
export class PosterProcess {
  readonly #process: MediaProcess<PosterAnswer>;
  readonly #limits: PosterLimits;
  /** The file in work, with the timer that ends it. */
  #file: { readonly attempt: PromiseWithResolvers<PosterAttempt>; timer: NodeJS.Timeout } | null = null;

  constructor(wanted: WantedTool, limits: PosterLimits) {
    this.#limits = limits;
    this.#process = new MediaProcess({
      program,
      args: [wanted, limits.formats ?? formatWhitelist()],
      memoryBytes: limits.memoryBytes,
      niceness: limits.niceness,
      maxAnswerBytes: maxPosterAnswerBytes,
      parseAnswer: parsePosterAnswer,
      onAnswer: (answer) => this.#hear(answer),
      onEnd: (end) => this.#file?.attempt.resolve(attemptOf(end)),
      isIdle: () => this.#file === null,
    });
  }

  /** Settles, never with an error, when the process takes files or is known never to. */
  get started(): Promise<ProcessStart> {
    return this.#process.started;
  }

  /** Settles when the process is gone. */
  get exited(): Promise<void> {
    return this.#process.exited;
  }

  /** Whether the killed process hangs in the kernel, see `hangsInKernel`. */
  hangs(): Promise<boolean> {
    return this.#process.hangs();
  }

  /** False once the process has ended or was killed. */
  get alive(): boolean {
    return this.#process.alive;
  }

  /**
   * Takes a picture. The process must be ready and idle. It is killed when the file takes longer than the limits.
   *
   * @throws `signal.reason`, having killed the process
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
    this.#process.send(file);
    try {
      return await attempt.promise;
    } finally {
      clearTimeout(current.timer);
      this.#file = null;
      signal.removeEventListener("abort", abort);
    }
  }

  /** Kills the process, without waiting for its end. */
  kill(): void {
    this.#process.kill();
  }

  #giveUpAfter(ms: number, attempt: PromiseWithResolvers<PosterAttempt>, outcome: PosterAttempt): NodeJS.Timeout {
    return setTimeout(() => {
      attempt.resolve(outcome);
      this.kill();
    }, ms);
  }

  #hear(answer: PosterAnswer): void {
    if (this.#file === null) return;
    const { attempt, timer } = this.#file;
    switch (answer.kind) {
      case "opened": {
        clearTimeout(timer);
        const { timeoutMs } = this.#limits;
        const reason = `took longer than ${timeoutMs / 1_000} s`;
        this.#file.timer = this.#giveUpAfter(timeoutMs, attempt, { kind: "too_long", reason, crashed: false });
        break;
      }
      case "jpeg":
        attempt.resolve({ kind: "made", jpeg: Buffer.from(answer.jpeg, "base64"), crashed: false });
        break;
      case "none":
      case "not_now":
        attempt.resolve({ ...answer, crashed: false });
        break;
    }
  }
}

function attemptOf(end: ProcessEnd): PosterAttempt {
  const crashed = isCrash(end) || reachedMemoryLimit(end);
  return { kind: crashed ? "none" : "not_now", reason: endText(end), crashed };
}
