import { setTimeout as delay } from "node:timers/promises";
import type { HashedCopy, HashedFile } from "../files/hash-request.ts";
import type { Job } from "../jobs/job.ts";
import type { JobContext } from "../jobs/job-handler.ts";
import type { JobWrite } from "../jobs/job-write.ts";
import { LeaseLost } from "../jobs/stop-reason.ts";
import { StoreError } from "../jobs/store-error.ts";
import { say } from "../sentences/say.ts";
import { type ComparedFile, type CompareLibrary, type FileToCompare, shareCompared } from "./compare-library.ts";
import type { FileInHand, HashFile } from "./hash-on-disk.ts";

export interface ComparingOptions {
  readonly library: CompareLibrary;
  readonly hashFile: HashFile;
  /** The device of each path: each has one reader. */
  readonly devicesOf: (paths: readonly string[]) => readonly string[];
  /** Directories that are being scanned. Nothing is read from their disks meanwhile. */
  readonly scannedDirectories: () => Promise<readonly string[]>;
  /** How often results and progress are written, in milliseconds. */
  readonly writeMs?: number;
}

const usualWriteMs = 500;

/** After how many results they are written without waiting. */
const mostUnwritten = 200;

/** Each file takes along so many hashed files of its group, and is not read if it is a hard link of one of them. */
const mostKnown = 64;

/** What people read of a job while the disk of its file is left to a scan. */
const waiting = say("waiting_for_scan");

interface InHand {
  readonly path: string;
  readonly size: number;
  readonly device: string;
  readonly hashing: FileInHand;
  isPaused: boolean;
}

/**
 * One run of a job that compares. Each disk has one reader, and all of them work at the same time. Results are written
 * together twice a second, so that thousands of small files do not make thousands of transactions.
 */
export class ComparingRun {
  readonly #options: ComparingOptions;
  readonly #context: JobContext;
  readonly #inHand = new Set<InHand>();
  #row: Job;
  #unwritten: ComparedFile[] = [];
  /** Settles when the last write so far is done. */
  #writing: Promise<void> = Promise.resolve();

  /** @throws LeaseLost */
  constructor(begun: JobWrite, options: ComparingOptions, context: JobContext) {
    this.#options = options;
    this.#context = context;
    this.#row = this.#committed(begun);
  }

  /**
   * Hashes files, and writes all hashes that are there at the end, also after a cancel.
   *
   * @param files those of one group stand together
   * @throws LeaseLost; StoreError; an error of the system that says nothing about a file
   */
  async compare(files: readonly FileToCompare[]): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, stop.signal]);
    const devices = this.#options.devicesOf(files.map(({ path }) => path));
    const byDevice = Map.groupBy(files.keys(), (nth) => devices[nth] ?? "");
    let problem: { readonly error: unknown } | null = null;
    const fail = (error: unknown): void => {
      if (error === this.#context.signal.reason) return;
      problem ??= { error };
      stop.abort(error);
    };
    const ticking = this.#tick(signal).catch(fail);
    const reading = [...byDevice].map(async ([device, numbers]) => {
      const ofDevice = [...numbers].flatMap((nth) => files[nth] ?? []);
      await this.#read(ofDevice, device, signal).catch(fail);
    });
    await Promise.all(reading);
    stop.abort(finished);
    await ticking;
    await this.#write().catch(fail);
    if (problem !== null) throw (problem as { readonly error: unknown }).error;
  }

  async #read(files: readonly FileToCompare[], device: string, signal: AbortSignal): Promise<void> {
    let group = "";
    let known: HashedCopy[] = [];
    for (const file of files) {
      if (signal.aborted) return;
      const key = `${file.size} ${file.fingerprint}`;
      if (key !== group) known = [];
      group = key;
      const hashed = await this.#hash(file, device, { signal, known });
      if (hashed.kind === "hashed" && !known.some(({ identity }) => identity === hashed.identity)) {
        known = [...known.slice(1 - mostKnown), hashed];
      }
      this.#unwritten.push({ file, ...hashed });
      if (this.#unwritten.length >= mostUnwritten) await this.#write();
    }
  }

  async #hash(
    file: FileToCompare,
    device: string,
    options: { readonly signal: AbortSignal; readonly known: readonly HashedCopy[] },
  ): Promise<HashedFile> {
    this.#context.onProgress(file.path);
    const { path, size, modifiedUs } = file;
    const hashing = this.#options.hashFile({ path, size, modifiedUs }, options);
    const inHand = { path, size, device, hashing, isPaused: false };
    this.#inHand.add(inHand);
    try {
      return await hashing.hashed;
    } finally {
      this.#inHand.delete(inHand);
    }
  }

  /** Leaves disks to scans, and writes now and then, until the signal aborts. */
  async #tick(signal: AbortSignal): Promise<void> {
    const { writeMs = usualWriteMs, devicesOf, scannedDirectories } = this.#options;
    while (!signal.aborted) {
      await delay(writeMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      const directories = await scannedDirectories().catch(nullIfAway);
      const scanned = directories === null ? null : new Set(devicesOf(directories));
      for (const inHand of this.#inHand) {
        if (scanned !== null) inHand.isPaused = scanned.has(inHand.device);
        inHand.hashing.pause(inHand.isPaused);
        this.#context.onProgress(inHand.isPaused ? waiting : activity(inHand));
      }
      await this.#write();
    }
  }

  /** One write after the other. @throws LeaseLost; StoreError */
  #write(): Promise<void> {
    const { library } = this.#options;
    const { lease } = this.#context;
    const next = this.#writing.then(async () => {
      const compared = this.#unwritten;
      this.#unwritten = [];
      if (compared.length > 0) this.#row = this.#committed(await library.record(lease, compared));
      const inHand = [...this.#inHand].reduce((sum, { hashing }) => sum + hashing.bytesRead(), 0);
      const share = shareCompared(this.#row.counts, inHand);
      if (inHand > 0 && share > (this.#row.progress ?? 0)) {
        this.#row = this.#committed(await library.recordProgress(lease, share));
      }
    });
    this.#writing = next.catch(() => {});
    return next;
  }

  /** @throws LeaseLost */
  #committed(outcome: JobWrite): Job {
    if (outcome.kind === "lost") throw new LeaseLost();
    this.#context.onCommit(outcome.job);
    return outcome.job;
  }
}

/** The write that follows waits until the database is back. */
function nullIfAway(error: unknown): null {
  if (error instanceof StoreError) return null;
  throw error;
}

const finished = new Error("All files were read.");

/** What people read of a file in hand, such as `/films/a.mkv at 42 %`. */
function activity({ path, size, hashing }: InHand): string {
  const read = hashing.bytesRead();
  return read === 0 ? path : `${path} at ${Math.floor((read / size) * 100)} %`;
}
