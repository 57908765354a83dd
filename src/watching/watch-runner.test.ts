import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { defaultWalkRules } from "../../test/scanning/walk-rules.ts";
import { openNewSqlite } from "../../test/store/open-new-sqlite.ts";
import { DurableQueue } from "../jobs/durable-queue.ts";
import type { RunningJob } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { type RootId, usualRootSettings } from "../library/library-roots.ts";
import { noCounts } from "../scanning/scan-library.ts";
import { scanRequest } from "../scanning/scan-payload.ts";
import type { Store } from "../store/store.ts";
import type { KnownVideos } from "./state-in-library.ts";
import { WatchRunner } from "./watch-runner.ts";

interface Scan {
  readonly job: RunningJob;
  finish(): void;
}

let base: string;
let films: string;
let id: RootId;
let store: Store;
let queue: DurableQueue;
let runner: WatchRunner;
let errors: unknown[];
let nextScan: () => Promise<Scan>;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "gleaner-watch-")));
  films = join(base, "films");
  for (const name of ["a", "b", "c"]) await mkdir(join(films, name), { recursive: true });
  store = await openNewSqlite({ path: join(base, "gleaner.db") });
  const begun: Scan[] = [];
  let begins = Promise.withResolvers<void>();
  nextScan = async () => {
    for (;;) {
      const scan = begun.shift();
      if (scan !== undefined) return scan;
      await begins.promise;
      begins = Promise.withResolvers();
    }
  };
  const handler = {
    initialCounts: { ...noCounts },
    run(job: RunningJob, { signal }: { readonly signal: AbortSignal }) {
      const end = Promise.withResolvers<{ stoppedEarly: boolean }>();
      signal.addEventListener("abort", () => end.resolve({ stoppedEarly: true }), { once: true });
      begun.push({ job, finish: () => end.resolve({ stoppedEarly: false }) });
      begins.resolve();
      return end.promise;
    },
  };
  queue = new DurableQueue({ store: store.jobs, handlers: { scan: handler }, alone: true, concurrency: 3 });
  await queue.start();
  errors = [];
  const added = await store.roots.add({ path: films, ...usualRootSettings, name: "films", watch: true });
  if (added.kind !== "added") expect.fail("It is there already");
  ({ id } = added.root);
});
afterEach(async () => {
  await runner.stop();
  await queue.stop();
  await store.close();
  await rm(base, { recursive: true });
});

function start(
  through: Pick<AsyncJobQueue, "enqueue" | "wait"> = queue,
  videos: KnownVideos = store.videos,
  exclude: () => readonly string[] = () => [],
): void {
  runner = new WatchRunner({
    roots: store.roots,
    videos,
    queue: through,
    diskOf: () => "disk",
    walk: defaultWalkRules,
    exclude,
    times: { quietMs: 40, mostWaitMs: 60_000, stillMs: 50, lookMs: 30 },
    delay: (_ms, signal) => delay(30, undefined, { signal }),
    onError: (error) => errors.push(error),
  });
  runner.start();
}

const film = (name: string) => writeFile(join(films, name), "x");
const onlyOf = ({ job }: Scan) => job.payload["only"];

test("changes during a scan after changes are scanned after it, in one scan", async () => {
  start();
  const first = await nextScan();
  expect(first.job).toMatchObject({
    payload: { path: films, recursive: true, trigger: "watch" },
    uniqueKey: `scan:${films}`,
    lane: "disk disk",
  });
  expect(onlyOf(first)).toBeUndefined();
  expect(runner.stateOf(id)).toEqual({ state: "watching", directories: 4, problem: null });
  await film("a/1.mp4");
  await film("b/1.mp4");
  await expect.poll(() => runner.stateOf(id)).toMatchObject({ state: "watching", haveChangesToWait: true });
  first.finish();
  const second = await nextScan();
  // Both or one of them: the second may have come later.
  const found = new Set(onlyOf(second) as string[]);
  await film("c/1.mp4");
  second.finish();
  while (found.size < 3) {
    const scan = await nextScan();
    for (const directory of onlyOf(scan) as string[]) found.add(directory);
    scan.finish();
  }
  expect([...found].toSorted()).toEqual(["a", "b", "c"].map((name) => join(films, name)));
  expect(runner.stateOf(id)).not.toHaveProperty("haveChangesToWait");
  expect(errors).toEqual([]);
});

