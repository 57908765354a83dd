import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { DecodedFile } from "../libav/faults.ts";
import { formatWhitelist } from "../libav/formats.ts";
import { MediaProcess, type ProcessStart } from "../libav/media-process.ts";
import { endText, isCrash, type ProcessEnd, reachedMemoryLimit } from "../libav/process-end.ts";
import { say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";
import { type CheckAnswer, type FileToCheck, maxCheckAnswerBytes, parseCheckAnswer } from "./check-messages.ts";

/** The tool that decodes. `auto` is libav, or ffmpeg when libav cannot be loaded. */
export type WantedTool = "auto" | "libav" | "ffmpeg";

export interface CheckLimits {
  /** How many threads each decoder has. */
  readonly threads: number;
  /** How long a file may make no progress, in milliseconds. */
  readonly timeoutMs: number;
  /** How long the process may take to leave a file, in milliseconds. */
  readonly stopMs: number;
  /** How much memory the process may use, in bytes. */
  readonly memoryBytes: number;
  /** The containers that may be read, from `formatWhitelist`. Default: the usual ones. */
  readonly formats?: string;
  /** The nice value of the process, up to 19. */
  readonly niceness: number;
}

/**
 * The outcome of one file:
 * - `decoded`: it was decoded to its end, or its bytes stand in the way of that.
 * - `problem`: the disk, the network or the system stands in the way, or the file is not the one that the library knows.
 */
export type CheckOutcome =
  | ({ readonly kind: "decoded" } & DecodedFile)
  | {
      readonly kind: "problem";
      readonly code: CheckProblemCode;
      readonly message: string;
      readonly sentence?: Sentence;
    };

export type CheckProblemCode = "vanished" | "changed" | "unreadable" | "timed_out" | "killed";

/** An outcome, and whether the process has died of it. */
export type CheckAttempt = CheckOutcome & { readonly died: boolean };

/** The child's program beside this file, whether this runs as TypeScript or compiled. */
const program = fileURLToPath(new URL(`./check-child${extname(import.meta.url)}`, import.meta.url));

interface FileInWork {
  readonly number: number;
  readonly attempt: PromiseWithResolvers<CheckAttempt | "stopped">;
  readonly onProgress: (seconds: number) => void;
  readonly watchdog: NodeJS.Timeout;
  seconds: number;
}

/** One child process that checks files, one at a time. */
export class CheckProcess {
  readonly #process: MediaProcess<CheckAnswer>;
  readonly #limits: CheckLimits;
  #file: FileInWork | null = null;
  #requests = 0;

  constructor(wanted: WantedTool, limits: CheckLimits) {
    this.#limits = limits;
    this.#process = new MediaProcess({
      program,
      args: [wanted, String(limits.threads), limits.formats ?? formatWhitelist()],
      memoryBytes: limits.memoryBytes,
      niceness: limits.niceness,
      maxAnswerBytes: maxCheckAnswerBytes,
      parseAnswer: parseCheckAnswer,
      onAnswer: (answer) => this.#hear(answer),
      onEnd: (end) => this.#file?.attempt.resolve(attemptOf(end, this.#file.seconds, limits)),
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
   * Checks a file. The process must be ready and idle. It is killed if the file makes no progress, or if the process does
   * not leave the file in time when the signal aborts.
   *
   * @param options.onProgress called with the seconds of film that are decoded
   * @throws `signal.reason`, when the process has left the file or was killed
   */
  async check(
    file: FileToCheck,
    { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (seconds: number) => void },
  ): Promise<CheckAttempt> {
    signal.throwIfAborted();
    const attempt = Promise.withResolvers<CheckAttempt | "stopped">();
    const { timeoutMs, stopMs } = this.#limits;
    const watchdog = setTimeout(() => {
      attempt.resolve({ ...noProgress(timeoutMs), died: true });
      this.kill();
    }, timeoutMs);
    this.#requests += 1;
    const number = this.#requests;
    let killing: NodeJS.Timeout | undefined;
    const stop = (): void => {
      this.#process.send({ kind: "stop", number });
      killing = setTimeout(() => {
        attempt.resolve("stopped");
        this.kill();
      }, stopMs);
    };
    signal.addEventListener("abort", stop, { once: true });
    this.#file = { number, attempt, onProgress, watchdog, seconds: 0 };
    this.#process.send({ kind: "check", number, file });
    try {
      const outcome = await attempt.promise;
      // A result that comes after the request to stop does not count: nobody knows whether it would have come in time.
      if (outcome === "stopped" || signal.aborted) throw signal.reason;
      return outcome;
    } finally {
      clearTimeout(watchdog);
      clearTimeout(killing);
      this.#file = null;
      signal.removeEventListener("abort", stop);
    }
  }

  /** Kills the process, without waiting for its end. */
  kill(): void {
    this.#process.kill();
    this.#file?.attempt.resolve("stopped");
  }

  #hear(answer: CheckAnswer): void {
    if (this.#file === null) return;
    switch (answer.kind) {
      case "progress":
        this.#file.watchdog.refresh();
        this.#file.seconds = answer.seconds;
        this.#file.onProgress(answer.seconds);
        break;
      case "decoded":
      case "problem":
        this.#file.attempt.resolve({ ...answer, died: false });
        break;
      case "stopped":
        this.#file.attempt.resolve("stopped");
        break;
    }
  }
}

function noProgress(timeoutMs: number) {
  return { kind: "problem", code: "timed_out", ...say("not_read_on", { seconds: timeoutMs / 1_000 }) } as const;
}

/** @param seconds where the file was when its process ended */
function attemptOf(end: ProcessEnd, seconds: number, { memoryBytes }: CheckLimits): CheckAttempt {
  const how = endText(end);
  if (!isCrash(end) && !reachedMemoryLimit(end)) {
    const why = say("reader_killed", { how, isPerhapsMemory: how === "SIGKILL" });
    return { kind: "problem", code: "killed", ...why, died: true };
  }
  const message = reachedMemoryLimit(end)
    ? `decoding needs more than ${Math.round(memoryBytes / 1024 ** 2)} MB of memory here`
    : `the decoder crashes here (${how})`;
  const faults = [{ atSeconds: seconds, untilSeconds: seconds, message }];
  return { kind: "decoded", seconds, faults, errorCount: 1, died: true };
}
