/** What a scan does with videos that are left out later. */
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { listedPlace } from "../../test/scanning/listed-place.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { commit, problem, startScan, video } from "../../test/store/store-under-test.ts";
import { completed } from "../jobs/job.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

async function ignore(directory: string, ...patterns: string[]): Promise<void> {
  await writeFile(join(scans.root, directory, ".gleanerignore"), patterns.map((line) => `${line}\n`).join(""));
}

function makeFiles(paths: readonly string[]): void {
  for (const directory of new Set(paths.map(dirname))) mkdirSync(directory, { recursive: true });
  for (const path of paths) writeFileSync(path, "");
}

async function idsByPath(): Promise<Record<string, string>> {
  const { videos } = await scans.store.videos.list({ limit: 100 });
  return Object.fromEntries(videos.map(({ id, path }) => [relative(scans.root, path), id]));
}

test("videos that are left out later are removed and counted, and come back as new", async () => {
  await scans.make("a.mp4", "b.mp4", "extras/c.mp4", "extras/deep/d.mp4");
  await scans.scan();
  await ignore("", "b.*", "extras/");
  const job = await scans.scan();
  expect(counts(job)).toMatchObject({ found: 1, scanned: 1, skipped: 1, excluded: 3, missing: 0, error_count: 0 });
  expect(await scans.all()).toEqual(["a.mp4"]);
  expect(counts(await scans.scan())).toMatchObject({ skipped: 1, excluded: 0 });
  await rm(join(scans.root, ".gleanerignore"));
  expect(counts(await scans.scan())).toMatchObject({ new: 3, skipped: 1, excluded: 0 });
});

test("the server is told which videos were removed", async () => {
  await scans.make("a.mp4", "b.mp4");
  await scans.scan();
  const { videos } = await scans.store.videos.list({ limit: 10, sort: "filename" });
  const removed: string[] = [];
  await scans.scan({ without: ["b.mp4"], onRemoved: (ids) => removed.push(...ids) });
  expect(removed).toEqual([videos[1]?.id]);
});

test("a video that is left out is missing if its file is gone, as the file may be found elsewhere", async () => {
  await scans.make("a.mp4", "b.mp4", "extras/c.mp4", "extras/deep/d.mp4", "left/e.mp4", "left/f/g.mp4", "left/h.mp4");
  await scans.make("keep.mp4");
  await scans.scan();
  await rm(join(scans.root, "a.mp4"));
  expect(counts(await scans.scan())).toMatchObject({ missing: 1 });
  for (const gone of ["b.mp4", "extras", "left/e.mp4", "left/f"]) {
    await rm(join(scans.root, gone), { recursive: true });
  }
  expect(counts(await scans.scan({ without: ["a.mp4", "b.mp4", "extras/", "left/"] }))).toMatchObject({
    excluded: 1,
    missing: 5,
  });
  expect(await scans.missing()).toEqual(["a.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4", "g.mp4"]);
  expect(await scans.all()).toHaveLength(7);
});

test("files that are moved to another directory of the library keep their videos, although their old place is left out", async () => {
  await scans.make("films/a.mp4", "films/extras/b.mp4", "films/extras/deep/c.mp4", "films/stays.mp4", "new/d.mp4");
  const [films, other] = [join(scans.root, "films"), join(scans.root, "new")];
  await scans.scan();
  const before = await idsByPath();
  await rename(join(films, "a.mp4"), join(other, "a.mp4"));
  await rename(join(films, "extras"), join(other, "extras"));
  await mkdir(join(films, "extras"));
  scans.probed = [];
  const left = await scans.scan({ path: films, without: ["/a.mp4", "extras/"] });
  expect(counts(left)).toMatchObject({ excluded: 0, missing: 3, skipped: 1 });
  expect(counts(await scans.scan({ path: other }))).toMatchObject({ moved: 3, new: 0, skipped: 1 });
  expect(scans.probed).toEqual([]);
  expect(await idsByPath()).toEqual({
    "films/stays.mp4": before["films/stays.mp4"],
    "new/a.mp4": before["films/a.mp4"],
    "new/d.mp4": before["new/d.mp4"],
    "new/extras/b.mp4": before["films/extras/b.mp4"],
    "new/extras/deep/c.mp4": before["films/extras/deep/c.mp4"],
  });
  expect(await scans.missing()).toEqual([]);
});

