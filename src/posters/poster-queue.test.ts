import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseVideoId, type Video, type VideoId } from "../library/video.ts";
import { PosterCache } from "./poster-cache.ts";
import type { PosterFile } from "./poster-file.ts";
import type { PosterMaker } from "./poster-maker.ts";
import type { PosterOutcome } from "./poster-process.ts";
import { PosterQueue } from "./poster-queue.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-poster-queue-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function idOf(number: number): VideoId {
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
    subtitleStreams: [],
    fileSize: 1_000,
    modifiedAt: new Date(1_000),
    modifiedUs: 1_000_000,
    jobId: "job",
    missingSince: null,
    poster: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
  };
}

/** A queue whose posters and clock the test controls. */
class Scene {
  readonly rows = new Map<VideoId, Video>();
  readonly cache = new PosterCache(join(directory, "posters"));
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

  constructor(count: number) {
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

describe("posters", () => {
  test("that are asked for last are made first, and of one request in its order", async () => {
    const scene = new Scene(6);
    scene.request(1);
    await scene.begin(1);
    scene.request(2, 3, 4);
    scene.request(5, 3);
    for (let count = 2; count <= 5; count++) {
      scene.end();
      await scene.begin(count);
    }
    expect(scene.begun).toEqual([1, 5, 3, 2, 4]);
    await scene.queue.close();
    expect(scene.errors).toEqual([]);
  });

  test("that are too many to wait are dropped, the oldest first, and can be asked for again", async () => {
    const scene = new Scene(500);
    scene.request(500);
    await scene.begin(1);
    for (let number = 1; number < 500; number++) scene.request(number);
    for (let count = 2; count <= 401; count++) {
      scene.end();
      await scene.begin(count);
    }
    scene.end();
    await expect.poll(() => scene.state(100)).toBe("ready");
    expect(scene.begun).toHaveLength(401);
    expect(Math.min(...scene.begun)).toBe(100);
    expect(await scene.state(99)).toBe("pending");
    scene.request(99);
    await scene.begin(402);
    await scene.queue.close();
  });

  test("that people look at are made while a scan runs: four a second, in half of the time, and freely once it ends", async () => {
    const scene = new Scene(4);
    scene.scansAreBusy = true;
    scene.request(1, 2, 3, 4);
    await scene.begin(1);
    scene.end(undefined, 1_600);
    await scene.begin(2);
    expect(scene.delays).toEqual([1_000, 600]);
    scene.scansAreBusy = false;
    scene.end(undefined, 600);
    await scene.begin(3);
    expect(scene.delays).toHaveLength(2);
    scene.scansAreBusy = true;
    scene.end({ kind: "none", reason: "a test" }, 50);
    await scene.begin(4);
    expect(scene.delays.slice(2)).toEqual([200]);
    scene.onDelay = () => {
      scene.scansAreBusy = false;
    };
    scene.end(undefined, 30_000);
    await expect.poll(() => scene.state(4)).toBe("ready");
    await expect.poll(() => scene.delays.slice(3)).toEqual([1_000]);
    await scene.queue.close();
  });

  test("are ready once they are made, and are made again when their file has been deleted", async () => {
    const scene = new Scene(1);
    expect(await scene.state(1)).toBe("pending");
    scene.request(1);
    await scene.begin(1);
    expect(await scene.state(1)).toBe("pending");
    scene.end();
    await expect.poll(() => scene.state(1)).toBe("ready");
    const path = scene.queue.pathOf(scene.row(1));
    expect(await readFile(path, "utf8")).toBe("a poster");
    scene.request(1);
    await rm(path);
    expect(await scene.state(1)).toBe("pending");
    scene.request(1);
    await scene.begin(2);
    scene.end();
    await expect.poll(() => scene.state(1)).toBe("ready");
    expect(scene.begun).toEqual([1, 1]);
  });

  test("that cannot be made are tried once, until the file has changed", async () => {
    const scene = new Scene(2);
    scene.request(1);
    await scene.begin(1);
    scene.end({ kind: "none", reason: "a test" });
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    scene.now += 1e9;
    scene.request(2, 1);
    scene.request(1);
    await scene.begin(2);
    expect(scene.begun).toEqual([1, 2]);
    expect(scene.row(1).poster).toBe("none");
    scene.change(1, { poster: null, fileSize: 2_000 });
    scene.request(1);
    scene.end();
    await scene.begin(3);
    expect(scene.begun).toEqual([1, 2, 1]);
    await scene.queue.close();
  });

  test("that cannot be made now are tried again after a minute, and nothing of it is remembered in the library", async () => {
    const scene = new Scene(2);
    scene.request(1);
    await scene.begin(1);
    scene.end({ kind: "not_now", reason: "a test" });
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    expect(scene.row(1).poster).toBeNull();
    scene.now += 59_999;
    scene.request(2, 1);
    scene.request(1);
    await scene.begin(2);
    expect(scene.begun).toEqual([1, 2]);
    scene.now += 1;
    expect(await scene.state(1)).toBe("pending");
    scene.request(1);
    scene.end();
    await scene.begin(3);
    expect(scene.begun).toEqual([1, 2, 1]);
    await scene.queue.close();
  });

  test("that take too long are tried once more after a minute, as it may have been the disk, and then not any more", async () => {
    const scene = new Scene(2);
    const tooLong = { kind: "too_long", reason: "a test" } as const;
    scene.request(1);
    await scene.begin(1);
    scene.end(tooLong);
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    expect(scene.row(1).poster).toBeNull();
    scene.now += 60_000;
    expect(await scene.state(1)).toBe("pending");
    scene.request(1);
    await scene.begin(2);
    // Other failures in between change nothing.
    scene.end({ kind: "not_now", reason: "a test" });
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    scene.now += 60_000;
    scene.request(1);
    await scene.begin(3);
    scene.end(tooLong);
    await expect.poll(() => scene.row(1).poster).toBe("none");
    scene.now += 60_000;
    scene.request(2, 1);
    await scene.begin(4);
    expect(scene.begun).toEqual([1, 1, 1, 2]);
    await scene.queue.close();
    expect(scene.errors).toEqual([]);
  });

  test("that take too long of a file that has changed since are tried once more as well", async () => {
    const scene = new Scene(1);
    for (const fileSize of [1_000, 2_000]) {
      scene.change(1, { fileSize });
      scene.request(1);
      await scene.begin(fileSize / 1_000);
      scene.end({ kind: "too_long", reason: "a test" });
      await expect.poll(() => scene.state(1)).toBe("unavailable");
      expect(scene.row(1).poster).toBeNull();
    }
    await scene.queue.close();
  });

  test("that cannot be stored are told as an error, and tried again after a minute", async () => {
    await writeFile(join(directory, "posters"), "not a directory");
    const scene = new Scene(1);
    scene.request(1);
    await scene.begin(1);
    scene.end();
    await expect.poll(() => scene.state(1)).toBe("unavailable");
    expect(scene.errors).toEqual([expect.objectContaining({ code: "ENOTDIR" })]);
    expect(scene.row(1).poster).toBeNull();
  });

  test("of videos that are missing are shown when there are any, and not made", async () => {
    const scene = new Scene(3);
    scene.change(1, { missingSince: new Date(5) });
    expect(await scene.state(1)).toBe("unavailable");
    scene.change(2, { missingSince: new Date(5), poster: "made" });
    await scene.cache.store(scene.row(2), Buffer.from("old"));
    expect(await scene.state(2)).toBe("ready");
    scene.request(1, 3);
    await scene.begin(1);
    expect(scene.begun).toEqual([3]);
    await scene.queue.close();
  });

  test("of a video that has changed take the place of the old ones", async () => {
    const scene = new Scene(1);
    await scene.cache.store(scene.row(1), Buffer.from("old"));
    const old = scene.queue.pathOf(scene.row(1));
    scene.change(1, { modifiedUs: 2_000_000 });
    scene.request(1);
    await scene.begin(1);
    scene.end();
    await expect.poll(() => scene.state(1)).toBe("ready");
    const made = scene.queue.pathOf(scene.row(1));
    expect(made).not.toBe(old);
    expect(await readdir(join(made, ".."))).toEqual([made.split("/").at(-1)]);
  });

  test("of a video that changes or is removed while they are made are not kept", async () => {
    const scene = new Scene(3);
    scene.request(1, 2, 3);
    await scene.begin(1);
    scene.change(1, { fileSize: 5 });
    scene.end();
    await scene.begin(2);
    scene.rows.delete(idOf(2));
    await scene.queue.forget(idOf(2));
    scene.end();
    await scene.begin(3);
    expect(await readdir(join(directory, "posters", "00"))).toEqual([]);
    await scene.queue.close();
    expect(scene.errors).toEqual([]);
  });

  test("of a video that is forgotten are removed, and of no other", async () => {
    const scene = new Scene(2);
    for (const number of [1, 2]) await scene.cache.store(scene.row(number), Buffer.from("old"));
    await scene.queue.forget(idOf(1));
    expect(await readdir(join(directory, "posters", "00"))).toEqual([expect.stringContaining(idOf(2))]);
  });

  test("that a process stored, and died before it could say so, are not made again", async () => {
    const scene = new Scene(1);
    await scene.cache.store(scene.row(1), Buffer.from("earlier"));
    scene.request(1);
    await expect.poll(() => scene.row(1).poster).toBe("made");
    expect(scene.begun).toEqual([]);
  });

  test("stop at once when the queue is closed, and are not held against the video", async () => {
    const scene = new Scene(2);
    scene.request(1, 2);
    await scene.begin(1);
    await scene.queue.close();
    scene.request(2);
    expect(scene.begun).toEqual([1]);
    expect(scene.errors).toEqual([]);
    expect([scene.row(1).poster, scene.row(2).poster]).toEqual([null, null]);
  });
});