test("the whole directory is scanned again after other patterns of the server", async () => {
  const exclude = ["*.part"];
  start(queue, store.videos, () => exclude);
  const first = await nextScan();
  first.finish();
  await queue.wait(first.job.id);
  exclude.push("b/");
  const second = await nextScan();
  expect(onlyOf(second)).toBeUndefined();
  await expect.poll(() => runner.stateOf(id)).toMatchObject({ state: "watching", directories: 3 });
  second.finish();
});

test("changes do not wait for a scan of the whole directory that a person has begun, nor disturb it", async () => {
  start();
  const first = await nextScan();
  first.finish();
  await queue.wait(first.job.id);
  const byHand = await queue.submit(scanRequest({ path: films, recursive: true, retry_errors: false, full: true }));
  const scan = await nextScan();
  expect(scan.job.id).toBe(byHand);
  await film("a/1.mp4");
  const after = await nextScan();
  expect(onlyOf(after)).toEqual([join(films, "a")]);
  after.finish();
  scan.finish();
  expect((await queue.wait(byHand)).kind).toBe("ended");
});

test("nothing is forgotten while the database is away", async () => {
  let isAway = false;
  const through = overlay(queue, {
    enqueue: (request) => (isAway ? Promise.reject(new Error("away")) : queue.enqueue(request)),
  });
  start(through);
  (await nextScan()).finish();
  isAway = true;
  await film("a/1.mp4");
  await expect.poll(() => errors.length).toBeGreaterThan(1);
  await film("b/1.mp4");
  isAway = false;
  const found = new Set<string>();
  while (found.size < 2) {
    const scan = await nextScan();
    for (const directory of onlyOf(scan) as string[]) found.add(directory);
    scan.finish();
  }
  expect([...found].toSorted()).toEqual(["a", "b"].map((name) => join(films, name)));
});

test("a directory that is no longer to be watched is left alone, and watched again when it is", async () => {
  start();
  (await nextScan()).finish();
  await store.roots.change(id, { watch: false });
  await expect.poll(() => runner.stateOf(id)).toBeNull();
  await film("a/1.mp4");
  await store.roots.change(id, { watch: true });
  const scan = await nextScan();
  expect(onlyOf(scan)).toBeUndefined();
  scan.finish();
  await expect.poll(() => runner.stateOf(id)).toMatchObject({ state: "watching" });
});

test.each([{ exclude: ["*.iso"] }, { followLinks: true }, { includeHidden: true }, { recursive: false }])(
  "other settings %j of a watched directory are followed by a scan of the whole directory",
  async (settings) => {
    start();
    (await nextScan()).finish();
    await store.roots.change(id, settings);
    const scan = await nextScan();
    expect(scan.job.payload).toMatchObject({ path: films, trigger: "watch" });
    expect(onlyOf(scan)).toBeUndefined();
    scan.finish();
  },
);

test("a new name or rate of a watched directory begins no scan", async () => {
  start();
  (await nextScan()).finish();
  await store.roots.change(id, { name: "Our films", maxRate: 5 });
  await film("a/1.mp4");
  const scan = await nextScan();
  expect(onlyOf(scan)).toEqual([join(films, "a")]);
  scan.finish();
});

test("the changes of a scan that was cancelled are scanned with the next changes, and not before", async () => {
  start();
  (await nextScan()).finish();
  await film("a/1.mp4");
  const cancelled = await nextScan();
  await queue.cancel(cancelled.job.id);
  await queue.wait(cancelled.job.id);
  await film("b/1.mp4");
  const scan = await nextScan();
  expect(onlyOf(scan)).toEqual([join(films, "a"), join(films, "b")]);
  scan.finish();
});

