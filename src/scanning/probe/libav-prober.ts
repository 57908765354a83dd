import { settledInTime } from "../../libav/limited-process.ts";
import type { ProcessStart } from "../../libav/media-process.ts";
import { LibavNotLoadable, ProberClosed, ProberUnavailable } from "../../libav/prober-errors.ts";
import { type FileInHand, LibavProcess } from "./libav-process.ts";
import type { ProbeLimits, ProbeOptions, ProbeOutcome, ProbeProblem, Prober, ProberHealth } from "./prober.ts";
import { ProcessCount } from "./process-count.ts";
import { StartRetries } from "./start-retries.ts";

export interface LibavProber extends Prober {
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

/**
 * How much work a process holds ahead, in milliseconds: enough that it need not wait for the next message, and so little
 * that a cancelled scan need not wait longer than this.
 */
const handedAheadMs = 3;
const mostInHand = 16;

/** A file whose outcome somebody waits for. */
interface Request extends FileInHand {
  givenUp: boolean;
  /** Whether the file has ended a process already. A second end is the file's own doing. */
  isSuspect: boolean;
  readonly outcome: PromiseWithResolvers<ProbeOutcome>;
}

type Process = LibavProcess<Request>;

class LibavProcesses implements LibavProber {
  readonly name = "libav";
  readonly #limits: ProbeLimits;
  readonly #count: ProcessCount;
  readonly #processes = new Set<Process>();
  /** Processes that were started for a suspect, which gets them for itself. */
  readonly #reserved = new Set<Process>();
  readonly #requests = new Set<Request>();
  /** Requests that no process has. */
  #waiting: Request[] = [];
  /** Suspects that have no process of their own yet. */
  #suspects: Request[] = [];
  /** Calls of `start` that wait for a process. */
  readonly #starters = new Set<PromiseWithResolvers<ProcessStart>>();
  /** The last outcome of starting a process, after all tries. */
  #lastStart: ProcessStart | null = null;
  readonly #retries = new StartRetries();
  /** Runs until a failed start is tried again. Nothing is started meanwhile. */
  #pause: NodeJS.Timeout | null = null;
  /** Runs while there is no work. */
  #idle: NodeJS.Timeout | undefined;
  /** About how long a file takes, in milliseconds. */
  #fileMs = 2;
  #isDispatching = false;
  #closed = false;

  constructor(limits: ProbeLimits) {
    this.#limits = limits;
    const { concurrency: least, mostConcurrency: most = least } = limits;
    this.#count = new ProcessCount({ least, most });
  }

  get concurrency(): number {
    return this.#count.wanted * this.#depth;
  }

