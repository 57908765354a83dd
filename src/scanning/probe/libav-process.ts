import type { ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Attempt, answered, died } from "./attempt.ts";
import { isFromChild, overMemorySignal } from "./libav-messages.ts";
import { exitOf, killGroup, spawnLimited } from "./limited-process.ts";
import { outOfMemory, type ProcessEnd, processEnded, timedOut } from "./probe-problems.ts";
import type { ProbeLimits, ProbeProblem } from "./prober.ts";

/** What became of the start of a process. */
export type Start =
  | { readonly kind: "ready"; readonly version: string }
  /** libav cannot be loaded, and will not be when tried again. */
  | { readonly kind: "cannot_load"; readonly reason: string }
  /** It ended before it was ready, or could not be started. */
  | { readonly kind: "ended"; readonly reason: string };

/**
 * What Node reserves for compiled code and its threads when it starts. It counts against the limit that the system
 * keeps, though hardly any of it is used.
 */
const nodeReservesBytes = 640 * 1024 ** 2;

/** A cold disk may take long to give 170 MB of libav. */
const startTimeoutMs = 60_000;

/** This file's own neighbour, whether it runs as TypeScript or compiled. */
const program = fileURLToPath(new URL(`./libav-child${extname(import.meta.url)}`, import.meta.url));

/** One child process that probes with libav, a file at a time. */
export class LibavProcess {
  /** Settles, always with a value, once the process can take a file or is known never to. */
  readonly started: Promise<Start>;
  /** Settles when the process is gone. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #limits: ProbeLimits;
  #alive = true;
  #stderr = "";
  #file: PromiseWithResolvers<Attempt> | null = null;

  constructor(limits: ProbeLimits) {
    this.#limits = limits;
    // What loads into this process, such as a debugger, has no business in that one.
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = spawnLimited(
      process.execPath,
      [program, String(limits.memoryBytes)],
      { memoryBytes: limits.memoryBytes + nodeReservesBytes },
      { stdio: ["ignore", "ignore", "pipe", "ipc"], env },
    );
    // How a crash explains itself stands at the end.
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4_096);
    });
    this.started = this.#start();
    this.exited = exitOf(this.#child);
  }

  /** False once it has ended or has been killed. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Probes a file, for which it must be ready and idle. It is killed when the file takes longer than the limit.
   *
   * @throws `signal.reason`, having killed it
   */
  async probe(path: string, options: { readonly signal: AbortSignal | undefined }): Promise<Attempt> {
    const { signal } = options;
    signal?.throwIfAborted();
    const file = Promise.withResolvers<Attempt>();
    const abort = (): void => this.abandon(signal?.reason);
    const timer = setTimeout(() => {
      file.resolve(died(timedOut(this.#limits.timeoutMs)));
      this.kill();
    }, this.#limits.timeoutMs);
    signal?.addEventListener("abort", abort, { once: true });
    this.#file = file;
    // A message that cannot be sent is a process that ends, which is told by its end.
    this.#child.send({ path }, () => {});
    try {
      return await file.promise;
    } finally {
      this.#file = null;
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Kills it, without waiting for its end: one that hangs in the kernel has none. */
  kill(): void {
    this.#alive = false;
    killGroup(this.#child);
  }

  /** Kills it; the file that it has is given up with `reason`. */
  abandon(reason: unknown): void {
    this.#file?.reject(reason);
    this.kill();
  }

  #start(): Promise<Start> {
    const start = Promise.withResolvers<Start>();
    const timer = setTimeout(() => {
      start.resolve({ kind: "ended", reason: `it was not ready after ${startTimeoutMs / 1_000} s` });
      this.kill();
    }, startTimeoutMs);
    const settle = (value: Start): void => {
      clearTimeout(timer);
      start.resolve(value);
    };
    this.#child.on("message", (message) => {
      if (!isFromChild(message)) this.kill();
      else if (message.kind === "outcome") this.#file?.resolve(answered(message.outcome));
      else settle(message);
    });
    this.#child.on("error", (error) => {
      this.#alive = false;
      settle({ kind: "ended", reason: error.message });
    });
    this.#child.once("close", (exitCode, signal) => {
      this.#alive = false;
      const problem = problemOf({ exitCode, signal, stderr: this.#stderr }, this.#limits);
      settle({ kind: "ended", reason: startFailure(problem, this.#limits) });
      this.#file?.resolve(died(problem));
    });
    return start.promise;
  }
}

function problemOf(end: ProcessEnd, { memoryBytes }: ProbeLimits): ProbeProblem {
  return end.signal === overMemorySignal ? outOfMemory(memoryBytes) : processEnded(end, memoryBytes);
}

function startFailure({ code, message }: ProbeProblem, { memoryBytes }: ProbeLimits): string {
  if (code !== "out_of_memory") return message;
  return `it takes more than ${Math.round(memoryBytes / 1024 ** 2)} MB of memory by itself`;
}