test("the changes of a scan whose row is gone are scanned with the next changes", async () => {
  let isGone = false;
  const through = overlay(queue, {
    wait: (...given) => (isGone ? Promise.resolve({ kind: "not_found" }) : queue.wait(...given)),
  });
  start(through);
  (await nextScan()).finish();
  isGone = true;
  await film("a/1.mp4");
  (await nextScan()).finish();
  await film("b/1.mp4");
  const scan = await nextScan();
  expect(onlyOf(scan)).toEqual([join(films, "a"), join(films, "b")]);
  scan.finish();
});

test("files that are being written are named to the scan, until they are not", async () => {
  start();
  (await nextScan()).finish();
  const grown = new AbortController();
  const growing = (async () => {
    for (let size = 1; !grown.signal.aborted; size += 1) {
      await writeFile(join(films, "a/film.mp4"), "x".repeat(size));
      await delay(5);
    }
  })();
  await rename(join(films, "b"), join(films, "a/b"));
  let scan = await nextScan();
  while (!(onlyOf(scan) as string[]).includes(films)) {
    scan.finish();
    scan = await nextScan();
  }
  scan.finish();
  await film("a/other.srt");
  await rm(join(films, "a/other.srt"));
  scan = await nextScan();
  expect(scan.job.payload).toMatchObject({ only: [join(films, "a")], growing: [join(films, "a/film.mp4")] });
  grown.abort();
  await growing;
  scan.finish();
  scan = await nextScan();
  expect(onlyOf(scan)).toEqual([join(films, "a")]);
  expect(scan.job.payload["growing"]).toBeUndefined();
  scan.finish();
});

describe("a watched directory whose disk seems not to be mounted", () => {
  const known = (found: Partial<KnownVideos>): KnownVideos => overlay(store.videos, found);

  test("is not watched if it is empty, though the library has videos in it", async () => {
    for (const name of ["a", "b", "c"]) await rm(join(films, name), { recursive: true });
    start(queue, known({ hasPresent: () => Promise.resolve(true) }));
    await expect
      .poll(() => runner.stateOf(id))
      .toMatchObject({
        state: "absent",
        problem: expect.objectContaining({
          message: expect.stringMatching(/^It is empty, though your library has videos in it. Is its disk mounted\?/),
        }),
      });
    await film("1.mp4");
    (await nextScan()).finish();
    await expect.poll(() => runner.stateOf(id)).toEqual({ state: "watching", directories: 1, problem: null });
  });

  test("is watched if the library has no videos in it", async () => {
    for (const name of ["a", "b", "c"]) await rm(join(films, name), { recursive: true });
    start();
    await expect.poll(() => runner.stateOf(id)).toMatchObject({ state: "watching", isEmpty: true });
  });

  test("says so after the warning of a scan, until another scan begins", async () => {
    const warning = {
      path: films,
      code: "disk_changed",
      error:
        "the videos that were in it are on another disk, which seems not to be mounted. They were not marked missing.",
      jobId: "",
      at: new Date(),
    };
    start(queue, known({ problemsOf: () => Promise.resolve(new Map([[films, warning]])) }));
    const scan = await nextScan();
    expect(runner.stateOf(id)).toMatchObject({ state: "watching", problem: null });
    scan.finish();
    await expect
      .poll(() => runner.stateOf(id))
      .toMatchObject({
        state: "watching",
        problem: expect.objectContaining({
          message:
            "The videos that were in it are on another disk, which seems not to be mounted. They were not marked missing.",
        }),
      });
  });

  test("is found by one question to the library for all directories", async () => {
    const others = ["b", "c", "d"].map((name) => join(base, `films ${name}`));
    for (const path of others) {
      await mkdir(join(path, "in it"), { recursive: true });
      await store.roots.add({ path, ...usualRootSettings, name: path, watch: true });
    }
    const asked: (readonly string[])[] = [];
    const problemsOf = (paths: readonly string[]) => {
      asked.push(paths);
      return store.videos.problemsOf(paths);
    };
    start(queue, known({ problemsOf }));
    for (let begun = 0; begun <= others.length; begun += 1) (await nextScan()).finish();
    await expect.poll(() => asked.at(-1)).toEqual([films, ...others]);
  });
});
