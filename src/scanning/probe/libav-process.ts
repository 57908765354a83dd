import type { ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { exitOf, killGroup, spawnLimited } from "../../libav/limited-process.ts";
import { overMemorySignal } from "../../libav/process-watch.ts";
import type { ProcessEnd } from "../../libav/run-limited.ts";
import { isFromChild, type ToChild } from "./libav-messages.ts";
import { outOfMemory, processEnded, timedOut } from "./probe-problems.ts";
import type { ProbeLimits, ProbeOutcome, ProbeProblem } from "./prober.ts";

/** What became of the start of a process. */
export type Start =
  | { readonly kind: "ready"; readonly version: string }
  /** libav cannot be loaded, and will not be when tried again. */
  | { readonly kind: "cannot_load"; readonly reason: string }
  /** It ended before it was ready, or could not be started. */
  | { readonly kind: "ended"; readonly reason: string };

/** A file that a process is to probe. */
export interface FileInHand {
  readonly path: string;
  /** Whether nobody waits for it any more. */
  readonly givenUp: boolean;
}

/** Told of what becomes of the files of a process. */
export interface FileListener<File extends FileInHand> {
  /** @param ms how long it took, in milliseconds */
  onOutcome(file: File, outcome: ProbeOutcome, ms: number): void;
  /**
   * The process has ended, or was killed.
   *
   * @param suspect the file that it was at, and what that did to it; null where it had none, or its file was given up
   * @param unbegun those that it had not come to
   */
  onEnd(suspect: { readonly file: File; readonly problem: ProbeProblem } | null, unbegun: readonly File[]): void;
}

/**
 * What Node reserves for compiled code and its threads when it starts. It counts against the limit that the system
 * keeps, though hardly any of it is used.
 */
const nodeReservesBytes = 640 * 1024 ** 2;

/** A cold disk may take long to give 170 MB of libav. */
const startTimeoutMs = 60_000;

/** This file's own neighbour, whether it runs as TypeScript or compiled. */
const program = fileURLToPath(new URL(`./libav-child${extname(import.meta.url)}`, import.meta.url));

/**
 * One child process that probes with libav. It is handed several files at a time and answers each before it begins the
 * next: so the first that it has not answered is the one that it is at, and to blame for its end.
 */
export class LibavProcess<File extends FileInHand> {
  /** Settles, always with a value, once the process can take files or is known never to. */
  readonly started: Promise<Start>;
  /** Settles when the process is gone. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #limits: ProbeLimits;
  readonly #listener: FileListener<File>;
  /** In the order in which it takes them. */
  #files: File[] = [];
  #ready = false;
  #alive = true;
  #stderr = "";
  /** Runs while it has a file: from when it came to that one. */
  #watchdog: NodeJS.Timeout | null = null;
  #fileSince = 0;

  constructor(limits: ProbeLimits, listener: FileListener<File>) {
    this.#limits = limits;
    this.#listener = listener;
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

  /** Whether it can take files. */
  get ready(): boolean {
    return this.#ready && this.#alive;
  }

  /** How many files it has, with the one that it is at. */
  get inHand(): number {
    return this.#files.length;
  }

  /** Hands it files, for which it must be ready. It is killed when one of them takes longer than the limit. */
  take(files: readonly File[]): void {
    if (this.#files.length === 0) this.#watch();
    this.#files.push(...files);
    // A message that cannot be sent is a process that ends, which is told by its end.
    this.#child.send({ paths: files.map(({ path }) => path) } satisfies ToChild, () => {});
  }

  /** To be called when a file that it has was given up: where it is at that one, it is killed. */
  endIfGivenUp(): void {
    const [file] = this.#files;
    if (file?.givenUp === true) this.kill(null);
  }

  /**
   * Kills it, without waiting for its end: one that hangs in the kernel has none.
   *
   * @param problem what is wrong with the file that it is at; null where nothing is
   */
  kill(problem: ProbeProblem | null): void {
    killGroup(this.#child);
    this.#end(problem);
  }

  #watch(): void {
    this.#fileSince = performance.now();
    const { timeoutMs } = this.#limits;
    if (this.#watchdog === null) this.#watchdog = setTimeout(() => this.kill(timedOut(timeoutMs)), timeoutMs);
    else this.#watchdog.refresh();
  }

  #unwatch(): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    this.#watchdog = null;
  }

  #answer(outcome: ProbeOutcome): void {
    const file = this.#files.shift();
    if (file === undefined) return this.kill(null);
    const since = this.#fileSince;
    if (this.#files.length > 0) this.#watch();
    else this.#unwatch();
    this.#listener.onOutcome(file, outcome, performance.now() - since);
    this.endIfGivenUp();
  }

  #end(problem: ProbeProblem | null): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#unwatch();
    const [file, ...rest] = this.#files;
    this.#files = [];
    const suspect = file === undefined || file.givenUp || problem === null ? null : { file, problem };
    this.#listener.onEnd(suspect, suspect === null && file !== undefined ? [file, ...rest] : rest);
  }

  #start(): Promise<Start> {
    const start = Promise.withResolvers<Start>();
    const timer = setTimeout(() => {
      start.resolve({ kind: "ended", reason: `it was not ready after ${startTimeoutMs / 1_000} s` });
      this.kill(null);
    }, startTimeoutMs);
    const settle = (value: Start): void => {
      clearTimeout(timer);
      this.#ready ||= value.kind === "ready";
      start.resolve(value);
    };
    this.#child.on("message", (message) => {
      if (!this.#alive) return;
      if (!isFromChild(message))
        this.kill(processEnded({ exitCode: null, signal: "SIGKILL", stderr: "" }, this.#limits.memoryBytes));
      else if (message.kind === "outcome") this.#answer(message.outcome);
      else settle(message);
    });
    this.#child.on("error", (error) => {
      settle({ kind: "ended", reason: error.message });
      this.#end(null);
    });
    this.#child.once("close", (exitCode, signal) => {
      const problem = problemOf({ exitCode, signal, stderr: this.#stderr }, this.#limits);
      settle({ kind: "ended", reason: startFailure(problem, this.#limits) });
      this.#end(problem);
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
