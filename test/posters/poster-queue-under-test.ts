/** For tests: a queue of posters whose videos, posters and clock the test controls. */
import { join } from "node:path";
import { parseVideoId, type Video, type VideoId } from "../../src/library/video.ts";
import { PosterCache } from "../../src/posters/poster-cache.ts";
import type { PosterFile } from "../../src/posters/poster-file.ts";
import type { PosterMaker } from "../../src/posters/poster-maker.ts";
import type { PosterOutcome } from "../../src/posters/poster-process.ts";
import { PosterQueue } from "../../src/posters/poster-queue.ts";

export function idOf(number: number): VideoId {
  const id = parseVideoId(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`);
  if (id === null) throw new Error("That is no id");
  return id;
}

function videoOf(number: number): Video {
  return {
    id: idOf(number),
    path: `/films/${number}.mkv`,
    filename: `${number}.mkv`,
    container: "matroska,webm",
    durationSeconds: 10,
    durationSource: "declared",
    suspect: null,
    frameRateNumerator: 25,
    frameRateDenominator: 1,
    width: 640,
    height: 360,
    rotation: 0,
    videoCodec: "h264",
    audioCodec: null,
    audioChannels: null,
    sampleRate: null,
    bitRate: null,
    audioCount: 0,
    hdr: null,
    bitDepth: null,
    details: null,
    subtitleStreams: [],
    subtitleFiles: [],
    fileSize: 1_000,
    modifiedAt: new Date(1_000),
    modifiedUs: 1_000_000,
    jobId: "job",
    missingSince: null,
    checkVerdict: null,
    file: null,
    poster: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
  };
}

/** A queue whose posters and clock the test controls. */
export class Scene {
  readonly rows = new Map<VideoId, Video>();
  readonly cache: PosterCache;
  readonly errors: unknown[] = [];
  /** The numbers of the started videos, in their order. */
  readonly begun: number[] = [];
  readonly delays: number[] = [];
  scansAreBusy = false;
  now = 0;
  /** Called when time passes. */
  onDelay = (): void => {};
  readonly #begins = new Set<() => void>();
  #making: PromiseWithResolvers<PosterOutcome> | null = null;
  readonly queue: PosterQueue;

  /** @param directory for the posters */
  constructor(directory: string, count: number) {
    this.cache = new PosterCache(join(directory, "posters"));
    for (let number = 1; number <= count; number++) this.rows.set(idOf(number), videoOf(number));
    const maker: Pick<PosterMaker, "make" | "close"> = {
      make: (file, { signal }) => this.#make(file, signal),
      close: async () => {},
    };
    this.queue = new PosterQueue({
      videos: {
        get: async (id) => this.rows.get(id) ?? null,
        setPoster: async (id, { size, modifiedUs }, poster) => {
          const row = this.rows.get(id);
          if (row?.fileSize !== size || row.modifiedUs !== modifiedUs) return false;
          this.rows.set(id, { ...row, poster });
          return true;
        },
      },
      cache: this.cache,
      maker,
      roots: async () => [],
      scansAreBusy: async () => this.scansAreBusy,
      clock: {
        now: () => this.now,
        delay: async (ms, { signal }) => {
          signal.throwIfAborted();
          this.delays.push(ms);
          this.now += ms;
          this.onDelay();
        },
      },
      onError: (error) => this.errors.push(error),
    });
  }

  row(number: number): Video {
    const row = this.rows.get(idOf(number));
    if (row === undefined) throw new Error("There is no such video");
    return row;
  }

  change(number: number, changes: Partial<Video>): void {
    this.rows.set(idOf(number), { ...this.row(number), ...changes });
  }

  request(...numbers: readonly number[]): void {
    this.queue.request(numbers.map((number) => ({ id: idOf(number) })));
  }

  async state(number: number): Promise<string> {
    return (await this.queue.find(this.row(number))).kind;
  }

  /** Waits until `count` posters have been started in all. */
  async begin(count: number): Promise<void> {
    while (this.begun.length < count) {
      const begins = Promise.withResolvers<void>();
      this.#begins.add(begins.resolve);
      await begins.promise;
      this.#begins.delete(begins.resolve);
    }
  }

  /** Finishes the poster under way after some time. */
  end(outcome: PosterOutcome = { kind: "made", jpeg: Buffer.from("a poster") }, tookMs = 0): void {
    this.now += tookMs;
    this.#making?.resolve(outcome);
  }

  #make(file: PosterFile, signal: AbortSignal): Promise<PosterOutcome> {
    const making = Promise.withResolvers<PosterOutcome>();
    this.#making = making;
    signal.addEventListener("abort", () => making.reject(signal.reason));
    this.begun.push(Number(/\d+/.exec(file.path)?.[0]));
    for (const begins of this.#begins) begins();
    return making.promise;
  }
}
