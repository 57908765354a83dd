/** Scans of chosen videos: their files are read again, and nothing else is looked at. */
import { link, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import type { Job, JobId } from "../jobs/job.ts";
import { parseVideoId, type VideoId } from "../library/video.ts";
import type { VideoChoice } from "../library/video-choice.ts";
import type { ScanHandlerOptions } from "./scan-handler.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

async function scanChosen(choice: VideoChoice, options: Partial<ScanHandlerOptions> = {}): Promise<Job> {
  const queue = await scans.startQueue({ chosenAtOnce: 2, ...options });
  scans.probed = [];
  const job = await ended(queue, await queue.submit(request(choice)));
  await queue.stop();
  const all = job.counts as Record<string, number>;
  // Every file that was found is in one of the other counts.
  if (job.status === "completed") expect({ found: all["found"] }).toEqual({ found: all["scanned"] });
  return job;
}

function request(choice: VideoChoice) {
  const wishes = { recursive: true, retry_errors: true, full: true };
  return scanRequest({ path: scans.root, ...wishes, chosen: { choice, count: 1 } });
}

/** Scans the videos at these paths below the root. */
async function scanFiles(...names: string[]): Promise<Job> {
  return scanChosen({ ids: await idsOf(...names) });
}

async function idsOf(...names: string[]): Promise<VideoId[]> {
  const ids = await scans.ids();
  return names.map((name) => parseVideoId((ids[name] ?? "").replace(" missing", ""))).filter((id) => id !== null);
}

const at = (name: string) => join(scans.root, name);
const probed = () => scans.probed.map((path) => path.slice(scans.root.length + 1)).toSorted();

/** What the library has of all videos, in the words of the database. */
const rows = () => scans.rows("select id, filename, job_id, missing_since, file_size from videos order by id");

test("reads the files of chosen videos again, also unchanged ones, and no others", async () => {
  await scans.known("a/1.mp4", "a/2.mp4", "a/3.mp4", "b/4.mp4", "5.mp4");
  // A second run would notice all of this.
  await scans.make("a/new.mp4");
  await rm(at("a/3.mp4"));
  await rm(at("b/4.mp4"));
  await utimes(at("5.mp4"), 1, 1);
  await copyClip("vp8-opus-recorded.webm", at("a/2.mp4"));
  const job = await scanFiles("a/1.mp4", "a/2.mp4");
  expect(counts(job)).toMatchObject({ found: 2, skipped: 1, updated: 1, new: 0, missing: 0, error_count: 0 });
  expect(probed()).toEqual(["a/1.mp4", "a/2.mp4"]);
  expect(await scans.missing()).toEqual([]);
  expect(await scans.all()).toEqual(["5.mp4", "a/1.mp4", "a/2.mp4", "a/3.mp4", "b/4.mp4"]);
  expect(scans.rows(`select filename from videos where job_id = '${job.id}'`)).toEqual([{ filename: "2.mp4" }]);
});

test("marks a chosen video missing whose file is gone, alone or with its directories, and no other one", async () => {
  await scans.known("a/1.mp4", "a/2.mp4", "b/deep/3.mp4", "b/deep/4.mp4", "c/5.mp4", "6.mp4");
  await rm(at("a"), { recursive: true });
  await rm(at("b/deep"), { recursive: true });
  await rm(at("6.mp4"));
  expect(counts(await scanFiles("a/2.mp4", "b/deep/3.mp4", "c/5.mp4"))).toMatchObject({
    found: 1,
    skipped: 1,
    missing: 2,
    error_count: 0,
  });
  expect((await scans.missing()).toSorted()).toEqual(["2.mp4", "3.mp4"]);
  await scans.make("a/2.mp4");
  expect(counts(await scanFiles("a/2.mp4"))).toMatchObject({ found: 1, updated: 1, missing: 0 });
  expect(await scans.missing()).toEqual(["3.mp4"]);
});

test("marks a video missing that has moved, and the next scan of the directory finds it", async () => {
  const before = await scans.known("a/1.mp4", "a/2.mp4");
  await rename(at("a/1.mp4"), at("a/moved.mp4"));
  expect(counts(await scanFiles("a/1.mp4"))).toMatchObject({ found: 0, missing: 1, moved: 0, new: 0 });
  expect(await scans.missing()).toEqual(["1.mp4"]);
  expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0 });
  expect(await scans.ids()).toEqual({ "a/moved.mp4": before["a/1.mp4"], "a/2.mp4": before["a/2.mp4"] });
});

