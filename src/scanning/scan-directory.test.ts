import { appendFile, mkdir, mkdtemp, realpath, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { overlay } from "../../test/overlay.ts";
import { DurableQueue } from "../jobs/durable-queue.ts";
import { completed, type Job, type JobId } from "../jobs/job.ts";
import { openSqlite, type Store } from "../store/sqlite/open-sqlite.ts";
import { commit, startScan, video } from "../store/store-under-test.ts";
import { chooseProber } from "./probe/choose-prober.ts";
import type { Prober } from "./probe/prober.ts";
import { createScanHandler, type ScanHandlerOptions, scanRequest } from "./scan-handler.ts";

const clip = "h264-aac-faststart.mp4";

let prober: Prober;
let directory: string;
let root: string;
let store: Store;
let queues: DurableQueue[];
let probed: string[];
/** Called before each probe. */
let beforeProbe: (path: string) => Promise<void> | void;
/** Called each time before the library is asked about files of the directory at hand. */
let beforeLookUp: () => Promise<void> | void;

beforeAll(async () => {
  ({ prober } = await chooseProber({
    wanted: "auto",
    limits: { concurrency: 2, timeoutMs: 30_000, memoryBytes: 2 ** 30 },
  }));
});

afterAll(() => prober.close());

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "gleaner-scan-")));
  root = join(directory, "videos");
  await mkdir(root);
  store = await openSqlite({ path: join(directory, "gleaner.db") });
  queues = [];
  probed = [];
  beforeProbe = () => {};
  beforeLookUp = () => {};
});

afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  await store.close();
  await rm(directory, { recursive: true });
});

async function startQueue(options: Partial<ScanHandlerOptions> = {}): Promise<DurableQueue> {
  const watched = overlay(prober, {
    probe: async (path, probing) => {
      probed.push(path);
      await beforeProbe(path);
      return prober.probe(path, probing);
    },
  });
  const library = overlay(store.scans, {
    known: async (paths) => {
      await beforeLookUp();
      return store.scans.known(paths);
    },
  });
  const scan = createScanHandler({ library, prober: () => Promise.resolve(watched), ...options });
  // A scan that does not come back in time fails its test: nothing here is left behind.
  const queue = new DurableQueue({ store: store.jobs, handlers: { scan }, alone: true, graceMs: 600_000 });
  queues.push(queue);
  await queue.start();
  return queue;
}

interface Wishes extends Partial<ScanHandlerOptions> {
  readonly path?: string;
  readonly recursive?: boolean;
  readonly retryErrors?: boolean;
}

async function scan({ path = root, recursive = true, retryErrors = false, ...options }: Wishes = {}): Promise<Job> {
  const queue = await startQueue(options);
  const id = await queue.submit(scanRequest({ path, recursive, retry_errors: retryErrors }));
  return ended(queue, id);
}

