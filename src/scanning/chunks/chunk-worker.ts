import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../../abortable.ts";
import type { Lease } from "../../jobs/job.ts";
import type { WorkerReport } from "../../library/workers.ts";
import { isCausedByFile } from "../probe/probe-problems.ts";
import type { ProbeOutcome, Prober } from "../probe/prober.ts";
import { ProbesInFlight } from "../probes-in-flight.ts";
import { problemOfFile } from "../problem-of-file.ts";
import type { FileProblem, FileStat, ScanBatch } from "../scan-library.ts";
import type { ChunkSource, TakenChunk } from "./chunk.ts";
import { isSameFile } from "./is-same-file.ts";

export interface ChunkWorkerOptions {
  readonly source: ChunkSource;
  readonly prober: () => Promise<Prober>;
  /** Real paths of the directories in which files must lie, asked for with each chunk. Empty: anywhere. */
  readonly roots: () => Promise<readonly string[]>;
  /** The path of a file on this machine. Default: the same as in the library. */
  readonly pathHere?: (path: string) => string;
  /** Called with a chunk that was refused, because its files are others on this machine. */
  readonly onMismatch?: (chunk: TakenChunk, example: Mismatch) => void;
  readonly onError: (error: unknown) => void;
  /** What may keep the worker from its work, as found out before it starts. Told like all of its problems. */
  readonly knownProblems?: readonly string[];
  /** How many chunks the worker has at a time: one is committed while another is probed. Default 2. */
  readonly slots?: number;
  /** How long probes may go on after a cancel, in milliseconds. Default 5,000. */
  readonly graceMs?: number;
  /** How long the worker takes no chunks after one that it could not work on, in milliseconds. Default 5,000. */
  readonly pauseMs?: number;
}

/** A file that is not the same on this machine as for the coordinator. */
export interface Mismatch {
  /** As in the library, with its path on this machine if that is another one. */
  readonly path: string;
  /** To be read after the path. */
  readonly message: string;
}

/** How long a worker without work waits before it asks again, in milliseconds. */
const idleMs = 200;
/** How often a worker says that it is alive, and asks whether its scans go on, in milliseconds. */
const beatMs = 1_000;

/** How many problems of a worker are told, and how long each of them, in milliseconds. */
const problemsKept = 3;
const problemsKeptMs = 600_000;

/** A chunk in work. */
interface Work {
  readonly chunk: TakenChunk;
  /** Aborts when no more of its files should begin. */
  readonly stop: AbortController;
  readonly probes: ProbesInFlight;
}

/** Takes chunks of any scan, probes their files, and commits them. */
export class ChunkWorker {
  readonly #options: ChunkWorkerOptions;
  readonly #stopping = new AbortController();
  readonly #working = new Map<Work, Promise<void>>();
  #loop: Promise<void> | null = null;
  #beatTimer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | null = null;
  /** The question whether the scans of the chunks in work go on. */
  #asking: Promise<void> | null = null;
  #isAskedAgain = false;
  #pausedUntil = 0;
  /** Newest first. */
  #problems: readonly { readonly kind: string; readonly text: string; readonly at: number }[] = [];

  constructor(options: ChunkWorkerOptions) {
    this.#options = options;
    for (const text of options.knownProblems?.toReversed() ?? []) this.#tell({ kind: text, text });
  }

