import { deviceOf, type MountTable, readMountTable } from "../../files/mount-table.ts";
import { settledInTime } from "../../libav/limited-process.ts";
import type { ProcessStart } from "../../libav/media-process.ts";
import { LibavNotLoadable, ProberClosed, ProberUnavailable } from "../../libav/prober-errors.ts";
import { say } from "../../sentences/say.ts";
import { type FilesAtEnd, LibavProcess } from "./libav-process.ts";
import { needsFiles, nextShare } from "./next-share.ts";
import { diskSilent } from "./probe-problems.ts";
import type {
  AdjustableProber,
  ProbeLimits,
  ProbeOptions,
  ProbeOutcome,
  ProbeProblem,
  ProberHealth,
} from "./prober.ts";
import { ProcessCount, type ProcessLimits } from "./process-count.ts";
import { type FailedStart, ProcessStarts } from "./process-starts.ts";
import { UntilAbort } from "./until-abort.ts";
import { type ProbedFile, WaitingFiles } from "./waiting-files.ts";

export interface LibavProber extends AdjustableProber {
  /**
   * Settles when a process is ready, which is started when none is there, or when the prober gives up starting one.
   * Never rejects.
   */
  start(): Promise<ProcessStart>;
}

/** Probes with libav, by way of node-av, in processes that are started when needed and end when idle. */
export function createLibavProber(limits: ProbeLimits): LibavProber {
  return new LibavProcesses(limits);
}

/** How long the table of mounts counts, in milliseconds. */
const mountsFreshMs = 1_000;

const anywhere: readonly string[] = [];

type Process = LibavProcess<ProbedFile>;

