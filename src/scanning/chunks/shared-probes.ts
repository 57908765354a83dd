import { randomUUID } from "node:crypto";
import { abortable } from "../../abortable.ts";
import type { Job, Lease } from "../../jobs/job.ts";
import type { FileProbes } from "../probes-in-flight.ts";
import type { FileStat } from "../scan-library.ts";
import type { Chunk, ChunkBoard, ChunkReport, LeavingWorker } from "./chunk.ts";

export interface SharedProbesOptions {
  readonly board: ChunkBoard;
  readonly lease: Lease;
  /** After its abort no more files begin, and chunks that no worker has are taken back. */
  readonly stop: AbortSignal;
  /** Waits until a file may begin under the rate limit of the scan. */
  readonly keepRate: (file: FileStat) => Promise<void>;
  readonly onReport: (report: ChunkReport) => void;
  /** Called with the row of the job from time to time: workers and cancels change it. */
  readonly onCommit: (job: Job) => void;
  /** Called with a file under which every worker died. */
  readonly onDeadly: (file: FileStat) => void;
  /**
   * Called again and again while no worker has a file of this scan.
   *
   * @param ms how long this has been so
   */
  readonly onNoWorker: (ms: number) => void;
  /** Called after each answer of the board, with the workers that leave files alone, of whichever scan. */
  readonly onLeaving: (workers: readonly LeavingWorker[]) => void;
  readonly onFailure: (error: unknown) => void;
  /** Probes files in this process, for chunks that workers refuse because they see other files. */
  readonly own: FileProbes;
}

/** How many files a chunk has at most: as many as a worker probes in a fraction of a second. */
export const chunkFiles = 100;
/** How long a file waits at most for others of its chunk, in milliseconds. */
const chunkMs = 100;
/**
 * How many chunks of one scan are open at a time: so many for each worker, which has two in work, and at least so many.
 * Workers take the chunks of all scans in their order, so each scan gets an equal share of the workers.
 */
const openChunksOfWorker = 4;
const leastOpenChunks = 16;
/** How often the coordinator asks for reports, in milliseconds. Workers of the same process report at once. */
const askEveryMs = 100;
/** The same after the scan was told to stop: people wait for its end, and workers of other machines report soon. */
const askWhenStoppedMs = 5;

/** Keeps the workers of all machines busy with the files of one scan. */
export class SharedProbes implements FileProbes {
  readonly #options: SharedProbesOptions;
  #gathered: FileStat[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** The chunk that is being put in. Chunks come one after the other. */
  #putting: Promise<void> = Promise.resolve();
  /** Chunks that are not put in yet. */
  #toPut = 0;
  /** How many chunks were put in so far. */
  #put = 0;
  /** How many chunks may be open at a time. */
  #mostOpen = leastOpenChunks;
  /** Chunks that were put in and have no report. It may be too high until the next answer, and is never too low. */
  #open = 0;
  /** Whether no worker had some of them at the last answer. */
  #isSomeWaiting = false;
  #asking: Promise<void> | null = null;
  /** Ends the pause before the next question. */
  #pause: AbortController | null = null;
  #isWatching = false;
  /** Since when no worker has a chunk, by `performance.now()`; null if one has, or none is open. */
  #withoutWorkerSince: number | null = null;
  #gaveUp = false;