async function ended(queue: DurableQueue, id: JobId): Promise<Job> {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

async function make(...names: string[]): Promise<void> {
  for (const name of names) await copyClip(clip, join(root, name));
}

async function missing(): Promise<string[]> {
  const { videos } = await store.videos.list({ missing: true, limit: 100, sort: "filename" });
  return videos.map(({ filename }) => filename);
}

const counts = (job: Job) => job.counts;

describe("a scan", () => {
  test("saves what is in each file", async () => {
    await make("a.mp4");
    expect(await scan()).toMatchObject({
      status: "completed",
      progress: 1,
      counts: { found: 1, scanned: 1, new: 1, updated: 0, skipped: 0, missing: 0, error_count: 0 },
      result: { errors: [], stopped_early: false },
    });
    const { videos } = await store.videos.list({ limit: 10 });
    expect(videos).toMatchObject([
      {
        path: join(root, "a.mp4"),
        filename: "a.mp4",
        width: 160,
        height: 90,
        videoCodec: "h264",
        audioCodec: "aac",
        missingSince: null,
      },
    ]);
  });

  test("probes nothing that is unchanged, and everything that has changed", async () => {
    await make("a.mp4", "b.mp4", "c/d.mp4");
    await scan();
    probed = [];
    expect(counts(await scan())).toMatchObject({ found: 3, skipped: 3, new: 0, updated: 0 });
    expect(probed).toEqual([]);
    await utimes(join(root, "b.mp4"), new Date(), new Date(Date.now() + 5_000));
    await appendFile(join(root, "c/d.mp4"), "more");
    expect(counts(await scan())).toMatchObject({ found: 3, skipped: 1, updated: 2, new: 0 });
    expect(probed.toSorted()).toEqual([join(root, "b.mp4"), join(root, "c/d.mp4")]);
  });

  test("goes on past broken files, remembers them, and tries them again only when asked or when they changed", async () => {
    await make("good.mp4");
    await writeFile(join(root, "empty.mp4"), "");
    await writeFile(
      join(root, "random.mkv"),
      Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 251)),
    );
    const first = await scan();
    expect(first).toMatchObject({ status: "completed", counts: { found: 3, new: 1, error_count: 2 } });
    const { errors } = await store.videos.errorsOfJob(first.id, { limit: 10 });
    expect(errors.map(({ path }) => path).toSorted()).toEqual([join(root, "empty.mp4"), join(root, "random.mkv")]);
    probed = [];
    expect(counts(await scan())).toMatchObject({ found: 3, skipped: 3, error_count: 0 });
    expect(probed).toEqual([]);
    expect((await store.videos.problems({ limit: 10 })).errors).toHaveLength(2);

    expect(counts(await scan({ retryErrors: true }))).toMatchObject({ skipped: 1, error_count: 2 });
    await make("empty.mp4");
    expect(counts(await scan())).toMatchObject({ skipped: 2, new: 1 });
    expect((await store.videos.problems({ limit: 10 })).errors.map(({ path }) => path)).toEqual([
      join(root, "random.mkv"),
    ]);
    await rm(join(root, "random.mkv"));
    await scan();
    expect((await store.videos.problems({ limit: 10 })).errors).toEqual([]);
  });

  test("a file that grows while it is probed is probed again by the next scan", async () => {
    await make("growing.mp4");
    beforeProbe = (path) => appendFile(path, "another second of film");
    expect(counts(await scan())).toMatchObject({ new: 1 });
    beforeProbe = () => {};
    expect(counts(await scan())).toMatchObject({ updated: 1, skipped: 0 });
    expect(counts(await scan())).toMatchObject({ updated: 0, skipped: 1 });
  });

  test("a file that is gone when it is to be probed is an error, and forgotten once that is proven", async () => {
    await make("a.mp4", "b.mp4");
    beforeProbe = (path) => rm(path, { force: true });
    expect(await scan()).toMatchObject({ status: "completed", counts: { new: 0, error_count: 2 } });
    beforeProbe = () => {};
    await make("c.mp4");
    await scan();
    expect((await store.videos.problems({ limit: 10 })).errors).toEqual([]);
  });

  test("the progress is unknown until it is known how much there is, and never falls", async () => {
    await make(...Array.from({ length: 30 }, (_, index) => `${index % 6}/${index}.mp4`));
    const progressOf = async () => {
      const queue = await startQueue({ batchFiles: 3 });
      const listening = new AbortController();
      const heard = queue.feed.subscribe({ signal: listening.signal });
      const id = await queue.submit(scanRequest({ path: root, recursive: true, retry_errors: false }));
      const seen: (number | null)[] = [];
      for await (const { job } of heard) {
        seen.push(job.progress);
        if (job.id === id && job.status === "completed") listening.abort();
      }
      return seen;
    };
    const first = await progressOf();
    expect(first[0]).toBeNull();
    expect(first.at(-1)).toBe(1);
    const counted = first.filter((progress) => progress !== null);
    expect(counted).toEqual(counted.toSorted((one, other) => one - other));
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => appendFile(join(root, `${index % 6}/${index}.mp4`), "x")),
    );
    const second = await progressOf();
    const known = second.filter((progress) => progress !== null);
    expect(known.some((progress) => progress > 0 && progress < 1)).toBe(true);
    expect(known).toEqual(known.toSorted((one, other) => one - other));
  });

  test("probes no more files a second than it may", async () => {
    await make("1.mp4", "2.mp4", "3.mp4", "4.mp4");
    const startedAt: number[] = [];
    beforeProbe = () => void startedAt.push(performance.now());
    await scan({ maxRate: 50 });
    expect((startedAt.at(-1) ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThanOrEqual(58);
  });

  test("two scans of nested directories at once count every file once, in one of them", async () => {
    await make(...Array.from({ length: 40 }, (_, index) => `inner/${index}.mp4`));
    const queue = await startQueue({ batchFiles: 5 });
    const outer = await queue.submit(scanRequest({ path: root, recursive: true, retry_errors: false }));
    const inner = await queue.submit(scanRequest({ path: join(root, "inner"), recursive: true, retry_errors: false }));
    const ends = [await ended(queue, outer), await ended(queue, inner)];
    expect(ends.map(({ status }) => status)).toEqual(["completed", "completed"]);
    for (const job of ends) {
      expect(job.counts).toMatchObject({ found: 40, scanned: 40, updated: 0 });
      expect((await store.videos.list({ jobId: job.id, limit: 1 })).total).toBe(job.counts["new"]);
    }
    expect(ends.reduce((sum, job) => sum + (job.counts["new"] ?? 0), 0)).toBe(40);
  });
});