test("the problem of a file that is left out is forgotten", async () => {
  await scans.make("a.mp4");
  await mkdir(join(scans.root, "extras"));
  await writeFile(join(scans.root, "broken.mp4"), "broken");
  await writeFile(join(scans.root, "extras/broken.mp4"), "broken");
  expect(counts(await scans.scan())).toMatchObject({ error_count: 2 });
  expect(counts(await scans.scan({ without: ["broken.mp4"] }))).toMatchObject({ excluded: 0, unreadable: 0, found: 1 });
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
});

test("the problem of a directory that is left out is forgotten by the next scan of the directory above", async () => {
  await scans.make("a.mp4", "extras/b.mp4");
  await writeFile(join(scans.root, "extras/.nomedia"), "");
  const job = await scans.scan({ path: join(scans.root, "extras") });
  expect(counts(job)).toMatchObject({ found: 1, directory_errors: 1 });
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toMatchObject([{ code: "left_out" }]);
  expect(counts(await scans.scan({ without: ["extras/"] }))).toMatchObject({ found: 1, new: 1, error_count: 0 });
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
});

test("a scanned directory that is left out says so, and has no videos left", async () => {
  await scans.make("a.mp4", "b/c.mp4");
  await scans.scan();
  await writeFile(join(scans.root, ".nomedia"), "");
  const job = await scans.scan();
  expect(counts(job)).toMatchObject({ found: 1, excluded: 2, missing: 0, error_count: 1, directory_errors: 1 });
  expect((await scans.store.videos.errorsOfJob(job.id, { limit: 10 })).errors).toMatchObject([
    { path: scans.root, code: "left_out", error: expect.stringContaining(`by the .nomedia in ${scans.root}`) },
  ]);
});

test("videos of a disk that is not there are not removed, and the scan says so", async () => {
  await scans.make("a.mp4", "films/b.mp4", "films/extras/c.mp4");
  await scans.scan();
  await scans.forgetDisks("another disk");
  // Another disk is mounted in its place, with patterns of its own.
  await rename(join(scans.root, "films"), join(scans.directory, "films"));
  await mkdir(join(scans.root, "films"));
  await ignore("films", "*");
  const job = await scans.scan();
  expect(counts(job)).toMatchObject({ excluded: 0, missing: 0, directory_errors: 1 });
  expect((await scans.store.videos.errorsOfJob(job.id, { limit: 10 })).errors).toMatchObject([
    { path: join(scans.root, "films"), code: "disk_changed" },
  ]);
  expect(counts(await scans.scan({ without: ["films/"] }))).toMatchObject({ excluded: 0, missing: 0 });
  expect(await scans.all()).toEqual(["a.mp4", "films/b.mp4", "films/extras/c.mp4"]);
  expect(counts(await scans.scan({ without: ["films/"], acceptEmpty: true }))).toMatchObject({ missing: 2 });
  expect(await scans.missing()).toEqual(["b.mp4", "c.mp4"]);
});

test("an empty scanned directory removes nothing", async () => {
  await scans.make("a.mp4", "extras/b.mp4");
  await scans.scan();
  await rename(scans.root, join(scans.directory, "unmounted"));
  await mkdir(scans.root);
  const without = ["*"];
  expect(counts(await scans.scan({ without }))).toMatchObject({ excluded: 0, missing: 0, directory_errors: 1 });
  expect(counts(await scans.scan({ without, acceptEmpty: true }))).toMatchObject({ excluded: 0, missing: 2 });
});

test("a scan without subdirectories removes nothing below", async () => {
  await scans.make("a.mp4", "extras/b.mp4");
  await scans.scan();
  const without = ["a.mp4", "extras/"];
  expect(counts(await scans.scan({ without, recursive: false }))).toMatchObject({ excluded: 1, missing: 0 });
  expect(await scans.all()).toEqual(["extras/b.mp4"]);
});

