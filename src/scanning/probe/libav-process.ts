import { MediaProcess, type ProcessStart } from "../../libav/media-process.ts";
import { libavProgram } from "./libav-program.ts";
import { maxOutcomeBytes, parseAnswer } from "./probe-messages.ts";
import { processEnded, timedOut } from "./probe-problems.ts";
import { type DropRequest, dropped, type FileToProbe, type ProbeRequest } from "./probe-request.ts";
import type { ProbeLimits, ProbeOutcome, ProbeProblem } from "./prober.ts";

/** A file that a process is to probe. */
export interface FileInHand extends FileToProbe {
  /** As `ProbeRequest.roots`. */
  readonly roots: readonly string[];
  /** Whether nobody waits for the outcome any more. */
  readonly givenUp: boolean;
}

export interface FileListener<File extends FileInHand> {
  /** @param ms how long the file took, in milliseconds */
  onOutcome(file: File, outcome: ProbeOutcome, ms: number): void;
  /** The process has ended or was killed. */
  onEnd(end: FilesAtEnd<File>): void;
}

/** The files of a process that has ended. */
export interface FilesAtEnd<File> {
  /** The file that the process was working on, which may be a dropped one; null when it had none. */
  readonly inWork: File | null;
  /** What the end of the process means for the file in work; null when it means nothing, or nobody waits for the file. */
  readonly problem: ProbeProblem | null;
  /** Files that the process had not begun. */
  readonly unbegun: readonly File[];
}

/**
 * How long a process may read a dropped file that it had begun, in milliseconds. Then it is killed: other files may wait
 * behind that file.
 */
const droppedMs = 500;

/**
 * One child process that probes with libav. The process holds several files at a time and answers each before it begins
 * the next. So the first unanswered file is the one in work, and the suspect when the process ends.
 */
export class LibavProcess<File extends FileInHand> {
  readonly #process: MediaProcess<ProbeOutcome | typeof dropped>;
  readonly #limits: ProbeLimits;
  readonly #listener: FileListener<File>;
  /** In the order in which the process probes them. */
  #files: File[] = [];
  /** Those of its files that were dropped. */
  readonly #dropped = new Set<File>();
  #answered = 0;
  /** The places of files among all that the process was given. The process is not told yet that they were dropped. */
  #toDrop: number[] = [];
  #ended = false;
  /** Runs from the moment the process began its first unanswered file. */
  #watchdog: NodeJS.Timeout | null = null;
  /** Whether the watchdog has the time limit of a dropped file. */
  #watchesDropped = false;
  #fileSince = 0;

  constructor(limits: ProbeLimits, listener: FileListener<File>) {
    this.#limits = limits;
    this.#listener = listener;
    this.#process = new MediaProcess({
      ...libavProgram(limits),
      maxAnswerBytes: maxOutcomeBytes,
      parseAnswer,
      onAnswer: (answer) => this.#answer(answer),
      onEnd: (end) => this.#end(processEnded(end, limits.memoryBytes)),
      isIdle: () => this.#files.length === 0,
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

  /** Whether the process takes files. */
  get ready(): boolean {
    return this.#process.ready;
  }

  /** The first of its files that was not dropped. */
  get inWork(): File | null {
    return this.#files.find((file) => !this.#dropped.has(file)) ?? null;
  }

  /** How many files the process holds, with the one in work and without dropped ones. */
  get inHand(): number {
    return this.#files.length - this.#dropped.size;
  }

  /** Gives files to the process, which must be ready. It is killed when one of them takes longer than the limit. */
  take(files: readonly File[]): void {
    if (this.#files.length === 0) this.#watch();
    // Of files of one scan, the directories are the same array. There may be hundreds of them.
    for (const [roots, some] of Map.groupBy(files, (file) => file.roots)) {
      this.#files.push(...some);
      this.#process.send({
        roots,
        files: some.map(({ path, version }) => ({ path, version })),
      } satisfies ProbeRequest);
    }
  }

  /**
   * Drops a file that the process has not begun. The process reads it only if it begins before it hears of that.
   *
   * @returns false if the process does not have the file, or has begun it
   */
  drop(file: File): boolean {
    const place = this.#files.indexOf(file);
    if (place < 1) return false;
    this.#dropped.add(file);
    if (this.#toDrop.length === 0) queueMicrotask(() => this.#tellDropped());
    this.#toDrop.push(this.#answered + place);
    return true;
  }

  /** The files of a cancelled scan are dropped together, and go into one message. */
  #tellDropped(): void {
    if (this.alive) this.#process.send({ drop: this.#toDrop } satisfies DropRequest);
    this.#toDrop = [];
  }

  /** Call this after giving up a file. It kills the process if the process is working on that file. */
  endIfGivenUp(): void {
    const [file] = this.#files;
    if (file?.givenUp === true && !this.#dropped.has(file)) this.kill(null);
  }

  /**
   * Kills the process, without waiting for its end.
   *
   * @param problem what is wrong with the file in work; null when nothing is
   */
  kill(problem: ProbeProblem | null): void {
    this.#process.kill();
    this.#end(problem);
  }

  #watch(): void {
    this.#fileSince = performance.now();
    const { timeoutMs } = this.#limits;
    const [file] = this.#files;
    const isDropped = file !== undefined && this.#dropped.has(file);
    if (this.#watchesDropped !== isDropped) this.#unwatch();
    this.#watchesDropped = isDropped;
    if (this.#watchdog !== null) this.#watchdog.refresh();
    else if (isDropped) this.#watchdog = setTimeout(() => this.kill(null), droppedMs);
    else this.#watchdog = setTimeout(() => this.kill(timedOut(timeoutMs)), timeoutMs);
  }

  #unwatch(): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    this.#watchdog = null;
  }

  #answer(answer: ProbeOutcome | typeof dropped): void {
    const [file] = this.#files;
    const isUnread = answer.kind === dropped.kind;
    // An answer without a request.
    if (file === undefined || (isUnread && !this.#dropped.has(file))) return this.kill(null);
    this.#files.shift();
    const wasDropped = this.#dropped.delete(file);
    this.#answered += 1;
    const since = this.#fileSince;
    if (this.#files.length > 0) this.#watch();
    else this.#unwatch();
    if (!wasDropped && !isUnread) this.#listener.onOutcome(file, answer, performance.now() - since);
    this.endIfGivenUp();
  }

  #end(problem: ProbeProblem | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unwatch();
    const [inWork = null, ...others] = this.#files;
    const unbegun = others.filter((file) => !this.#dropped.has(file));
    const isWaitedFor = inWork !== null && !this.#dropped.has(inWork);
    this.#files = [];
    this.#dropped.clear();
    this.#listener.onEnd({ inWork, problem: isWaitedFor ? problem : null, unbegun });
  }
}
