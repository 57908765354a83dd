import { allOrAMoment } from "../../libav/limited-process.ts";
import { ProberClosed, ProberUnavailable } from "../../libav/prober-errors.ts";
import { type FileInHand, LibavProcess, type Start } from "./libav-process.ts";
import type { ProbeLimits, ProbeOutcome, ProbeProblem, Prober, ProberHealth } from "./prober.ts";
import { ProcessCount } from "./process-count.ts";

/** A prober whose first process can be started ahead of the first file. */
export interface LibavProber extends Prober {
  /** Starts a process where none is there, and tells what became of it, or of one that is there already. */
  start(): Promise<Start>;
}

/** Probes with libav, by way of node-av, in processes that are started when needed and then kept. */
export function createLibavProber(limits: ProbeLimits): LibavProber {
  return new LibavProcesses(limits);
}

/**
 * How much work a process is handed ahead, in milliseconds: enough that it need not wait for the next message, and so
 * little that a scan that is told to stop waits for no more than this.
 */
const handedAheadMs = 3;
const mostInHand = 16;

/** A file that somebody waits for. */
interface Request extends FileInHand {
  givenUp: boolean;
  /** Whether it has ended a process already: the second is the last. */
  isSuspect: boolean;
  readonly outcome: PromiseWithResolvers<ProbeOutcome>;
}

type Process = LibavProcess<Request>;

class LibavProcesses implements LibavProber {
  readonly name = "libav";
  readonly #limits: ProbeLimits;
  readonly #count: ProcessCount;
  readonly #processes = new Set<Process>();
  /** Those started for a suspect, which they are to have alone. */
  readonly #reserved = new Set<Process>();
  readonly #requests = new Set<Request>();
  /** Of the requests those that no process has yet. */
  #waiting: Request[] = [];
  /** About how long a file takes, in milliseconds. */
  #fileMs = 2;
  #failedStarts = 0;
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

  async probe(path: string, { signal }: { signal?: AbortSignal } = {}): Promise<ProbeOutcome> {
    signal?.throwIfAborted();
    if (this.#closed) throw new ProberClosed();
    const request: Request = { path, givenUp: false, isSuspect: false, outcome: Promise.withResolvers() };
    const giveUp = (): void => this.#giveUp(request, signal?.reason);
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#requests.add(request);
    this.#waiting.push(request);
    this.#dispatchSoon();
    try {
      return await request.outcome.promise;
    } finally {
      this.#requests.delete(request);
      signal?.removeEventListener("abort", giveUp);
    }
  }

  async start(): Promise<Start> {
    if (this.#closed) throw new ProberClosed();
    const [running = this.#launch()] = this.#alive;
    return running.started;
  }

  async check(): Promise<ProberHealth> {
    if (this.#closed) return { ok: false, detail: new ProberClosed().message };
    const start = await this.start();
    if (start.kind === "ready") return { ok: true, detail: `libav of FFmpeg ${start.version}` };
    return { ok: false, detail: unavailable(start).message };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const request of this.#requests) this.#giveUp(request, new ProberClosed());
    for (const process of this.#processes) process.kill(null);
    await allOrAMoment([...this.#processes].map((process) => process.exited));
  }

  get #alive(): readonly Process[] {
    return [...this.#processes].filter((process) => process.alive);
  }

  /** How many files a process is handed at a time. */
  get #depth(): number {
    return Math.max(1, Math.min(mostInHand, Math.floor(handedAheadMs / this.#fileMs)));
  }

  /** Once for all files that come in this turn, so that they go out in one message. */
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
      // Topped up by several at a time, as each message has its price.
      if (process === null || process.inHand > depth / 2) break;
      const share = Math.ceil(this.#waiting.length / ready.length);
      process.take(this.#waiting.splice(0, Math.min(share, depth - process.inHand)));
    }
    if (ready.some((process) => process.inHand === 0)) this.#count.starved();
    const starting = free.length - ready.length;
    const toStart = Math.min(this.#waiting.length - starting, this.#count.wanted - this.#alive.length);
    for (let started = 0; started < toStart; started++) this.#launch();
  }

  /** @param suspect a file that it is to have first, and alone */
  #launch(suspect: Request | null = null): Process {
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
    return process;
  }

  #onStarted(process: Process, start: Start, suspect: Request | null): void {
    if (this.#closed) return;
    if (start.kind === "ready") {
      this.#failedStarts = 0;
      if (suspect === null || suspect.givenUp) this.#reserved.delete(process);
      else process.take([suspect]);
      this.#dispatchSoon();
      return;
    }
    process.kill(null);
    this.#failedStarts += 1;
    // One failure may have had a passing reason.
    if (start.kind === "ended" && this.#failedStarts < 2) {
      if (suspect !== null) this.#launch(suspect);
      this.#dispatchSoon();
      return;
    }
    this.#failedStarts = 0;
    for (const request of [...this.#waiting, suspect]) if (request !== null) this.#giveUp(request, unavailable(start));
  }

  /**
   * A file ended its process. It is tried once more, alone in a fresh one: what ended the first may have been the files
   * before it, or something outside. The second end is the file's own doing.
   */
  #blame(request: Request, problem: ProbeProblem): void {
    if (request.isSuspect) return request.outcome.resolve({ kind: "problem", problem });
    request.isSuspect = true;
    if (!this.#closed) this.#launch(request);
  }

  /** Gives a file up, and ends the process that is at it. */
  #giveUp(request: Request, reason: unknown): void {
    request.givenUp = true;
    request.outcome.reject(reason);
    this.#waiting = this.#waiting.filter((other) => other !== request);
    for (const process of this.#processes) process.endIfGivenUp();
  }
}

function leastBusy(processes: readonly Process[]): Process | null {
  return processes.reduce<Process | null>(
    (least, one) => (least !== null && least.inHand <= one.inHand ? least : one),
    null,
  );
}

function unavailable(start: Exclude<Start, { kind: "ready" }>): ProberUnavailable {
  return start.kind === "cannot_load"
    ? new ProberUnavailable(`libav cannot be loaded: ${start.reason}. Install node-av, or use GLEANER_PROBER=ffprobe.`)
    : new ProberUnavailable(`A process for libav cannot be started: ${start.reason}. Try GLEANER_PROBER=ffprobe.`);
}