class LibavProcesses implements LibavProber {
  readonly name = "libav";
  readonly #limits: ProbeLimits;
  readonly #count: ProcessCount;
  readonly #processes = new Set<Process>();
  /** Processes that were started for a suspect, which gets them for itself. */
  readonly #reserved = new Map<Process, ProbedFile>();
  /** All files whose outcome somebody waits for. */
  readonly #files = new Set<ProbedFile>();
  readonly #waiting: WaitingFiles;
  readonly #untilAbort = new UntilAbort<ProbedFile>((file, reason) => this.#giveUp(file, reason));
  readonly #unlessBegun = new UntilAbort<ProbedFile>((file, reason) => {
    if (this.#waiting.remove(file) || this.#alive.some((process) => process.drop(file))) this.#giveUp(file, reason);
  });
  readonly #starts = new ProcessStarts(() => this.#dispatch());
  /** Runs while there is no work. */
  #idle: NodeJS.Timeout | undefined;
  #mounts: MountTable = [];
  #mountsReadAt = -Infinity;
  #isDispatching = false;
  #closed = false;

  constructor(limits: ProbeLimits) {
    this.#limits = limits;
    const { concurrency: start, mostConcurrency: most = start } = limits;
    this.#count = new ProcessCount({ start, most });
    this.#waiting = new WaitingFiles({
      mostHung: (disk) => Math.max(this.#count.start, this.#count.processesOf(disk)),
      inWork: () =>
        this.#alive.map((process) => this.#reserved.get(process) ?? process.inWork).filter((file) => file !== null),
      onRelease: () => this.#dispatchSoon(),
    });
  }

  get concurrency(): number {
    return this.#count.files;
  }

  get health(): ProberHealth {
    if (this.#closed) return { ok: false, detail: new ProberClosed().message };
    const { last } = this.#starts;
    if (last === null) return { ok: true, detail: "libav has not been needed yet" };
    if (last.kind !== "ready") return { ok: false, detail: unavailable(last).message };
    return { ok: true, detail: `libav of FFmpeg ${last.version}` };
  }

  async probe(path: string, options: ProbeOptions = {}): Promise<ProbeOutcome> {
    const { signal, unlessBegun, roots = anywhere, version = null, onHold = () => {} } = options;
    signal?.throwIfAborted();
    unlessBegun?.throwIfAborted();
    if (this.#closed) throw new ProberClosed();
    const disk = options.disk ?? this.#diskOf(path);
    const outcome = Promise.withResolvers<ProbeOutcome>();
    const file: ProbedFile = { path, roots, version, disk, onHold, givenUp: false, isSuspect: false, outcome };
    if (signal !== undefined) this.#untilAbort.add(signal, file);
    if (unlessBegun !== undefined) this.#unlessBegun.add(unlessBegun, file);
    this.#files.add(file);
    clearTimeout(this.#idle);
    this.#count.add(disk);
    this.#waiting.add(file);
    this.#dispatchSoon();
    try {
      return await outcome.promise;
    } finally {
      this.#files.delete(file);
      this.#count.remove(disk);
      if (signal !== undefined) this.#untilAbort.delete(signal, file);
      if (unlessBegun !== undefined) this.#unlessBegun.delete(unlessBegun, file);
      this.#endWhenIdle();
    }
  }

  limitTo(limits: ProcessLimits): void {
    this.#count.limitTo(limits);
    for (const process of this.#alive) this.#endIfTooMany(process);
    this.#dispatchSoon();
  }

  warmUp(): void {
    void this.start();
  }

  async start(): Promise<ProcessStart> {
    if (this.#closed) return closed();
    const { last } = this.#starts;
    const isReady = last?.kind === "ready" && this.#alive.some(({ ready }) => ready);
    const start = isReady ? last : this.#starts.next();
    this.#dispatch();
    this.#endWhenIdle();
    return start;
  }

  async check(): Promise<ProberHealth> {
    await this.start();
    return this.health;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    for (const file of this.#files) this.#giveUp(file, new ProberClosed());
    this.#starts.close(closed());
    for (const process of this.#processes) process.kill(null);
    await settledInTime([...this.#processes].map((process) => process.exited));
  }

  get #alive(): readonly Process[] {
    return [...this.#processes].filter((process) => process.alive);
  }

  /** The table of mounts takes too long to read for every file. */
  #diskOf(path: string): string {
    const now = performance.now();
    if (now - this.#mountsReadAt > mountsFreshMs) {
      this.#mounts = readMountTable();
      this.#mountsReadAt = now;
    }
    return deviceOf(path, this.#mounts);
  }

  /** Once for all files that come in this turn of the event loop, so that they go out in one message. */
  #dispatchSoon(): void {
    if (this.#isDispatching || this.#hasEnoughInHand) return;
    this.#isDispatching = true;
    setImmediate(() => {
      this.#isDispatching = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    if (this.#closed) return;
    const free = this.#alive.filter((process) => !this.#reserved.has(process));
    const ready = free.filter((process) => process.ready);
    const mayStart = this.#alive.length < this.#count.wanted && !this.#starts.isPaused;
    for (let share = this.#nextShare(ready, mayStart); share !== null; share = this.#nextShare(ready, mayStart)) {
      share.process.take(this.#waiting.take(share.disk, share.count));
    }
    this.#count.reading(readersOf(ready));
    this.#launchMissing(free.length - ready.length);
  }

  /** Whether no process is missing, and none needs more files. This is so after most answers. */
  get #hasEnoughInHand(): boolean {
    if (this.#waiting.hasSuspects) return false;
    let processes = 0;
    for (const process of this.#processes) {
      if (!process.alive) continue;
      const { inWork } = process;
      if (inWork === null || !process.ready || this.#reserved.has(process)) return false;
      if (needsFiles(process.inHand, this.#count.depthOf(inWork.disk))) return false;
      processes += 1;
    }
    return processes >= this.#count.wanted;
  }

  #nextShare(ready: readonly Process[], mayStart: boolean) {
    const { counts } = this.#waiting;
    if (counts.size === 0) return null;
    const processes = ready.map((process) => ({
      process,
      inHand: process.inHand,
      disk: process.inWork?.disk ?? null,
    }));
    const disks = [...counts].map(([disk, count]) => ({
      disk,
      count,
      limit: this.#count.limitOf(disk),
      depth: this.#count.depthOf(disk),
    }));
    const share = nextShare(processes, disks, { mayStart });
    return share === null ? null : { ...share, process: share.process.process };
  }

  /** @param starting how many processes are on their way */
  #launchMissing(starting: number): void {
    if (this.#starts.isPaused) return;
    for (let next = this.#waiting.takeSuspect(); next !== null; next = this.#waiting.takeSuspect()) this.#launch(next);
    const files = [...this.#waiting.counts.values()].reduce((sum, count) => sum + count, 0);
    const wanted = Math.max(files, Math.min(1, this.#starts.waiting));
    const missing = Math.min(wanted - starting, this.#count.wanted - this.#alive.length);
    for (let started = 0; started < missing; started++) this.#launch(null);
  }

  #endIfTooMany(process: Process): void {
    const isAtWork = process.inHand > 0 || this.#reserved.has(process);
    if (!isAtWork && this.#alive.length > this.#count.wanted) process.kill(null);
  }

  /** @param suspect a file that the process is to get first, and alone */
  #launch(suspect: ProbedFile | null): void {
    const process: Process = new LibavProcess(this.#limits, {
      onOutcome: (file, outcome, ms) => {
        file.outcome.resolve(outcome);
        this.#reserved.delete(process);
        this.#count.fileDone(file.disk, ms);
        this.#endIfTooMany(process);
        this.#dispatchSoon();
      },
      onEnd: (end) => this.#onEnd(process, end),
    });
    this.#processes.add(process);
    if (suspect !== null) this.#reserved.set(process, suspect);
    void process.exited.then(() => this.#processes.delete(process));
    void process.started.then((start) => this.#onStarted(process, start, suspect));
  }

  #onEnd(process: Process, { inWork, problem, unbegun }: FilesAtEnd<ProbedFile>): void {
    this.#reserved.delete(process);
    this.#waiting.putBack(unbegun.filter(({ givenUp }) => !givenUp));
    if (inWork !== null) {
      this.#waiting.countKilled(inWork, process.exited);
      if (problem !== null) void this.#blame(inWork, problem, process);
    }
    this.#dispatchSoon();
  }

  #onStarted(process: Process, start: ProcessStart, suspect: ProbedFile | null): void {
    if (this.#closed) return;
    if (start.kind !== "ready") {
      process.kill(null);
      if (suspect !== null && !suspect.givenUp) this.#waiting.addSuspect(suspect);
      if (this.#starts.failed(start, this.#isWanted)) {
        for (const file of this.#waiting.all) this.#giveUp(file, unavailable(start));
      }
      return;
    }
    this.#starts.succeeded(start);
    if (suspect === null || suspect.givenUp) this.#reserved.delete(process);
    else process.take([suspect]);
    this.#dispatchSoon();
  }

  /** Whether anybody waits for a process. */
  get #isWanted(): boolean {
    return this.#waiting.all.length + this.#starts.waiting > 0;
  }

  /**
   * A file ended its process. The file is tried once more, alone in a new process: the files before it, or something
   * outside, may have ended the first. A second end is the file's own doing. But if the process hangs in the kernel, the
   * disk is the cause, and a second process would hang, too.
   */
  async #blame(file: ProbedFile, problem: ProbeProblem, process: Process): Promise<void> {
    const hangs = await process.hangs();
    if (file.givenUp) return;
    if (hangs) {
      file.outcome.resolve({ kind: "problem", problem: diskSilent(this.#limits.timeoutMs) });
    } else if (file.isSuspect) {
      file.outcome.resolve({ kind: "problem", problem });
    } else {
      file.isSuspect = true;
      this.#waiting.addSuspect(file);
      this.#dispatchSoon();
    }
  }

  /** Gives a file up, and kills the process that works on it. */
  #giveUp(file: ProbedFile, reason: unknown): void {
    file.givenUp = true;
    file.outcome.reject(reason);
    this.#waiting.remove(file);
    for (const process of this.#processes) process.endIfGivenUp();
    if (!this.#isWanted) this.#endStarting();
  }

  /** A process that does not get ready, as its disk hangs or somebody stopped it, must not outlive its only use. */
  #endStarting(): void {
    for (const process of this.#alive) if (!process.ready && !this.#reserved.has(process)) process.kill(null);
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle);
    if (this.#closed || this.#files.size > 0) return;
    this.#idle = setTimeout(() => {
      for (const process of this.#processes) process.kill(null);
    }, this.#limits.idleMs ?? 30_000).unref();
  }
}

/** How many processes have files of which disk. */
function readersOf(processes: readonly Process[]): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const { inWork } of processes) {
    if (inWork !== null) readers.set(inWork.disk, (readers.get(inWork.disk) ?? 0) + 1);
  }
  return readers;
}

function closed(): FailedStart {
  return { kind: "ended", reason: new ProberClosed().message, mayPass: false };
}

function unavailable(start: FailedStart): ProberUnavailable {
  if (start.kind === "cannot_load") return new LibavNotLoadable(start.reason);
  const why = say("verbatim", { text: start.reason }).sentence;
  return new ProberUnavailable(say("libav_not_started", { why, isRepeated: start.mayPass }));
}