  get health(): ProberHealth {
    if (this.#closed) return { ok: false, detail: new ProberClosed().message };
    if (this.#lastStart === null) return { ok: true, detail: "libav has not been needed yet" };
    if (this.#lastStart.kind !== "ready") return { ok: false, detail: unavailable(this.#lastStart).message };
    return { ok: true, detail: `libav of FFmpeg ${this.#lastStart.version}` };
  }

  async probe(path: string, { signal, unlessBegun, roots = [], version }: ProbeOptions = {}): Promise<ProbeOutcome> {
    signal?.throwIfAborted();
    unlessBegun?.throwIfAborted();
    if (this.#closed) throw new ProberClosed();
    const request: Request = {
      path,
      roots,
      version: version ?? null,
      givenUp: false,
      isSuspect: false,
      outcome: Promise.withResolvers(),
    };
    const giveUp = (): void => this.#giveUp(request, signal?.reason);
    const giveUpUnlessBegun = (): void => {
      if (this.#waiting.includes(request)) this.#giveUp(request, unlessBegun?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    unlessBegun?.addEventListener("abort", giveUpUnlessBegun, { once: true });
    this.#requests.add(request);
    this.#waiting.push(request);
    this.#dispatchSoon();
    try {
      return await request.outcome.promise;
    } finally {
      this.#requests.delete(request);
      signal?.removeEventListener("abort", giveUp);
      unlessBegun?.removeEventListener("abort", giveUpUnlessBegun);
      this.#endWhenIdle();
    }
  }

  warmUp(): void {
    void this.start();
  }

  start(): Promise<ProcessStart> {
    const starter = Promise.withResolvers<ProcessStart>();
    if (this.#closed) starter.resolve({ kind: "ended", reason: new ProberClosed().message, mayPass: false });
    else if (this.#lastStart?.kind === "ready" && this.#alive.some(({ ready }) => ready))
      starter.resolve(this.#lastStart);
    else this.#starters.add(starter);
    this.#dispatch();
    this.#endWhenIdle();
    return starter.promise;
  }

  async check(): Promise<ProberHealth> {
    await this.start();
    return this.health;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#pause !== null) clearTimeout(this.#pause);
    clearTimeout(this.#idle);
    for (const request of this.#requests) this.#giveUp(request, new ProberClosed());
    this.#settleStarters({ kind: "ended", reason: new ProberClosed().message, mayPass: false });
    for (const process of this.#processes) process.kill(null);
    await settledInTime([...this.#processes].map((process) => process.exited));
  }

  get #alive(): readonly Process[] {
    return [...this.#processes].filter((process) => process.alive);
  }

  /** How many files a process holds at a time. */
  get #depth(): number {
    return Math.max(1, Math.min(mostInHand, Math.floor(handedAheadMs / this.#fileMs)));
  }

  /** Once for all files that come in this turn of the event loop, so that they go out in one message. */
  #dispatchSoon(): void {
    if (this.#isDispatching) return;
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
    const depth = this.#depth;
    while (this.#waiting.length > 0) {
      const process = leastBusy(ready);
      // A process gets several files at a time, as each message has its price.
      if (process === null || process.inHand > depth / 2) break;
      const share = Math.ceil(this.#waiting.length / ready.length);
      process.take(this.#waiting.splice(0, Math.min(share, depth - process.inHand)));
    }
    if (ready.some((process) => process.inHand === 0)) this.#count.starved();
    this.#launchMissing(free.length - ready.length);
  }

  /** @param starting how many processes are on their way */
  #launchMissing(starting: number): void {
    if (this.#pause !== null) return;
    for (const suspect of this.#suspects.splice(0)) this.#launch(suspect);
    const wanted = Math.max(this.#waiting.length, Math.min(1, this.#starters.size));
    const missing = Math.min(wanted - starting, this.#count.wanted - this.#alive.length);
    for (let started = 0; started < missing; started++) this.#launch(null);
  }

  /** @param suspect a file that the process is to get first, and alone */
  #launch(suspect: Request | null): void {
    const process: Process = new LibavProcess(this.#limits, {
      onOutcome: (request, outcome, ms) => {
        request.outcome.resolve(outcome);
        this.#reserved.delete(process);
        this.#fileMs += (ms - this.#fileMs) / 20;
        this.#count.fileDone();
        if (process.inHand === 0 && this.#alive.length > this.#count.wanted) process.kill(null);
        this.#dispatchSoon();
      },
      onEnd: (guilty, unbegun) => {
        this.#reserved.delete(process);
        this.#waiting.unshift(...unbegun.filter(({ givenUp }) => !givenUp));
        if (guilty !== null) this.#blame(guilty.file, guilty.problem);
        this.#dispatchSoon();
      },
    });
    this.#processes.add(process);
    if (suspect !== null) this.#reserved.add(process);
    void process.exited.then(() => this.#processes.delete(process));
    void process.started.then((start) => this.#onStarted(process, start, suspect));
  }

  #onStarted(process: Process, start: ProcessStart, suspect: Request | null): void {
    if (this.#closed) return;
    if (start.kind !== "ready") {
      process.kill(null);
      if (suspect !== null && !suspect.givenUp) this.#suspects.push(suspect);
      this.#onFailedStart(start);
      return;
    }
    this.#retries.reset();
    this.#lastStart = start;
    this.#settleStarters(start);
    if (suspect === null || suspect.givenUp) this.#reserved.delete(process);
    else process.take([suspect]);
    this.#dispatchSoon();
  }

  #onFailedStart(start: Exclude<ProcessStart, { kind: "ready" }>): void {
    // Processes that were started together fail together.
    if (this.#pause !== null) return;
    const pauseMs = this.#isWanted ? this.#retries.pauseAfter(start) : null;
    if (pauseMs !== null) {
      this.#pause = setTimeout(() => {
        this.#pause = null;
        this.#dispatch();
      }, pauseMs);
      return;
    }
    this.#retries.reset();
    if (!this.#isWanted) return;
    this.#lastStart = start;
    this.#settleStarters(start);
    for (const request of [...this.#waiting, ...this.#suspects.splice(0)]) this.#giveUp(request, unavailable(start));
  }

  /** Whether anybody waits for a process. */
  get #isWanted(): boolean {
    return this.#waiting.length + this.#suspects.length + this.#starters.size > 0;
  }

  #settleStarters(start: ProcessStart): void {
    for (const starter of this.#starters) starter.resolve(start);
    this.#starters.clear();
  }

  /**
   * A file ended its process. The file is tried once more, alone in a new process: the files before it, or something
   * outside, may have ended the first. A second end is the file's own doing.
   */
  #blame(request: Request, problem: ProbeProblem): void {
    if (request.isSuspect) return request.outcome.resolve({ kind: "problem", problem });
    request.isSuspect = true;
    this.#suspects.push(request);
  }

  /** Gives a file up, and kills the process that works on it. */
  #giveUp(request: Request, reason: unknown): void {
    request.givenUp = true;
    request.outcome.reject(reason);
    this.#waiting = this.#waiting.filter((other) => other !== request);
    this.#suspects = this.#suspects.filter((other) => other !== request);
    for (const process of this.#processes) process.endIfGivenUp();
    if (!this.#isWanted) this.#endStarting();
  }

  /** A process that does not get ready, as its disk hangs or somebody stopped it, must not outlive its only use. */
  #endStarting(): void {
    for (const process of this.#alive) if (!process.ready && !this.#reserved.has(process)) process.kill(null);
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle);
    if (this.#closed || this.#requests.size > 0) return;
    this.#idle = setTimeout(() => {
      for (const process of this.#processes) process.kill(null);
    }, this.#limits.idleMs ?? 30_000).unref();
  }
}

function leastBusy(processes: readonly Process[]): Process | null {
  return processes.reduce<Process | null>(
    (least, one) => (least !== null && least.inHand <= one.inHand ? least : one),
    null,
  );
}

function unavailable(start: Exclude<ProcessStart, { kind: "ready" }>): ProberUnavailable {
  if (start.kind === "cannot_load") return new LibavNotLoadable(start.reason);
  const tried = start.mayPass ? ", again and again" : "";
  return new ProberUnavailable(
    `A process for libav cannot be started${tried}: ${start.reason}. Try GLEANER_PROBER=ffprobe.`,
  );
}
