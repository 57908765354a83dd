import { abortable } from "../abortable.ts";
import { type Attempt, tryTwice } from "./attempt.ts";
import { LibavProcess, type Start } from "./libav-process.ts";
import { allOrAMoment } from "./limited-process.ts";
import type { ProbeLimits, ProbeOutcome, Prober, ProberHealth } from "./prober.ts";
import { ProberClosed, ProberUnavailable } from "./prober-errors.ts";
import { Turns } from "./turns.ts";

/** A prober whose first process can be started ahead of the first file. */
export interface LibavProber extends Prober {
  /** Starts a process where none is there, and tells what became of it, or of one that is there already. */
  start(): Promise<Start>;
}

/** Probes with libav, by way of node-av, in processes that are started when needed and then kept. */
export function createLibavProber(limits: ProbeLimits): LibavProber {
  return new LibavProcesses(limits);
}

class LibavProcesses implements LibavProber {
  readonly name = "libav";
  readonly concurrency: number;
  readonly #limits: ProbeLimits;
  readonly #turns: Turns;
  readonly #all = new Set<LibavProcess>();
  readonly #idle: LibavProcess[] = [];
  #closed = false;

  constructor(limits: ProbeLimits) {
    this.concurrency = limits.concurrency;
    this.#limits = limits;
    this.#turns = new Turns(limits.concurrency);
  }

  probe(path: string, options: { signal?: AbortSignal } = {}): Promise<ProbeOutcome> {
    return this.#turns.run(() => tryTwice((which) => this.#attempt(path, which, options.signal)), options);
  }

  async start(): Promise<Start> {
    if (this.#closed) throw new ProberClosed();
    const running = [...this.#all].find((process) => process.alive);
    if (running !== undefined) return running.started;
    const process = this.#launch();
    this.#idle.push(process);
    return process.started;
  }

  async check(): Promise<ProberHealth> {
    if (this.#closed) return { ok: false, detail: new ProberClosed().message };
    const start = await this.start();
    if (start.kind === "ready") return { ok: true, detail: `libav of FFmpeg ${start.version}` };
    return { ok: false, detail: unavailable(start).message };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const reason = new ProberClosed();
    this.#turns.close(reason);
    for (const process of this.#all) process.abandon(reason);
    await allOrAMoment([...this.#all].map((process) => process.exited));
  }

  async #attempt(path: string, which: "first" | "again", signal: AbortSignal | undefined): Promise<Attempt> {
    const process = await this.#take(which, signal);
    try {
      return await process.probe(path, { signal });
    } finally {
      this.#giveBack(process);
    }
  }

  /** A process that is ready: for a second attempt a fresh one, else one that was kept if there is any. */
  async #take(which: "first" | "again", signal: AbortSignal | undefined): Promise<LibavProcess> {
    let process = (which === "first" ? this.#takeIdle() : undefined) ?? this.#launch();
    let start = await this.#whenStarted(process, signal);
    if (start.kind === "ended") {
      // That may have had a passing reason.
      process = this.#launch();
      start = await this.#whenStarted(process, signal);
    }
    if (start.kind === "ready") return process;
    throw unavailable(start);
  }

  async #whenStarted(process: LibavProcess, signal: AbortSignal | undefined): Promise<Start> {
    try {
      const start = await (signal === undefined ? process.started : abortable(process.started, signal));
      if (this.#closed) throw new ProberClosed();
      if (start.kind !== "ready") process.kill();
      return start;
    } catch (error) {
      // It goes on starting, for the next file.
      this.#giveBack(process);
      throw error;
    }
  }

  #launch(): LibavProcess {
    if (this.#closed) throw new ProberClosed();
    const process = new LibavProcess(this.#limits);
    this.#all.add(process);
    void process.exited.then(() => this.#all.delete(process));
    return process;
  }

  #takeIdle(): LibavProcess | undefined {
    for (let process = this.#idle.pop(); process !== undefined; process = this.#idle.pop()) {
      if (process.alive) return process;
    }
    return undefined;
  }

  #giveBack(process: LibavProcess): void {
    if (process.alive) this.#idle.push(process);
  }
}

function unavailable(start: Exclude<Start, { kind: "ready" }>): ProberUnavailable {
  return start.kind === "cannot_load"
    ? new ProberUnavailable(`libav cannot be loaded: ${start.reason}. Install node-av, or use GLEANER_PROBER=ffprobe.`)
    : new ProberUnavailable(`A process for libav cannot be started: ${start.reason}. Try GLEANER_PROBER=ffprobe.`);
}
