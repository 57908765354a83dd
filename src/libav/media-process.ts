/**
 * The host of one child process that reads media. It starts the child under limits, checks each of its answers, and
 * kills it. Probers and posters share it.
 *
 * Parent and child exchange lines of JSON over the child's standard input and output. Node's own channel for child
 * processes is not used: a file may take a child over, and such a child could then send a message of any size.
 */
import type { ChildProcess } from "node:child_process";
import { BoundedLines } from "./bounded-lines.ts";
import { exitOf, hangsInKernel, hasEnded, killGroup } from "./limited-process.ts";
import { type MediaProgram, startMediaChild } from "./media-child.ts";
import { memoryWatch, type WatchedProcess } from "./memory-watch.ts";
import { orphanGuard } from "./orphan-guard.ts";
import { endText, type ProcessEnd, reachedMemoryLimit } from "./process-end.ts";
import { isFirstAnswer, isPong, ping } from "./process-messages.ts";
import { parentWatches } from "./process-watch.ts";

/** The outcome of starting a process. */
export type ProcessStart =
  /** `version` names the library or program that the child reads media with. */
  | { readonly kind: "ready"; readonly version: string }
  /** The child works, but cannot load the library that reads media. Another start would change nothing. */
  | { readonly kind: "cannot_load"; readonly reason: string }
  /** The child could not be started, or ended before it was ready. `mayPass`: another start may succeed. */
  | { readonly kind: "ended"; readonly reason: string; readonly mayPass: boolean };

export interface MediaProcessOptions<Answer> extends MediaProgram {
  /** The longest answer that is read, in bytes. */
  readonly maxAnswerBytes: number;
  /** Checks an answer. Null means that it makes no sense: the child is killed then. */
  readonly parseAnswer: (message: unknown) => Answer | null;
  readonly onAnswer: (answer: Answer) => void;
  /** Called once if the child ends without `kill`, or is killed for its silence or its answer. */
  readonly onEnd: (end: ProcessEnd) => void;
  /** Whether the child has no work, so that it must answer a ping. */
  readonly isIdle: () => boolean;
}

/** A cold disk may need long to deliver the 170 MB of libav. */
const startTimeoutMs = 60_000;

const pingEveryMs = 1_000;
/** An idle process that leaves so many pings unanswered is stopped or stuck. */
const mostMissedPings = 3;

const senselessAnswer = "it gave an answer that makes no sense";
const noAnswer = "it did not answer";

export class MediaProcess<Answer> {
  /** Resolves when the process is ready for requests, or when it can no longer become ready. Never rejects. */
  readonly started: Promise<ProcessStart>;
  /** Settles when the process has left the process list. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #options: MediaProcessOptions<Answer>;
  readonly #lines: BoundedLines;
  readonly #start = Promise.withResolvers<ProcessStart>();
  readonly #startTimer: NodeJS.Timeout;
  /** From the first request on: before, the child ends with its input, and takes memory for no file. */
  #watched: WatchedProcess | null = null;
  #ready = false;
  #alive = true;
  #missedPings = 0;
  #pings: NodeJS.Timeout | undefined;
  #stderr = "";