  constructor(options: SharedProbesOptions) {
    this.#options = options;
    options.stop.addEventListener("abort", () => this.#onStop(), { once: true });
  }

  get gaveUp(): boolean {
    return this.#gaveUp || this.#options.own.gaveUp;
  }

  async begin(file: FileStat): Promise<void> {
    const { stop, keepRate } = this.#options;
    while (this.#unreported >= this.#mostOpen) await abortable(this.#ask(), stop);
    await keepRate(file);
    stop.throwIfAborted();
    this.#gathered.push(file);
    if (this.#gathered.length >= chunkFiles) this.#putGathered();
    else this.#timer ??= setTimeout(() => this.#putGathered(), chunkMs);
  }

  async idle(): Promise<void> {
    this.#putGathered();
    // Also while it is asked: the answer may bring files for this process.
    while (this.#unreported > 0 || this.#asking !== null) await this.#ask();
    await this.#options.own.idle();
  }

  get #unreported(): number {
    return this.#toPut + this.#open;
  }

  /** Workers leave their files by themselves. Their reports are waited for. */
  leave(): void {
    this.#options.own.leave();
  }

  abandon(): void {
    this.#options.own.abandon();
    this.#putting = this.#putting.then(() => this.#withdraw("all"));
  }

  #onStop(): void {
    clearTimeout(this.#timer);
    if (this.#gathered.length > 0) this.#gaveUp = true;
    this.#gathered = [];
    this.#putting = this.#putting.then(() => this.#withdraw("waiting"));
    this.#pause?.abort();
  }

  /** Puts the gathered files in. */
  #putGathered(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const files = this.#gathered;
    this.#gathered = [];
    if (files.length > 0) this.#putChunk(files);
  }

  #putChunk(files: readonly FileStat[]): void {
    const { board, lease, stop, onFailure } = this.#options;
    this.#toPut += 1;
    this.#putting = this.#putting.then(async () => {
      try {
        if (stop.aborted) this.#gaveUp = true;
        else {
          await board.put({ id: randomUUID(), lease, files });
          this.#put += 1;
          this.#open += 1;
        }
      } catch (error) {
        onFailure(error);
      }
      this.#toPut -= 1;
    });
    void this.#watch();
  }

  /** Asks for reports as long as chunks are open. */
  async #watch(): Promise<void> {
    if (this.#isWatching) return;
    this.#isWatching = true;
    while (this.#unreported > 0) await this.#ask();
    this.#isWatching = false;
  }

  async #withdraw(which: "waiting" | "all"): Promise<void> {
    try {
      await this.#options.board.withdraw(this.#options.lease, which);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** Asks for reports once, after a moment. Everybody who calls this meanwhile waits for the same answer. */
  #ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    const { board, lease, stop, onReport, onCommit, onLeaving, onFailure } = this.#options;
    await this.#pauseBeforeAsking();
    // A worker that leaves may have given its rest back after the scan was told to stop.
    if (stop.aborted && this.#isSomeWaiting) await this.#withdraw("waiting");
    const putBefore = this.#put;
    try {
      const { reports, open, held, workers, leaving, deadly, refused, job } = await board.collect(lease, {
        isStopped: stop.aborted,
      });
      this.#mostOpen = Math.max(leastOpenChunks, workers * openChunksOfWorker);
      // The answer may have been given before these were put in.
      this.#open = open + this.#put - putBefore;
      this.#isSomeWaiting = open > held;
      onLeaving(leaving);
      this.#noticeWorkers(open > 0 && held === 0 && reports.length === 0);
      for (const report of reports) {
        if (report.gaveUp) this.#gaveUp = true;
        onReport(report);
      }
      for (const chunk of deadly) this.#retry(chunk);
      for (const { files } of refused) await this.#probeHere(files);
      if (job !== null) onCommit(job);
    } catch (error) {
      this.#open = 0;
      onFailure(error);
    }
  }

  async #pauseBeforeAsking(): Promise<void> {
    const { board, stop } = this.#options;
    const pause = new AbortController();
    const timer = setTimeout(() => pause.abort(), stop.aborted ? askWhenStoppedMs : askEveryMs);
    this.#pause = pause;
    await board.nextCommitHere(pause.signal);
    clearTimeout(timer);
  }

  #noticeWorkers(isWithout: boolean): void {
    if (!isWithout) {
      this.#withoutWorkerSince = null;
      return;
    }
    const now = performance.now();
    this.#withoutWorkerSince ??= now;
    this.#options.onNoWorker(now - this.#withoutWorkerSince);
  }

  async #probeHere(files: readonly FileStat[]): Promise<void> {
    try {
      for (const file of files) await this.#options.own.begin(file);
    } catch (error) {
      this.#gaveUp = true;
      if (error !== this.#options.stop.reason) this.#options.onFailure(error);
    }
  }

  /** A chunk under which every worker died is tried again file by file, to find out which file it is. */
  #retry({ files }: Chunk): void {
    const [only] = files;
    if (files.length === 1 && only !== undefined) this.#options.onDeadly(only);
    else for (const file of files) this.#putChunk([file]);
  }
}