  start(): void {
    this.#loop ??= this.#run();
    this.#beatTimer ??= setInterval(() => {
      this.lookAgain();
      this.#beating ??= this.#beat().finally(() => {
        this.#beating = null;
      });
    }, beatMs);
  }

  /** Asks at once whether the scans of the chunks in work go on. */
  lookAgain(): void {
    this.#isAskedAgain = this.#asking !== null;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
      if (this.#isAskedAgain) this.lookAgain();
    });
  }

  /** Takes no more chunks, commits what was probed of those in work, and gives the rest to other workers. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("The worker is stopping"));
    await this.#loop;
    for (const { stop } of this.#working.keys()) stop.abort(this.#stopping.signal.reason);
    await Promise.all(this.#working.values());
    clearInterval(this.#beatTimer);
    await Promise.all([this.#beating, this.#asking]);
    await this.#options.source.leave().catch(this.#options.onError);
  }

  async #run(): Promise<void> {
    const { source, slots = 2, onError } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let taken: readonly TakenChunk[] = [];
      try {
        const mayTake = this.#working.size < slots && performance.now() >= this.#pausedUntil;
        if (mayTake) taken = await source.take(slots - this.#working.size);
      } catch (error) {
        onError(error);
      }
      for (const chunk of taken) this.#begin(chunk);
      if (this.#working.size >= slots) await abortable(Promise.race(this.#working.values()), signal).catch(() => {});
      else if (taken.length === 0) await delay(idleMs, undefined, { signal }).catch(() => {});
    }
  }

  #begin(chunk: TakenChunk): void {
    const stop = new AbortController();
    if (this.#stopping.signal.aborted) stop.abort(this.#stopping.signal.reason);
    const found = new FoundInChunk(chunk.files, this.#options.pathHere);
    const failure = new AbortController();
    const fail = (error: unknown) => {
      failure.abort(error);
      stop.abort(error);
    };
    const work: Work = { chunk, stop, probes: this.#probesFor(found, stop.signal, fail) };
    const done = this.#finish(work, found, { failed: failure.signal, fail })
      .catch(this.#options.onError)
      .finally(() => this.#working.delete(work));
    this.#working.set(work, done);
  }

  #probesFor(found: FoundInChunk, stop: AbortSignal, onFailure: (error: unknown) => void): ProbesInFlight {
    const { prober, pathHere = (path) => path } = this.#options;
    const roots = this.#options.roots();
    roots.catch(() => {});
    return new ProbesInFlight({
      prober,
      roots,
      pathHere,
      stop,
      onOutcome: (file, outcome) => found.add(file, outcome),
      onFailure,
      onHold: () => {},
    });
  }

  async #finish(
    { chunk, stop, probes }: Work,
    found: FoundInChunk,
    { failed, fail }: { readonly failed: AbortSignal; readonly fail: (error: unknown) => void },
  ): Promise<void> {
    const { graceMs = 5_000, onMismatch } = this.#options;
    let graceTimer: NodeJS.Timeout | undefined;
    const onStop = () => {
      graceTimer = setTimeout(() => probes.abandon(), graceMs);
    };
    stop.signal.addEventListener("abort", onStop, { once: true });
    try {
      for (const file of chunk.files) {
        if (stop.signal.aborted) break;
        await probes.begin(file).catch((error: unknown) => (stop.signal.aborted ? undefined : fail(error)));
      }
      await probes.idle();
      const mismatch = found.mismatch();
      if (mismatch === null && !failed.aborted) {
        await chunk.commit(found.part());
        return;
      }
      this.#pause(mismatch ?? { path: "", message: String(failed.reason) });
      await chunk.refuse();
      if (failed.aborted) throw failed.reason;
      if (mismatch !== null) onMismatch?.(chunk, mismatch);
    } finally {
      clearTimeout(graceTimer);
    }
  }

  #report(): WorkerReport {
    const [first] = this.#working.keys();
    const isPaused = performance.now() < this.#pausedUntil;
    return {
      state: first !== undefined ? "working" : isPaused ? "paused" : "idle",
      jobId: first?.chunk.lease.jobId ?? null,
      problems: this.#problems.filter(({ at }) => performance.now() - at < problemsKeptMs).map(({ text }) => text),
    };
  }

  /** Takes no chunks for a while, and tells the problem: of several files with the same problem, the newest. */
  #pause({ path, message }: Mismatch): void {
    const { pauseMs = 5_000 } = this.#options;
    this.#pausedUntil = performance.now() + pauseMs;
    this.#tell({ kind: message, text: `${path} ${message}`.trim() });
  }

  #tell({ kind, text }: { readonly kind: string; readonly text: string }): void {
    const others = this.#problems.filter((other) => other.kind !== kind);
    this.#problems = [{ kind, text, at: performance.now() }, ...others].slice(0, problemsKept);
  }

  /** Stops the chunks of scans that must stop. */
  async #ask(): Promise<void> {
    const working = [...this.#working.keys()];
    if (working.length === 0) return;
    try {
      const stopped = await this.#options.source.stopped(working.map(({ chunk }) => chunk.lease));
      for (const { chunk, stop } of working) if (stopped.some((lease) => isSame(lease, chunk.lease))) stop.abort();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Keeps the chunks in work, and tells what the worker is doing. */
  async #beat(): Promise<void> {
    try {
      for (const { chunk, stop, probes } of this.#working.keys()) {
        if (await chunk.keep()) continue;
        stop.abort();
        probes.abandon();
      }
      await this.#options.source.report(this.#report());
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

function isSame(one: Lease, other: Lease): boolean {
  return one.jobId === other.jobId && one.claim === other.claim;
}

/** What the probes of a chunk have found so far. */
class FoundInChunk {
  readonly #pathHere: (path: string) => string;
  readonly #left: Map<string, FileStat>;
  readonly #videos: ScanBatch["videos"][number][] = [];
  readonly #problems: FileProblem[] = [];
  readonly #failed: FileStat[] = [];
  /** What another view of the files would explain. */
  readonly #strange: Mismatch[] = [];

  /** @param pathHere see `ChunkWorkerOptions` */
  constructor(files: readonly FileStat[], pathHere: (path: string) => string = (path) => path) {
    this.#pathHere = pathHere;
    this.#left = new Map(files.map((file) => [file.path, file]));
  }

  add(file: FileStat, outcome: ProbeOutcome): void {
    this.#left.delete(file.path);
    const isOther = outcome.version !== undefined && !isSameFile(file, outcome.version);
    // The coordinator's time of the same file stays, because it compares with that next time.
    const read = isOther ? { ...file, ...outcome.version } : file;
    if (isOther) this.#addStrange(file, "has another size or time on this machine.");
    if (outcome.kind === "video") {
      this.#videos.push({ file: read, facts: outcome.facts });
      return;
    }
    const problem = problemOfFile(read, outcome.problem);
    this.#problems.push(problem);
    if (isCausedByFile(outcome.problem)) return;
    this.#failed.push(file);
    if (problem.code === "vanished") this.#addStrange(file, "is not there on this machine.");
    else if (["unreadable", "link_outside_roots"].includes(problem.code)) this.#addStrange(file, problem.message);
  }

  #addStrange({ path }: FileStat, message: string): void {
    const here = this.#pathHere(path);
    this.#strange.push({ path: here === path ? path : `${path} (here ${here})`, message });
  }

  /** An example, if so many files are strange that this machine seems to see other files than the coordinator. */
  mismatch(): Mismatch | null {
    const probed = this.#videos.length + this.#problems.length;
    return this.#strange.length * 2 > probed ? (this.#strange[0] ?? null) : null;
  }

  part() {
    return { videos: this.#videos, problems: this.#problems, failed: this.#failed, left: [...this.#left.values()] };
  }
}