  constructor(options: MediaProcessOptions<Answer>) {
    this.#options = options;
    this.#lines = new BoundedLines(options.maxAnswerBytes);
    this.#child = startMediaChild(options);
    this.started = this.#start.promise;
    this.exited = exitOf(this.#child);
    this.#startTimer = setTimeout(() => {
      this.#start.resolve({
        kind: "ended",
        reason: `it was not ready after ${startTimeoutMs / 1_000} s`,
        mayPass: true,
      });
      this.kill();
    }, startTimeoutMs);
    this.#listen();
  }

  /** False once the process has ended or was killed. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Whether the process takes requests. */
  get ready(): boolean {
    return this.#ready && this.#alive;
  }

  /** Whether the killed process hangs in the kernel, see `hangsInKernel`. */
  hangs(): Promise<boolean> {
    return hangsInKernel(this.#child);
  }

  /** Sends a request. The process must be ready. */
  send(request: unknown): void {
    if (parentWatches && request !== ping) this.#watch();
    // A failed write is the end of the process, which is reported as such.
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  /** Kills the process with all that it started, and does not wait: a process that hangs in the kernel never ends. */
  kill(): void {
    killGroup(this.#child);
    this.#close({ kind: "ended", reason: "it was killed before it was ready", mayPass: true });
    // An end that never comes must not keep this process from its own.
    this.#child.unref();
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream?.destroy();
  }

  #watch(): void {
    const { pid } = this.#child;
    if (pid === undefined || hasEnded(this.#child)) return;
    if (this.#watched === null) {
      const { memoryBytes, isIdle } = this.#options;
      const watched = { pid, memoryBytes, isIdle };
      this.#watched = watched;
      orphanGuard.watch(pid);
      void this.exited.then(() => {
        orphanGuard.forget(pid);
        memoryWatch.forget(watched);
      });
    }
    memoryWatch.watch(this.#watched);
  }

  #listen(): void {
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on("error", () => {});
    stdout?.on("data", (chunk: Buffer) => this.#read(chunk));
    // A crash explains itself at the end.
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4_096);
    });
    this.#child.on("error", (error) => {
      this.#end({ exitCode: null, signal: null, stderr: error.message });
    });
    this.#child.once("close", (exitCode, signal) => {
      // Programs that the child started are still in its group.
      killGroup(this.#child, { evenAfterItsEnd: true });
      this.#end({ exitCode, signal, stderr: this.#stderr });
    });
  }

  #read(chunk: Buffer): void {
    if (!this.#alive) return;
    const lines = this.#lines.push(chunk);
    for (const line of lines ?? []) if (this.#alive) this.#hear(line);
    if (lines === null && this.#alive) this.#killFor(senselessAnswer);
  }

  #hear(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return this.#killFor(senselessAnswer);
    }
    if (!this.#ready) return isFirstAnswer(message) ? this.#settleStart(message) : this.#killFor(senselessAnswer);
    if (isPong(message)) {
      this.#missedPings = 0;
      return;
    }
    const answer = this.#options.parseAnswer(message);
    if (answer === null) this.#killFor(senselessAnswer);
    else this.#options.onAnswer(answer);
  }

  #settleStart(start: Exclude<ProcessStart, { kind: "ended" }>): void {
    clearTimeout(this.#startTimer);
    if (start.kind === "ready") {
      this.#ready = true;
      this.#pings = setInterval(() => this.#ping(), pingEveryMs).unref();
    }
    this.#start.resolve(start);
  }

  /** Ends an idle process that does not answer: nothing else would notice a stopped one before its next file. */
  #ping(): void {
    if (!this.#options.isIdle()) {
      this.#missedPings = 0;
    } else if (this.#missedPings >= mostMissedPings) {
      this.#killFor(noAnswer);
    } else {
      this.#missedPings += 1;
      this.send(ping);
    }
  }

  #killFor(reason: string): void {
    this.#end({ exitCode: null, signal: null, stderr: reason });
    this.kill();
  }

  #end(end: ProcessEnd): void {
    if (!this.#alive) return;
    this.#close({ kind: "ended", reason: this.#startFailure(end), mayPass: !reachedMemoryLimit(end) });
    this.#options.onEnd(end);
  }

  #startFailure(end: ProcessEnd): string {
    const megabytes = Math.round(this.#options.memoryBytes / 1024 ** 2);
    if (reachedMemoryLimit(end)) return `it takes more than ${megabytes} MB of memory by itself`;
    return `it ended before it was ready: ${endText(end)}`;
  }

  #close(start: ProcessStart): void {
    this.#alive = false;
    clearTimeout(this.#startTimer);
    clearInterval(this.#pings);
    this.#start.resolve(start);
  }
}