test("leaves a file alone that was the file of another video, so that each keeps its id", async () => {
  const before = await scans.known("a/1.mp4", "b/2.mp4");
  await rename(at("b/2.mp4"), at("a/1.mp4"));
  const all = rows();
  expect(counts(await scanFiles("a/1.mp4"))).toMatchObject({ found: 1, error_count: 1, missing: 0, moved: 0 });
  expect({ rows: rows(), probed: probed() }).toEqual({ rows: all, probed: [] });
  expect(scans.rows("select code from scan_errors where is_current = 1")).toEqual([{ code: "other_video" }]);
  expect(counts(await scans.scan())).toMatchObject({ moved: 1, missing: 1, error_count: 0 });
  expect(await scans.ids()).toEqual({ "a/1.mp4": before["b/2.mp4"], "b/2.mp4": `${before["a/1.mp4"]} missing` });
});

test("exchanges videos whose files have exchanged their names, if both are chosen", async () => {
  const before = await scans.known("a/1.mp4", "b/2.mp4");
  await rename(at("a/1.mp4"), at("x"));
  await rename(at("b/2.mp4"), at("a/1.mp4"));
  await rename(at("x"), at("b/2.mp4"));
  expect(counts(await scanFiles("a/1.mp4", "b/2.mp4"))).toMatchObject({ found: 2, missing: 0, error_count: 0 });
  expect(await scans.ids()).toEqual({ "a/1.mp4": before["b/2.mp4"], "b/2.mp4": before["a/1.mp4"] });
});

test("a hard link of a video that is not chosen is read as any file", async () => {
  await scans.known("a/1.mp4", "a/2.mp4");
  await rm(at("a/1.mp4"));
  await link(at("a/2.mp4"), at("a/1.mp4"));
  expect(counts(await scanFiles("a/1.mp4"))).toMatchObject({ found: 1, missing: 0, error_count: 0, moved: 0 });
  expect(probed()).toEqual(["a/1.mp4"]);
});

test("marks nothing missing whose disk seems not to be mounted, and warns", async () => {
  await scans.known("a/1.mp4", "b/2.mp4", "b/3.mp4", "c/4.mp4", "c/5.mp4", "c/6.mp4");
  await scans.forgetDisks("another disk");
  for (const name of ["c/4.mp4", "c/5.mp4", "c/6.mp4"]) await rm(at(name));
  // The directory is listed twice, and has one warning.
  const twice = await scanFiles("c/4.mp4", "c/5.mp4", "c/6.mp4");
  expect(counts(twice)).toMatchObject({ found: 1, missing: 0, error_count: 1, directory_errors: 1 });
  await rm(at("a"), { recursive: true });
  await rm(at("b/2.mp4"));
  const job = await scanFiles("a/1.mp4", "b/2.mp4");
  expect(counts(job)).toMatchObject({ found: 1, missing: 0, error_count: 1, directory_errors: 1 });
  expect(await scans.missing()).toEqual([]);
  for (const name of ["a", "b", "c"]) await rm(at(name), { recursive: true, force: true });
  expect(counts(await scanFiles("a/1.mp4", "b/2.mp4"))).toMatchObject({ missing: 0, directory_errors: 1 });
  expect(await scans.missing()).toEqual([]);
});

test("removes a chosen video that is left out now, and leaves the others to a scan of the directory", async () => {
  await scans.known("a/1.mp4", "a/2.mp4", "b/3.mp4", "b/4.mp4");
  await writeFile(at(".gleanerignore"), "/a/1.mp4\n/a/2.mp4\n/b/\n");
  expect(counts(await scanFiles("a/1.mp4", "b/3.mp4"))).toMatchObject({ found: 0, excluded: 2, missing: 0 });
  expect(await scans.all()).toEqual(["a/2.mp4", "b/4.mp4"]);
});

test("marks a chosen video missing in whose place, or whose directory's, something else is now", async () => {
  await scans.known("a/1.mp4", "b.mp4/2.mp4", "c/3.mp4", "d/4.mp4");
  await rm(at("a/1.mp4"));
  await mkdir(at("a/1.mp4"));
  await rm(at("b.mp4"), { recursive: true });
  await copyClip("vp8-opus-recorded.webm", at("b.mp4"));
  await rename(at("c"), at("e"));
  await symlink(at("e"), at("c"));
  await rm(at("d/4.mp4"));
  await symlink(at("nowhere"), at("d/4.mp4"));
  const job = await scanFiles("a/1.mp4", "b.mp4/2.mp4", "c/3.mp4", "d/4.mp4");
  // What is behind the links may come back with a disk.
  expect(counts(job)).toMatchObject({ found: 1, missing: 2, new: 0, error_count: 1 });
  expect((await scans.missing()).toSorted()).toEqual(["1.mp4", "2.mp4"]);
  expect(scans.rows("select code from scan_errors where is_current = 1")).toEqual([{ code: "dangling_link" }]);
});

