/**
 * One scan of one directory, as a stream:
 *
 * walk -> diff against the library -> probe what changed -> batches, one transaction each
 *
 * How it stops: the walk stops at its next entry, nothing more is probed, probes in flight get `graceMs` to finish and
 * are kept if they do, and the last batch is committed. What the library holds then is what the counts say.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Job, JobId, Lease } from "../jobs/job.ts";
import { LeaseLost } from "../jobs/stop-reason.ts";
import { type FileStat, noCounts, type ScanCounts, type ScanLibrary } from "../library/scan-library.ts";
import { abortable } from "./abortable.ts";
import { BatchWriter } from "./batch-writer.ts";
import { countFiles } from "./count-files.ts";
import { diff } from "./diff.ts";
import { findGone, isSuddenlyEmpty } from "./find-gone.ts";
import type { Prober } from "./probe/prober.ts";
import { type WalkEvent, walk } from "./walk.ts";

/** Extensions of files that are taken for videos, with their dot, in lower case. */
export const videoExtensions: ReadonlySet<string> = new Set(
  ".mp4 .m4v .mov .mkv .webm .avi .ts .m2ts .mts .mpg .mpeg .wmv .flv .ogv .3gp".split(" "),
);

export interface ScanOptions {
  readonly library: ScanLibrary;
  readonly prober: Prober;
  /** The job for which it scans: what its writes are fenced with. */
  readonly lease: Lease;
  /** Whether to look into subdirectories. Default true. */
  readonly recursive?: boolean;
  /** Whether to try files again that could not be read and have not changed since. Default false. */
  readonly retryErrors?: boolean;
  /** The stopped job that this one goes on with: what it has tried again is not tried once more. */
  readonly resumes?: JobId | null;
  /** Default `videoExtensions`. */
  readonly extensions?: ReadonlySet<string>;
  /** Whether a link to a file may be followed to this resolved path. Default: to any. */
  readonly mayFollow?: (path: string) => boolean;
  /** How many files a batch has at most. Default 500. */
  readonly batchFiles?: number;
  /** How long a file waits at most to be committed, in milliseconds. Default 250. */
  readonly batchMs?: number;
  /** How long probes in flight may go on once it is told to stop, in milliseconds. Default 5,000. */
  readonly graceMs?: number;
  /** How many files to probe a second at most; 0, the default, means no limit. */
  readonly maxRate?: number;
  /** Stops the scan, which then returns with `stoppedEarly`. */
  readonly signal?: AbortSignal;
  /** Called for each directory listed and each file done, with its path. */
  readonly onProgress?: (path: string) => void;
  /** Called with the job's row after each commit. */
  readonly onCommit?: (job: Job) => void;
}

export interface ScanResult {
  /** Those of the job: equal to the rows that it wrote. */
  readonly counts: ScanCounts;
  /** True when the signal ended it before everything was done. */
  readonly stoppedEarly: boolean;
}

/**
 * Scans a directory into the library.
 *
 * @param root absolute, without links in it
 * @returns also when it was stopped: then with what was gathered until then, and `stoppedEarly`
 * @throws ScanRootUnreadable; StoreError when a batch could not be committed; LeaseLost when the job is no longer ours.
 *   Whatever was committed before that stays.
 */
export async function scanDirectory(root: string, options: ScanOptions): Promise<ScanResult> {
  const scan = new Scan(root, options);
  return scan.run();
}

class Scan {
  readonly #root: string;
  readonly #options: ScanOptions;
  readonly #recursive: boolean;
  readonly #writer: BatchWriter;
  /** Aborts when the scan is to stop: because it is told to, or because it cannot go on. */
  readonly #stop: AbortSignal;
  readonly #failure = new AbortController();
  /** Aborts when the grace period of probes in flight is over. */
  readonly #abandon = new AbortController();
  readonly #probing = new Set<Promise<void>>();
  #counts: ScanCounts = noCounts;
  #expected: number | null = null;
  #handled = 0;
  #walked = false;
  #nextProbeAt = 0;