describe("a scan never harms the library", () => {
  test("a file that is gone is missing, and not any more when it is back", async () => {
    await make("a.mp4", "b.mp4");
    await scan();
    await rename(join(root, "a.mp4"), join(directory, "a.mp4"));
    const job = await scan();
    expect(job.counts).toMatchObject({ found: 1, skipped: 1, missing: 1 });
    expect(await missing()).toEqual(["a.mp4"]);
    expect(counts(await scan())).toMatchObject({ missing: 0 });
    await rename(join(directory, "a.mp4"), join(root, "a.mp4"));
    probed = [];
    expect(counts(await scan())).toMatchObject({ found: 2, skipped: 2, missing: 0 });
    expect(probed).toEqual([]);
    expect(await missing()).toEqual([]);
  });

  test("everything below a directory that is gone is missing", async () => {
    await make("a/b/1.mp4", "a/b/2.mp4", "a/3.mp4", "a b/4.mp4", "a-b/5.mp4", "z.mp4");
    await scan();
    await rm(join(root, "a"), { recursive: true });
    expect(counts(await scan())).toMatchObject({ missing: 3 });
    expect(await missing()).toEqual(["1.mp4", "2.mp4", "3.mp4"]);
  });

  test("a root that is suddenly empty marks nothing and says so", async () => {
    await make("a.mp4", "b/c.mp4");
    await scan();
    await rename(root, join(directory, "unmounted"));
    await mkdir(root);
    const job = await scan();
    expect(job).toMatchObject({
      status: "completed",
      counts: { found: 1, missing: 0, error_count: 1 },
      result: { errors: [{ path: root, error: expect.stringContaining("Is its disk mounted?") }] },
    });
    expect(await missing()).toEqual([]);
    await rm(root, { recursive: true });
    await rename(join(directory, "unmounted"), root);
    expect(counts(await scan())).toMatchObject({ found: 2, skipped: 2, error_count: 0 });
    expect((await store.videos.problems({ limit: 10 })).errors).toEqual([]);
  });

  test("a root that is empty and always was is no problem", async () => {
    expect(await scan()).toMatchObject({ status: "completed", counts: { found: 0, error_count: 0 } });
  });

  test("a root that is gone fails the scan and marks nothing", async () => {
    await make("a.mp4");
    await scan();
    await rename(root, join(directory, "elsewhere"));
    expect(await scan()).toMatchObject({
      status: "failed",
      error: `Cannot read ${root}: it is not there.`,
      counts: { missing: 0 },
    });
    expect(await missing()).toEqual([]);
  });

  test("a directory that disappears in the middle of a scan marks nothing; the next scan proves it", async () => {
    await make("a.mp4", "b/1.mp4", "b/2.mp4");
    await scan();
    await appendFile(join(root, "a.mp4"), "changed");
    beforeLookUp = async () => {
      beforeLookUp = () => {};
      await rename(join(root, "b"), join(directory, "elsewhere"));
    };
    // It may have been listed by then, or cannot be any more.
    expect(await scan()).toMatchObject({ status: "completed", counts: { missing: 0, updated: 1 } });
    expect(await missing()).toEqual([]);
    expect(counts(await scan())).toMatchObject({ missing: 2, error_count: 0 });
    expect((await store.videos.problems({ limit: 10 })).errors).toEqual([]);
  });

  test("all of very many files that are gone from one directory are marked missing, and no other", async () => {
    await make("d/5.mp4", "d/a.mp4", "e/1.mp4");
    await scan();
    const job = await startScan(store);
    const gone = Array.from({ length: 12_000 }, (_, index) => video(join(root, "d", `${index + 10}.mp4`)));
    await commit(store, job, { videos: gone });
    await store.jobs.apply(completed(job, { result: {}, now: new Date() }));
    expect(counts(await scan())).toMatchObject({ found: 3, skipped: 3, missing: 12_000, new: 0 });
    expect((await store.videos.list({ missing: false, limit: 10, sort: "filename" })).videos).toHaveLength(3);
  });

  test("a file that this scan does not look for is not missing", async () => {
    await make("a.mp4", "b.mkv", "c/d.mkv");
    await scan();
    expect(counts(await scan({ extensions: new Set([".mp4"]) }))).toMatchObject({ found: 1, missing: 0 });
    expect(await missing()).toEqual([]);
  });

  test("a file that came after its directory was listed, and that another scan has added, is not missing", async () => {
    await make("a.mp4", "inner/1.mp4");
    const queue = await startQueue();
    let isAdded = false;
    const late = overlay(store.scans, {
      known: async (section) => {
        if (!isAdded) {
          isAdded = true;
          await make("late.mp4");
          const id = await queue.submit(scanRequest({ path: root, recursive: false, retry_errors: false }));
          expect((await ended(queue, id)).counts).toMatchObject({ new: 1 });
        }
        return store.scans.known(section);
      },
    });
    const outer = createScanHandler({ library: late, prober: () => Promise.resolve(prober) });
    const other = new DurableQueue({ store: store.jobs, handlers: { scan: outer }, runs: "submitted" });
    queues.push(other);
    await other.start();
    const id = await other.submit({
      ...scanRequest({ path: root, recursive: true, retry_errors: false }),
      uniqueKey: "outer",
    });
    expect((await ended(other, id)).counts).toMatchObject({ missing: 0 });
    expect(await missing()).toEqual([]);
  });

  test("a missing video that is back but broken is there, and a problem", async () => {
    await make("a.mp4", "b.mp4");
    await scan();
    await rm(join(root, "a.mp4"));
    expect(counts(await scan())).toMatchObject({ missing: 1 });
    await writeFile(join(root, "a.mp4"), "broken");
    expect(counts(await scan())).toMatchObject({ error_count: 1, missing: 0 });
    expect(await missing()).toEqual([]);
  });

  test("a broken video that is restored as it was is no problem any more", async () => {
    await make("a.mp4");
    await scan();
    await rename(join(root, "a.mp4"), join(directory, "kept.mp4"));
    await writeFile(join(root, "a.mp4"), "broken");
    expect(counts(await scan())).toMatchObject({ error_count: 1 });
    await rename(join(directory, "kept.mp4"), join(root, "a.mp4"));
    probed = [];
    expect(counts(await scan())).toMatchObject({ skipped: 1, error_count: 0 });
    expect(probed).toEqual([]);
    expect((await store.videos.problems({ limit: 10 })).errors).toEqual([]);
  });

  test("a scan without subdirectories says nothing of what is in them", async () => {
    await make("a.mp4", "b/c.mp4");
    await scan();
    await rm(join(root, "b"), { recursive: true });
    expect(counts(await scan({ recursive: false }))).toMatchObject({ missing: 0 });
    expect(await missing()).toEqual([]);
  });

  test("a video that became unreadable stays in the library, and is a problem", async () => {
    await make("a.mp4");
    await scan();
    await writeFile(join(root, "a.mp4"), "not a film any more");
    expect(counts(await scan())).toMatchObject({ error_count: 1, updated: 0, missing: 0 });
    const { videos } = await store.videos.list({ limit: 10 });
    expect(videos).toMatchObject([{ filename: "a.mp4", missingSince: null, videoCodec: "h264" }]);
  });
});

