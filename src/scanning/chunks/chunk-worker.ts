import { parse } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../../abortable.ts";
import { gracePeriods } from "../../jobs/grace-periods.ts";
import type { JobId, Lease } from "../../jobs/job.ts";
import type { WorkerReport } from "../../library/workers.ts";
import { within } from "../../within.ts";
import type { Prober } from "../probe/prober.ts";
import { ProbesInFlight } from "../probes-in-flight.ts";
import type { ChunkSource, TakenChunk } from "./chunk.ts";
import { FoundInChunk, type Mismatch } from "./found-in-chunk.ts";
import { LeftPaths } from "./left-paths.ts";

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
  /** How long a cancelled chunk waits for files that are being read, in milliseconds. Default 10. */
  readonly graceMs?: number;
  /** How long the worker leaves the directory of files alone that it could not work on, in milliseconds. Default 5,000. */
  readonly leaveMs?: number;
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
  /** Settles when all files of the chunk that came last have begun. */
  #turn: Promise<void> = Promise.resolve();
  #loop: Promise<void> | null = null;
  #beatTimer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | null = null;
  /** The question whether the scans of the chunks in work go on. */
  #asking: Promise<void> | null = null;
  #isAskedAgain = false;
  /** What `lookAgain` was told since chunks were last asked for: those that come with the answer may be meant too. */
  readonly #heard = new Set<JobId | undefined>();
  /** Whether a scan was stopped since chunks were last taken. */
  #isStopped = false;
  readonly #left: LeftPaths;
  /** Newest first. */
  #problems: readonly { readonly kind: string; readonly text: string; readonly at: number }[] = [];

  constructor(options: ChunkWorkerOptions) {
    this.#options = options;
    this.#left = new LeftPaths(options.leaveMs ?? 5_000);
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

  /**
   * Asks at once whether the scans of the chunks in work go on.
   *
   * @param stopped a scan that is known to be cancelled or over
   */
  lookAgain(stopped?: JobId): void {
    this.#heard.add(stopped);
    if (stopped !== undefined) {
      this.#stopThose((lease) => lease.jobId === stopped);
      return;
    }
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
    const pause = () => delay(idleMs, undefined, { signal }).catch(() => {});
    while (!signal.aborted) {
      // While a cancel is under way, other workers need the processor and the database to write their results.
      if (this.#isStopped) await pause();
      this.#isStopped = false;
      this.#heard.clear();
      let taken: readonly TakenChunk[] = [];
      try {
        const leaves = this.#left.now().map(({ directory }) => directory);
        if (this.#working.size < slots) taken = await source.take(slots - this.#working.size, leaves);
      } catch (error) {
        onError(error);
      }
      for (const chunk of taken) this.#begin(chunk);
      if (taken.length > 0) for (const stopped of this.#heard) this.lookAgain(stopped);
      if (this.#working.size >= slots) await abortable(Promise.race(this.#working.values()), signal).catch(() => {});
      else if (taken.length === 0) await pause();
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
    const { graceMs, onMismatch } = this.#options;
    const { inFlightMs, abandonMs } = gracePeriods(graceMs);
    let abandonTimer: NodeJS.Timeout | undefined;
    const onStop = () => {
      abandonTimer = setTimeout(() => probes.abandon(), abandonMs);
    };
    stop.signal.addEventListener("abort", onStop, { once: true });
    await this.#inTurn(stop.signal, async () => {
      for (const file of chunk.files) {
        if (stop.signal.aborted) break;
        await probes.begin(file).catch((error: unknown) => (stop.signal.aborted ? undefined : fail(error)));
      }
    });
    const idle = probes.idle().finally(() => clearTimeout(abandonTimer));
    const isCancelled = await abortable(
      idle.then(() => false),
      stop.signal,
    ).catch(() => !this.#stopping.signal.aborted);
    // The scan ends only when all chunks are written. A worker that leaves waits for its files, because the scan goes on.
    await (isCancelled ? within(inFlightMs, idle) : idle);
    const mismatch = found.mismatch();
    if (mismatch === null && !failed.aborted) {
      await chunk.commit(found.part());
      return;
    }
    this.#leave(chunk, mismatch ?? { path: "", message: String(failed.reason), directory: rootOf(chunk) });
    // The coordinator must not count on this worker for the chunk. The next sign of life tells it too.
    await this.#options.source.report(this.#report()).catch(this.#options.onError);
    await chunk.refuse();
    if (failed.aborted) throw failed.reason;
    if (mismatch !== null) onMismatch?.(chunk, mismatch);
  }

  /**
   * One chunk begins its files after the other. So after a cancel, most chunks have either no result or all of them, and
   * few have anything to write.
   */
  async #inTurn(stop: AbortSignal, begin: () => Promise<void>): Promise<void> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await abortable(before, stop).catch(() => {});
    await begin();
    resolve();
  }

  #report(): WorkerReport {
    const [first] = this.#working.keys();
    const left = this.#left.now();
    return {
      state: first !== undefined ? "working" : left.length > 0 ? "paused" : "idle",
      jobId: first?.chunk.lease.jobId ?? null,
      problems: this.#problems.filter(({ at }) => performance.now() - at < problemsKeptMs).map(({ text }) => text),
      leaves: left.map(({ directory, problem }) => ({ directory, problem })),
    };
  }

  /** Leaves the directory alone for a while, and tells the problem: of several files with the same problem, the newest. */
  #leave({ lease }: TakenChunk, { path, message, directory }: Mismatch): void {
    const problem = `${path} ${message}`.trim();
    this.#left.add(lease.jobId, { directory, problem });
    this.#tell({ kind: message, text: problem });
  }

  #tell({ kind, text }: { readonly kind: string; readonly text: string }): void {
    const others = this.#problems.filter((other) => other.kind !== kind);
    this.#problems = [{ kind, text, at: performance.now() }, ...others].slice(0, problemsKept);
  }

  /** Stops the chunks of scans that must stop. */
  async #ask(): Promise<void> {
    const leases = [...this.#working.keys()].map(({ chunk }) => chunk.lease);
    if (leases.length === 0) return;
    try {
      const stopped = await this.#options.source.stopped(leases);
      this.#stopThose((lease) => stopped.some((other) => isSame(lease, other)));
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #stopThose(isStopped: (lease: Lease) => boolean): void {
    for (const { chunk, stop } of this.#working.keys()) {
      if (!isStopped(chunk.lease)) continue;
      stop.abort();
      this.#isStopped = true;
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

/** The directory that has all files: no file can be read by a worker whose prober does not start. */
function rootOf({ files }: TakenChunk): string {
  return parse(files[0]?.path ?? "/").root;
}

function isSame(one: Lease, other: Lease): boolean {
  return one.jobId === other.jobId && one.claim === other.claim;
}
