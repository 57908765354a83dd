/** What a scan must never take for gone, and what it must. */
import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { listedPlace } from "../../test/scanning/listed-place.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { defaultWalkRules } from "../../test/scanning/walk-rules.ts";
import { commit, startScan, video } from "../../test/store/store-under-test.ts";
import { DurableQueue } from "../jobs/durable-queue.ts";
import { completed } from "../jobs/job.ts";
import { createScanHandler } from "./scan-handler.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

test("a file that is gone is missing until it is back", async () => {
  await scans.make("a.mp4", "b.mp4");
  await scans.scan();
  await rename(join(scans.root, "a.mp4"), join(scans.directory, "a.mp4"));
  const job = await scans.scan();
  expect(job.counts).toMatchObject({ found: 1, skipped: 1, missing: 1 });
  expect(await scans.missing()).toEqual(["a.mp4"]);
  expect(counts(await scans.scan())).toMatchObject({ missing: 0 });
  await rename(join(scans.directory, "a.mp4"), join(scans.root, "a.mp4"));
  scans.probed = [];
  expect(counts(await scans.scan())).toMatchObject({ found: 2, skipped: 2, missing: 0 });
  expect(scans.probed).toEqual([]);
  expect(await scans.missing()).toEqual([]);
});

test("everything below a directory that is gone is missing", async () => {
  await scans.make("a/b/1.mp4", "a/b/2.mp4", "a/3.mp4", "a b/4.mp4", "a-b/5.mp4", "z.mp4");
  await scans.scan();
  await rm(join(scans.root, "a"), { recursive: true });
  expect(counts(await scans.scan())).toMatchObject({ missing: 3 });
  expect(await scans.missing()).toEqual(["1.mp4", "2.mp4", "3.mp4"]);
});

test("a root that is suddenly empty marks nothing and says so", async () => {
  await scans.make("a.mp4", "b/c.mp4");
  await scans.scan();
  await rename(scans.root, join(scans.directory, "unmounted"));
  await mkdir(scans.root);
  const job = await scans.scan();
  expect(job).toMatchObject({
    status: "completed",
    counts: { found: 1, missing: 0, error_count: 1 },
  });
  expect((await scans.store.videos.errorsOfJob(job.id, { limit: 10 })).errors).toMatchObject([
    { path: scans.root, error: expect.stringContaining("Is its disk mounted?") },
  ]);
  expect(await scans.missing()).toEqual([]);
  await rm(scans.root, { recursive: true });
  await rename(join(scans.directory, "unmounted"), scans.root);
  expect(counts(await scans.scan())).toMatchObject({ found: 2, skipped: 2, error_count: 0 });
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
});

test("a root that has always been empty is no problem", async () => {
  expect(await scans.scan()).toMatchObject({ status: "completed", counts: { found: 0, error_count: 0 } });
});

test("a root that is gone fails the scan and marks nothing", async () => {
  await scans.make("a.mp4");
  await scans.scan();
  await rename(scans.root, join(scans.directory, "elsewhere"));
  expect(await scans.scan()).toMatchObject({
    status: "failed",
    error: `Cannot read ${scans.root}: it is not there.`,
    counts: { missing: 0 },
  });
  expect(await scans.missing()).toEqual([]);
});

test("a directory that disappears in the middle of a scan marks nothing; the next scan proves it", async () => {
  await scans.make("a.mp4", "b/1.mp4", "b/2.mp4");
  await scans.scan();
  await appendFile(join(scans.root, "a.mp4"), "changed");
  scans.beforeLookUp = async () => {
    scans.beforeLookUp = () => {};
    await rename(join(scans.root, "b"), join(scans.directory, "elsewhere"));
  };
  // It may have been listed by then, or cannot be any more.
  expect(await scans.scan()).toMatchObject({ status: "completed", counts: { missing: 0, updated: 1 } });
  expect(await scans.missing()).toEqual([]);
  expect(counts(await scans.scan())).toMatchObject({ missing: 2, error_count: 0 });
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
});

test("thousands of files that are gone from one directory are all marked missing, and no other file is", async () => {
  await scans.make("d/5.mp4", "d/a.mp4", "e/1.mp4");
  await scans.scan();
  const job = await startScan(scans.store);
  const { disk } = listedPlace(scans.root);
  const gone = Array.from({ length: 12_000 }, (_, index) =>
    video(join(scans.root, "d", `${index + 10}.mp4`), { disk }),
  );
  await commit(scans.store, job, { videos: gone });
  await scans.store.jobs.apply(completed(job, { now: new Date() }));
  expect(counts(await scans.scan())).toMatchObject({ found: 3, skipped: 3, missing: 12_000, new: 0 });
  expect((await scans.store.videos.list({ missing: false, limit: 10, sort: "filename" })).videos).toHaveLength(3);
});