describe("a scan that is stopped", () => {
  test("a cancelled scan keeps what it saved, with probes in flight that finish", async () => {
    // More than the prober ever takes at once.
    await make(...Array.from({ length: 60 }, (_, index) => `${index}.mp4`));
    const probing = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    beforeProbe = () => {
      if (probed.length < 4) return;
      probing.resolve();
      return release.promise;
    };
    const queue = await startQueue();
    const id = await queue.submit(scanRequest({ path: root, recursive: true, retry_errors: false }));
    await probing.promise;
    await queue.cancel(id);
    release.resolve();
    const job = await ended(queue, id);
    expect(job).toMatchObject({ status: "cancelled", result: { stopped_early: true } });
    expect(job.counts["new"]).toBe(probed.length);
    expect((await store.videos.list({ limit: 1 })).total).toBe(probed.length);
  });

  test("a probe that outlives the grace period is abandoned, and its file is not counted", async () => {
    await make("1.mp4", "2.mp4", "3.mp4", "4.mp4", "5.mp4", "6.mp4");
    const hanging = Promise.withResolvers<void>();
    beforeProbe = () => {
      if (probed.length < 3) return;
      // More than one hangs.
      if (probed.length === 4) hanging.resolve();
      return new Promise(() => {});
    };
    // As in a real prober, what hangs gives up when it is told to.
    const hangs: ScanHandlerOptions["prober"] = async () =>
      overlay(prober, {
        probe: async (path, { signal } = {}) => {
          probed.push(path);
          const aborted = Promise.withResolvers<never>();
          signal?.addEventListener("abort", () => aborted.reject(signal.reason));
          await Promise.race([beforeProbe(path), aborted.promise]);
          return prober.probe(path);
        },
      });
    const queue = await startQueue({ prober: hangs, graceMs: 30 });
    const id = await queue.submit(scanRequest({ path: root, recursive: true, retry_errors: false }));
    await hanging.promise;
    await queue.cancel(id);
    const job = await ended(queue, id);
    expect(job).toMatchObject({ status: "cancelled", counts: { found: 6, scanned: 2, new: 2, error_count: 0 } });
  });

  test("a scan that the server's stop interrupts goes on, and counts and probes nothing twice", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `${index}.mp4`);
    await make(...names);
    await writeFile(join(root, "broken.mp4"), "x");
    const request = scanRequest({ path: root, recursive: true, retry_errors: true });
    const half = Promise.withResolvers<void>();
    beforeProbe = () => {
      if (probed.length === 12) half.resolve();
    };
    const queue = await startQueue({ batchFiles: 4 });
    const id = await queue.submit(request);
    await half.promise;
    await queue.stop();
    const between = await store.jobs.get(id);
    expect(between).toMatchObject({ status: "pending", attempt: 0 });
    const next = await startQueue({ batchFiles: 4 });
    const job = await ended(next, id);
    expect(job).toMatchObject({
      status: "completed",
      attempt: 0,
      counts: { found: 21, scanned: 21, new: 20, skipped: 0, error_count: 1 },
    });
    expect(probed.toSorted()).toEqual([...names, "broken.mp4"].map((name) => join(root, name)).toSorted());
  });

  test("a prober that does not even start holds up no cancel", async () => {
    await make("a.mp4");
    const asked = Promise.withResolvers<void>();
    const queue = await startQueue({
      prober: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    });
    const id = await queue.submit(scanRequest({ path: root, recursive: true, retry_errors: false }));
    await asked.promise;
    await queue.cancel(id);
    expect(await ended(queue, id)).toMatchObject({ status: "cancelled", error: null, counts: { scanned: 0 } });
  });

  test("resuming a scan that tries errors again does not try those once more that the stopped one has tried", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `${index}.mp4`);
    for (const name of names) await writeFile(join(root, name), "broken");
    expect(counts(await scan())).toMatchObject({ error_count: 8 });
    probed = [];
    const queue = await startQueue({ batchFiles: 1 });
    const submitted = Promise.withResolvers<JobId>();
    beforeProbe = async () => {
      if (probed.length === 5) await queue.cancel(await submitted.promise);
    };
    const request = scanRequest({ path: root, recursive: true, retry_errors: true });
    submitted.resolve(await queue.submit(request));
    const stopped = await ended(queue, await submitted.promise);
    expect(stopped.status).toBe("cancelled");
    const resumed = await ended(queue, await queue.submit({ ...request, resumes: stopped.id }));
    expect(resumed).toMatchObject({
      status: "completed",
      counts: { found: 8, skipped: stopped.counts["error_count"] },
    });
    expect(probed.toSorted()).toEqual(names.map((name) => join(root, name)));
  });

  test("what waits while a commit is slow is committed after it, though nothing more comes", async () => {
    await make("1.mp4", "2.mp4", "3.mp4");
    const release = Promise.withResolvers<void>();
    const firstCommit = Promise.withResolvers<void>();
    const twoSaved = Promise.withResolvers<void>();
    const hold = Promise.withResolvers<void>();
    beforeProbe = async () => {
      const nth = probed.length;
      if (nth === 2) await firstCommit.promise;
      if (nth === 3) await hold.promise;
    };
    let commits = 0;
    const library = overlay(store.scans, {
      commit: async (...given) => {
        commits += 1;
        if (commits === 1) {
          firstCommit.resolve();
          await release.promise;
        }
        const outcome = await store.scans.commit(...given);
        if (outcome.kind === "committed" && outcome.job.counts["new"] === 2) twoSaved.resolve();
        return outcome;
      },
    });
    const queue = await startQueue({ library, batchMs: 5 });
    const id = await queue.submit(scanRequest({ path: root, recursive: true, retry_errors: false }));
    await firstCommit.promise;
    // The second file is done while the first commit is at work, and its time is over by then.
    setTimeout(() => release.resolve(), 40);
    await twoSaved.promise;
    hold.resolve();
    expect(await ended(queue, id)).toMatchObject({ status: "completed", counts: { new: 3 } });
  });

  test("a prober that cannot work at all fails the scan with its reason", async () => {
    await make("a.mp4");
    const broken = () => Promise.reject(new Error("Neither libav nor ffprobe is there. Install FFmpeg."));
    expect(await scan({ prober: broken })).toMatchObject({
      status: "failed",
      error: expect.stringContaining("Install FFmpeg"),
    });
  });
});

test("a directory is scanned once at a time", async () => {
  await make("a.mp4");
  const release = Promise.withResolvers<void>();
  const probing = Promise.withResolvers<void>();
  beforeProbe = () => {
    probing.resolve();
    return release.promise;
  };
  const queue = await startQueue();
  const request = scanRequest({ path: root, recursive: true, retry_errors: false });
  const id = await queue.submit(request);
  await probing.promise;
  expect(await queue.submit(request)).toBe(id);
  expect(await queue.submit(scanRequest({ path: dirname(root), recursive: false, retry_errors: false }))).not.toBe(id);
  release.resolve();
  await ended(queue, id);
});