test("files that are renamed out of what the same scan first leaves out keep their videos", async () => {
  await scans.make("m/extras/1.mp4", "m/extras/2.mp4", "m/extras/d/3.mp4", "m/extras/gone.mp4", "m/extras/stays.mp4");
  await scans.make("m/4-bonus.mp4", "m/gone-bonus.mp4", "m/stays-bonus.mp4", "n/extras/5.mp4", "a/a.mp4", "z/z.mp4");
  await scans.scan();
  const before = await idsByPath();
  const moves = {
    "m/extras/1.mp4": "a/1.mp4",
    "m/extras/2.mp4": "z/2.mp4",
    "m/extras/d": "z/d",
    "m/4-bonus.mp4": "z/4.mp4",
    "n/extras": "n/kept",
  };
  for (const [from, to] of Object.entries(moves)) await rename(join(scans.root, from), join(scans.root, to));
  for (const gone of ["m/extras/gone.mp4", "m/gone-bonus.mp4"]) await rm(join(scans.root, gone));
  scans.probed = [];
  const job = await scans.scan({ without: ["extras/", "*-bonus.*"] });
  expect(counts(job)).toMatchObject({ moved: 5, excluded: 2, new: 0, missing: 2, skipped: 2 });
  expect(scans.probed).toEqual([]);
  expect(await scans.missing()).toEqual(["gone-bonus.mp4", "gone.mp4"]);
  expect(await idsByPath()).toMatchObject({
    "a/a.mp4": before["a/a.mp4"],
    "z/z.mp4": before["z/z.mp4"],
    "a/1.mp4": before["m/extras/1.mp4"],
    "z/2.mp4": before["m/extras/2.mp4"],
    "z/d/3.mp4": before["m/extras/d/3.mp4"],
    "z/4.mp4": before["m/4-bonus.mp4"],
    "n/kept/5.mp4": before["n/extras/5.mp4"],
  });
});

test("thousands of videos that are left out are removed exactly, and only these", async () => {
  await scans.make("d/a.mp4", "e/1.mp4");
  await scans.scan();
  const job = await startScan(scans.store);
  const { disk } = listedPlace(scans.root);
  const many = Array.from({ length: 6_000 }, (_, index) => join(scans.root, "d", `${index}-sample.mp4`));
  await commit(scans.store, job, { videos: many.map((path) => video(path, { disk })) });
  const below = Array.from({ length: 1_500 }, (_, index) => join(scans.root, "f", `${index % 7}`, `${index}.mp4`));
  await commit(scans.store, job, { videos: below.map((path) => video(path, { disk })) });
  await commit(scans.store, job, { problems: [problem(join(scans.root, "f/1/broken.mp4"))] });
  await scans.store.jobs.apply(completed(job, { now: new Date() }));
  makeFiles([...many, ...below]);
  const ended = await scans.scan({ without: ["*-sample.*", "/f/"] });
  expect(counts(ended)).toMatchObject({ found: 2, skipped: 2, new: 0, excluded: 7_500, missing: 0 });
  expect(await scans.all()).toEqual(["d/a.mp4", "e/1.mp4"]);
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
});

test("a cancelled scan has removed exactly what it counts, and its resume removes the rest", async () => {
  await scans.make("a.mp4");
  await scans.scan();
  const first = await startScan(scans.store);
  const { disk } = listedPlace(scans.root);
  const paths = Array.from({ length: 3_000 }, (_, index) => join(scans.root, "f", `${index}.mp4`));
  await commit(scans.store, first, { videos: paths.map((path) => video(path, { disk })) });
  await scans.store.jobs.apply(completed(first, { now: new Date() }));
  makeFiles(paths);

  const removing = Promise.withResolvers<void>();
  const library = overlay(scans.store.scans, {
    commit: async (lease, batch) => {
      const outcome = await scans.store.scans.commit(lease, batch);
      if (outcome.kind === "committed" && outcome.removed.length > 0) removing.resolve();
      return outcome;
    },
  });
  const queue = await scans.startQueue({ library });
  const wishes = { path: scans.root, recursive: true, retry_errors: false, exclude: ["/f/"] };
  const id = await queue.submit(scanRequest(wishes));
  await removing.promise;
  await queue.cancel(id);
  const job = await ended(queue, id);
  const left = (await scans.store.videos.list({ limit: 1 })).total - 1;
  expect(job.status).toBe("cancelled");
  expect(job.counts["excluded"]).toBeGreaterThan(0);
  expect(job.counts["excluded"]).toBe(paths.length - left);

  const resumed = await queue.submit({ ...scanRequest(wishes), resumes: id });
  expect(counts(await ended(queue, resumed))).toMatchObject({ excluded: left, missing: 0 });
  expect(await scans.all()).toEqual(["a.mp4"]);
});