test("a file that this scan does not look for is not missing", async () => {
  await scans.make("a.mp4", "b.mkv", "c/d.mkv");
  await scans.scan();
  expect(counts(await scans.scan({ walk: { ...defaultWalkRules, extensions: new Set([".mp4"]) } }))).toMatchObject({
    found: 1,
    missing: 0,
  });
  expect(await scans.missing()).toEqual([]);
});

test("a file that came after its directory was listed, and that another scan has added, is not missing", async () => {
  await scans.make("a.mp4", "inner/1.mp4");
  const queue = await scans.startQueue();
  let isAdded = false;
  const late = overlay(scans.store.scans, {
    known: async (section) => {
      if (!isAdded) {
        isAdded = true;
        await scans.make("late.mp4");
        const id = await queue.submit(scanRequest({ path: scans.root, recursive: false, retry_errors: false }));
        expect((await ended(queue, id)).counts).toMatchObject({ new: 1 });
      }
      return scans.store.scans.known(section);
    },
  });
  const outer = createScanHandler({
    library: late,
    prober: () => Promise.resolve(scans.prober),
    walk: defaultWalkRules,
  });
  const other = new DurableQueue({ store: scans.store.jobs, handlers: { scan: outer }, runs: "submitted" });
  scans.stopAtEnd(other);
  await other.start();
  const id = await other.submit({
    ...scanRequest({ path: scans.root, recursive: true, retry_errors: false }),
    uniqueKey: "outer",
  });
  expect((await ended(other, id)).counts).toMatchObject({ missing: 0 });
  expect(await scans.missing()).toEqual([]);
});

test("a missing video that is back but broken is present, and a problem", async () => {
  await scans.make("a.mp4", "b.mp4");
  await scans.scan();
  await rm(join(scans.root, "a.mp4"));
  expect(counts(await scans.scan())).toMatchObject({ missing: 1 });
  await writeFile(join(scans.root, "a.mp4"), "broken");
  expect(counts(await scans.scan())).toMatchObject({ error_count: 1, missing: 0 });
  expect(await scans.missing()).toEqual([]);
});

test("a broken video that is restored to its old state is no problem any more", async () => {
  await scans.make("a.mp4");
  await scans.scan();
  await rename(join(scans.root, "a.mp4"), join(scans.directory, "kept.mp4"));
  await writeFile(join(scans.root, "a.mp4"), "broken");
  expect(counts(await scans.scan())).toMatchObject({ error_count: 1 });
  await rename(join(scans.directory, "kept.mp4"), join(scans.root, "a.mp4"));
  scans.probed = [];
  // Renaming changes the inode, so the file is read.
  expect(counts(await scans.scan())).toMatchObject({ updated: 1, error_count: 0 });
  expect(scans.probed).toEqual([join(scans.root, "a.mp4")]);
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
});

test.each([
  { waits: "no longer", goneWaitMs: 0, missing: 2 },
  { waits: "until the end of the walk", goneWaitMs: 60_000, missing: 0 },
])("a cancelled scan that waits $waits has marked what is below gone directories", async ({ goneWaitMs, missing }) => {
  await scans.make("a/1.mp4", "a/2.mp4", "b/3.mp4");
  await scans.scan();
  await rm(join(scans.root, "a"), { recursive: true });
  // More than the prober takes, so that the walk waits for it.
  await scans.make(...Array.from({ length: 200 }, (_, nth) => `c/${nth}.mp4`));
  const [first, probing, goesOn] = [scans.probed.length, Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  scans.beforeProbe = () => {
    if (scans.probed.length > first) probing.resolve();
    return goesOn.promise;
  };
  const queue = await scans.startQueue({ goneWaitMs });
  const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  await probing.promise;
  await queue.cancel(id);
  goesOn.resolve();
  const job = await ended(queue, id);
  expect(job).toMatchObject({ status: "cancelled", counts: { missing } });
  expect(await scans.missing()).toHaveLength(missing);
});

test("a scan without subdirectories changes nothing in them", async () => {
  await scans.make("a.mp4", "b/c.mp4");
  await scans.scan();
  await rm(join(scans.root, "b"), { recursive: true });
  expect(counts(await scans.scan({ recursive: false }))).toMatchObject({ missing: 0 });
  expect(await scans.missing()).toEqual([]);
});

test("a video that became unreadable stays in the library, and is a problem", async () => {
  await scans.make("a.mp4");
  await scans.scan();
  await writeFile(join(scans.root, "a.mp4"), "not a film any more");
  expect(counts(await scans.scan())).toMatchObject({ error_count: 1, updated: 0, missing: 0 });
  const { videos } = await scans.store.videos.list({ limit: 10 });
  expect(videos).toMatchObject([{ filename: "a.mp4", missingSince: null, videoCodec: "h264" }]);
});