  constructor(root: string, options: ScanOptions) {
    this.#root = root;
    this.#options = options;
    this.#recursive = options.recursive ?? true;
    this.#writer = new BatchWriter({
      library: options.library,
      lease: options.lease,
      batchFiles: options.batchFiles ?? 500,
      batchMs: options.batchMs ?? 250,
      progress: () => this.#progress(),
      onCommit: (job) => {
        this.#counts = { ...noCounts, ...job.counts };
        options.onCommit?.(job);
      },
    });
    const told = options.signal === undefined ? [] : [options.signal];
    this.#stop = AbortSignal.any([...told, this.#writer.failed, this.#failure.signal]);
  }

  async run(): Promise<ScanResult> {
    const counting = new AbortController();
    let graceTimer: NodeJS.Timeout | undefined;
    const onStop = () => {
      const { graceMs = 5_000 } = this.#options;
      counting.abort(this.#stop.reason);
      graceTimer = setTimeout(() => this.#abandon.abort(new Error("The grace period is over")), graceMs);
    };
    if (this.#stop.aborted) onStop();
    else this.#stop.addEventListener("abort", onStop, { once: true });
    try {
      await this.#walk(counting.signal).catch((error: unknown) => {
        if (error !== this.#stop.reason) this.#failure.abort(error);
      });
      await Promise.all(this.#probing);
      return await this.#close(!this.#walked || this.#abandon.signal.aborted);
    } finally {
      counting.abort(new Error("The scan is over"));
      clearTimeout(graceTimer);
      this.#stop.removeEventListener("abort", onStop);
    }
  }

  async #walk(counting: AbortSignal): Promise<void> {
    const { library, extensions = videoExtensions, mayFollow } = this.#options;
    this.#expected = await library.lastFound({ path: this.#root, recursive: this.#recursive });
    if (this.#expected === null) void this.#countAhead(extensions, counting);
    const events = walk(this.#root, {
      recursive: this.#recursive,
      extensions,
      signal: this.#stop,
      ...(mayFollow === undefined ? {} : { mayFollow }),
    });
    for await (const event of events) {
      if (event.kind === "files") await this.#takeFiles(event);
      else await this.#endDirectory(event);
      this.#stop.throwIfAborted();
    }
    this.#walked = true;
  }

  /** On a first scan nobody knows how much there is: counts it while the scan goes on. */
  async #countAhead(extensions: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    try {
      this.#expected = await countFiles(this.#root, { recursive: this.#recursive, extensions, signal });
    } catch (error) {
      if (error !== signal.reason) this.#failure.abort(error);
    }
  }

  async #takeFiles(event: Extract<WalkEvent, { kind: "files" }>): Promise<void> {
    const { library, lease, retryErrors = false, resumes = null } = this.#options;
    this.#writer.countFound(event.files.length + event.problems.length);
    const known = await library.known([...event.files, ...event.problems].map(({ path }) => path));
    const found = diff(event, known, { jobId: lease.jobId, resumes, retryErrors });
    this.#handled += found.skipped + found.handledBefore + found.problems.length;
    if (found.skipped > 0) this.#writer.countSkipped(found.skipped);
    const last = event.files.at(-1);
    if (last !== undefined && found.changed.length === 0) this.#options.onProgress?.(last.path);
    for (const path of found.returned) this.#writer.addReturned(path);
    for (const path of found.readable) this.#writer.addGoneProblem(path);
    for (const problem of found.problems) this.#writer.addProblem(problem);
    for (const file of found.changed) await this.#startProbe(file);
    await this.#writer.room();
  }

  async #startProbe(file: FileStat): Promise<void> {
    while (this.#probing.size >= this.#options.prober.concurrency) {
      await abortable(Promise.race(this.#probing), this.#stop);
    }
    await this.#keepRate(file);
    this.#stop.throwIfAborted();
    const probe = this.#probe(file)
      .catch((error: unknown) => {
        if (error !== this.#abandon.signal.reason) this.#failure.abort(error);
      })
      .finally(() => this.#probing.delete(probe));
    this.#probing.add(probe);
  }

  async #probe(file: FileStat): Promise<void> {
    const outcome = await this.#options.prober.probe(file.path, { signal: this.#abandon.signal });
    const { path, size, modifiedUs } = file;
    if (outcome.kind === "video") this.#writer.addVideo(file, outcome.facts);
    else this.#writer.addProblem({ path, stat: { size, modifiedUs }, ...outcome.problem });
    this.#handled += 1;
    this.#options.onProgress?.(path);
  }

  /** Waits until the next probe is due under `maxRate`; that the scan waits on purpose is no stall. */
  async #keepRate(file: FileStat): Promise<void> {
    const { maxRate = 0, onProgress } = this.#options;
    if (maxRate <= 0) return;
    const due = Math.max(performance.now(), this.#nextProbeAt);
    this.#nextProbeAt = due + 1_000 / maxRate;
    for (let waitMs = due - performance.now(); waitMs > 0; waitMs = due - performance.now()) {
      onProgress?.(file.path);
      await abortable(delay(Math.min(waitMs, 5_000)), this.#stop);
    }
  }

  async #endDirectory(directory: Extract<WalkEvent, { kind: "directory" }>): Promise<void> {
    const { library } = this.#options;
    const problem = await this.#problemOf(directory);
    if (problem !== null) {
      this.#writer.countFound(1);
      this.#writer.addProblem(problem);
      this.#handled += 1;
    } else {
      for await (const { kind, path } of findGone(directory, library, {
        recursive: this.#recursive,
        signal: this.#stop,
      })) {
        if (kind === "video") this.#writer.addMissing(path);
        else this.#writer.addGoneProblem(path);
        await this.#writer.room();
        this.#stop.throwIfAborted();
      }
      if (directory.complete) await this.#forgetProblemOf(directory.path);
    }
    this.#options.onProgress?.(directory.path);
  }

  async #forgetProblemOf(directory: string): Promise<void> {
    const known = await this.#options.library.known([directory]);
    if (known.some(({ kind }) => kind === "problem")) this.#writer.addGoneProblem(directory);
  }

  async #problemOf(directory: Extract<WalkEvent, { kind: "directory" }>) {
    const { path, problem } = directory;
    if (problem !== null || path !== this.#root) return problem;
    if (!(await isSuddenlyEmpty(directory, this.#options.library))) return null;
    const message =
      "it is empty, though videos of your library were in it. Is its disk mounted? Nothing was marked missing.";
    return { path, stat: null, code: "root_empty", message };
  }

  async #close(stoppedEarly: boolean): Promise<ScanResult> {
    const { signal } = this.#options;
    if (signal?.reason instanceof LeaseLost) {
      await this.#writer.discard();
      throw signal.reason;
    }
    await this.#writer.flush();
    if (this.#failure.signal.aborted) throw this.#failure.signal.reason;
    return { counts: this.#counts, stoppedEarly };
  }

  /** Files handled of files found; while the walk goes on, of as many as the last scan found, or a count has. */
  #progress(): number | null {
    if (this.#walked) return this.#writer.found === 0 ? 1 : Math.min(1, this.#handled / this.#writer.found);
    if (this.#expected === null || this.#expected === 0 || this.#expected < this.#writer.found) return null;
    return Math.min(1, this.#handled / this.#expected);
  }
}