test("reads files again that could not be read, and keeps the problem of the directory, which may be about others", async () => {
  await scans.known("a/1.mp4", "a/2.mp4");
  for (const name of ["1.mp4", "2.mp4"]) await writeFile(at(`a/${name}`), "no video");
  expect(counts(await scans.scan())).toMatchObject({ error_count: 2 });
  expect(counts(await scanFiles("a/1.mp4"))).toMatchObject({ found: 1, error_count: 1, unreadable: 0 });
  await copyClip("h264-aac-faststart.mp4", at("a/1.mp4"));
  expect(counts(await scanFiles("a/1.mp4"))).toMatchObject({ found: 1, error_count: 0, updated: 1 });
  expect(scans.rows("select path from scan_errors where is_current = 1")).toEqual([{ path: at("a/2.mp4") }]);
});

test("takes all videos that match a filter, also while the scan changes what matches", async () => {
  await scans.known("a/1.mp4", "a/2.mp4", "b/3.mp4", "4.mp4");
  await rm(at("a/1.mp4"));
  expect(counts(await scanChosen({ filter: { missing: false, directory: at("a") } }))).toMatchObject({
    found: 1,
    skipped: 1,
    missing: 1,
  });
  expect(probed()).toEqual(["a/2.mp4"]);
  expect(counts(await scanChosen({ filter: { missing: true } }))).toMatchObject({ found: 0, missing: 0 });
  expect(counts(await scanChosen({ ids: [] }))).toMatchObject({ found: 0, missing: 0 });
});

test("goes on after the end of its process, and reads no file twice that it has kept", async () => {
  const names = Array.from({ length: 9 }, (_, index) => `a/${index}.mp4`);
  await scans.known(...names, "a/other.mp4");
  for (const name of names.slice(0, 4)) await copyClip("vp8-opus-recorded.webm", at(name));
  const reached = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  scans.beforeProbe = () => {
    if (scans.probed.length < 6) return;
    reached.resolve();
    return release.promise;
  };
  const first = await scans.startQueue();
  const id = await first.submit(request({ ids: await idsOf(...names) }));
  await reached.promise;
  const stopped = first.stop();
  release.resolve();
  await stopped;
  const kept = new Set(probed());
  expect(kept.size).toBeLessThan(names.length);
  scans.probed = [];
  const next = await scans.startQueue();
  expect(counts(await ended(next, id))).toMatchObject({ found: 9, scanned: 9, updated: 4, skipped: 5, missing: 0 });
  expect(probed()).toEqual(names.filter((name) => !kept.has(name)));
});

test("reads its files once more when it is repeated, and only what is left when it is resumed", async () => {
  await scans.known("1.mp4", "2.mp4", "3.mp4", "4.mp4");
  const choice = { filter: {} };
  const completed = await scanChosen(choice);
  const queue = await scans.startQueue();
  const submit = async (resumes: JobId) => queue.submit({ ...request(choice), resumes });
  scans.probed = [];
  expect(counts(await ended(queue, await submit(completed.id)))).toMatchObject({ found: 4, skipped: 4 });
  expect(probed()).toHaveLength(4);
  scans.probed = [];
  scans.beforeProbe = async (path) => {
    if (path.endsWith("2.mp4")) await queue.cancel(cancelled);
  };
  const cancelled = await queue.submit(request(choice));
  const { status } = await ended(queue, cancelled);
  const kept = new Set(probed());
  scans.beforeProbe = () => {};
  scans.probed = [];
  expect({ status, counts: counts(await ended(queue, await submit(cancelled))) }).toMatchObject({
    status: "cancelled",
    counts: { found: 4, scanned: 4, skipped: 4 },
  });
  expect(probed().filter((path) => kept.has(path))).toEqual([]);
});

test("tells no other scan how many files its directory has", async () => {
  await scans.known("a/1.mp4", "a/2.mp4", "3.mp4");
  await scanFiles("3.mp4");
  expect(await scans.store.scans.lastFound({ path: scans.root, recursive: true })).toBe(3);
});
