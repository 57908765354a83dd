/**
 * The part of a shared scan that Postgres does, without reading any file: a coordinator puts chunks in and collects their
 * reports, and workers take chunks and commit them, with the statements of the program.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { claimed, type JobId, type Lease } from "../../src/jobs/job.ts";
import type { VideoFacts } from "../../src/library/video.ts";
import type { ChunkBoard, ChunkSource } from "../../src/scanning/chunks/chunk.ts";
import { ChunkWorker } from "../../src/scanning/chunks/chunk-worker.ts";
import type { FileStat } from "../../src/scanning/scan-library.ts";
import { noCounts } from "../../src/scanning/scan-library.ts";
import { type OpenedChunks, openChunks } from "../../src/store/postgres/chunks/open-chunks.ts";
import { openPostgres } from "../../src/store/postgres/open-postgres.ts";
import type { Store } from "../../src/store/store.ts";
import { detailsWith, factsOf, subtitle } from "../../test/video-details.ts";

/** As many as the program puts into a chunk. */
export const filesOfChunk = 100;

const facts: VideoFacts = {
  container: "matroska,webm",
  durationSeconds: 2_580.352,
  durationSource: "declared",
  suspect: null,
  frameRateNumerator: 24_000,
  frameRateDenominator: 1_001,
  width: 1_920,
  height: 1_080,
  rotation: 0,
  videoCodec: "hevc",
  audioCodec: "aac",
  audioChannels: 2,
  sampleRate: 48_000,
  bitRate: 2_412_345,
  audioCount: 1,
  hdr: "sdr",
  bitDepth: 8,
  ...factsOf(detailsWith([subtitle(2, "subrip", "eng")])),
};

export class CommitLoad implements AsyncDisposable {
  readonly store: Store;
  readonly #lease: Lease;
  readonly #coordinator: ChunkBoard;
  readonly #workers: readonly ChunkSource[];
  readonly #closing: AsyncDisposableStack;
  #files = 0;

  private constructor(parts: {
    store: Store;
    lease: Lease;
    coordinator: ChunkBoard;
    workers: readonly ChunkSource[];
    closing: AsyncDisposableStack;
  }) {
    this.store = parts.store;
    this.#lease = parts.lease;
    this.#coordinator = parts.coordinator;
    this.#workers = parts.workers;
    this.#closing = parts.closing;
  }

  /** @param url an empty database */
  static async open(url: string, workers: number): Promise<CommitLoad> {
    await using closing = new AsyncDisposableStack();
    const store = await openPostgres({ url });
    closing.defer(() => store.close());
    const lease = await startScan(store);
    const opened: OpenedChunks[] = [];
    for (let nth = 0; nth <= workers; nth++) {
      const worker = { id: randomUUID(), host: "bench", pid: process.pid, version: "bench", pathMap: [], only: [] };
      const chunks = await openChunks({ url, worker, supervises: nth === 0, onError });
      closing.defer(() => chunks.close());
      opened.push(chunks);
    }
    const [coordinator, ...others] = opened;
    if (coordinator === undefined) throw new Error("A scan has a coordinator");
    const sources = others.map(({ source }) => source);
    return new CommitLoad({ store, lease, coordinator: coordinator.board, workers: sources, closing: closing.move() });
  }

  get lease(): Lease {
    return this.#lease;
  }

  /** Puts new files in, in chunks. */
  async put(paths: readonly string[]): Promise<void> {
    for (let from = 0; from < paths.length; from += filesOfChunk) {
      const files = paths.slice(from, from + filesOfChunk).map((path) => this.#fileAt(path));
      await this.#coordinator.put({ id: randomUUID(), lease: this.#lease, files });
    }
  }

  /** Commits all chunks that were put in, by so many workers at a time, and collects their reports. */
  async commitAll(workers: number): Promise<void> {
    const over = new AbortController();
    const collecting = this.#collect(over.signal);
    try {
      await Promise.all(this.#workers.slice(0, workers).map(commitChunks));
    } finally {
      over.abort();
      await collecting;
    }
  }

  /** Lets all workers ask for work in vain, as idle ones do, for so long. */
  async idle(ms: number): Promise<number> {
    const idle = this.#workers.map((source) => new ChunkWorker({ source, prober, roots, onError }));
    for (const worker of idle) worker.start();
    await delay(ms);
    await Promise.all(idle.map((worker) => worker.stop()));
    return idle.length;
  }

  async #collect(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.#coordinator.collect(this.#lease);
      await delay(100, undefined, { signal: over }).catch(() => {});
    }
    await this.#coordinator.collect(this.#lease);
  }

  #fileAt(path: string): FileStat {
    this.#files += 1;
    const size = 700_000_000 + this.#files * 1_013;
    return { path, size, modifiedUs: 1_767_225_600_000_000 + this.#files, disk: "259:1 ext4 volume1" };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closing.disposeAsync();
  }
}

/** Idle workers ask for neither. */
const prober = () => Promise.reject(new Error("There is no file to probe"));
const roots = () => Promise.resolve([]);

async function startScan(store: Store): Promise<Lease> {
  const now = new Date();
  const { job } = await store.jobs.insert({
    id: randomUUID() as string as JobId,
    type: "scan",
    payload: { path: "/mnt/volume1/media/series", recursive: true },
    uniqueKey: null,
    lane: null,
    resumes: null,
    counts: { ...noCounts },
    submittedAt: now,
  });
  if (job.status !== "pending") throw new Error(`A new scan is ${job.status}`);
  const leaseExpiresAt = new Date(now.getTime() + 86_400_000);
  const running = await store.jobs.apply(claimed(job, { worker: "bench", leaseExpiresAt, now }));
  if (running === null) throw new Error("Another process has claimed the scan");
  return { jobId: running.id, claim: running.claim };
}

async function commitChunks(source: ChunkSource): Promise<void> {
  for (;;) {
    const [chunk] = await source.take(1, []);
    if (chunk === undefined) return;
    const videos = chunk.files.map((file) => ({ file, facts }));
    const job = await chunk.commit({ videos, problems: [], left: [], strange: [], failed: [] });
    if (job === null) throw new Error("A chunk was taken away");
  }
}

function onError(error: unknown): void {
  throw error;
}
