/** Scans of some directories of a tree, as they follow changes. */
import { mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import type { Job } from "../jobs/job.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

async function scanOnly(...directories: string[]): Promise<Job> {
  return scanChanges({ directories });
}

async function scanChanges(changes: { directories: string[]; growing?: string[] }): Promise<Job> {
  const queue = await scans.startQueue();
  const inRoot = (path: string) => join(scans.root, path);
  const parts = { only: changes.directories.map(inRoot), growing: (changes.growing ?? []).map(inRoot) };
  const request = { path: scans.root, recursive: true, retry_errors: false, ...parts, trigger: "watch" as const };
  const job = await ended(queue, await queue.submit(scanRequest(request)));
  await queue.stop();
  return job;
}

test("reads the files of these directories, and of no others", async () => {
  await scans.make("a/1.mp4", "a/b/2.mp4", "a/b/c/3.mp4", "d/4.mp4", "5.mp4");
  expect(counts(await scanOnly("a/b", "d"))).toMatchObject({ found: 2, new: 2, error_count: 0, missing: 0 });
  expect(await scans.all()).toEqual(["a/b/2.mp4", "d/4.mp4"]);
  expect(counts(await scanOnly(""))).toMatchObject({ found: 1, new: 1 });
});

test("marks what is gone in these directories, and everything below directories that are gone from them", async () => {
  await scans.make("a/1.mp4", "a/2.mp4", "a/gone/3.mp4", "a/gone/deep/4.mp4", "b/5.mp4", "b/gone/6.mp4");
  await scans.scan();
  await rm(join(scans.root, "a/2.mp4"));
  for (const name of ["a/gone", "b/gone"]) await rm(join(scans.root, name), { recursive: true });
  expect(counts(await scanOnly("a"))).toMatchObject({ found: 1, skipped: 1, missing: 3, error_count: 0 });
  expect((await scans.missing()).toSorted()).toEqual(["2.mp4", "3.mp4", "4.mp4"]);
});

test("passes over a directory that has gone meanwhile, and one that lies outside", async () => {
  await scans.make("a/1.mp4", "../elsewhere/2.mp4");
  expect(counts(await scanOnly("a", "gone", "a/gone", "../elsewhere"))).toMatchObject({
    found: 1,
    new: 1,
    error_count: 0,
  });
  expect(await scans.all()).toEqual(["a/1.mp4"]);
});

test("keeps the id of a directory of videos that was moved", async () => {
  await scans.make("a/season/1.mp4", "a/season/deep/2.mp4", "b/3.mp4");
  await scans.scan();
  const ids = async () => (await scans.store.videos.list({ limit: 10, sort: "filename" })).videos.map(({ id }) => id);
  const before = await ids();
  scans.probed = [];
  await rename(join(scans.root, "a/season"), join(scans.root, "b/season"));
  expect(counts(await scanOnly("a", "b/season", "b/season/deep"))).toMatchObject({ found: 2, moved: 2, missing: 0 });
  expect(await scans.all()).toEqual(["b/3.mp4", "b/season/1.mp4", "b/season/deep/2.mp4"]);
  expect({ ids: await ids(), probed: scans.probed }).toEqual({ ids: before, probed: [] });
});

test("obeys what the directories above leave out", async () => {
  await scans.make("a/b/1.mp4", "a/b/2.mp4", "a/c/3.mp4");
  await writeFile(join(scans.root, "a/.gleanerignore"), "/b/1.mp4\n/c/\n");
  expect(counts(await scanOnly("a/b", "a/c"))).toMatchObject({ found: 1, new: 1 });
  expect(await scans.all()).toEqual(["a/b/2.mp4"]);
});

test("marks nothing missing in a directory that has been emptied by a disk that is gone", async () => {
  await scans.make("a/1.mp4", "a/b/2.mp4");
  await scans.scan();
  await scans.forgetDisks("another disk");
  await rm(join(scans.root, "a"), { recursive: true });
  await mkdir(join(scans.root, "a"));
  expect(counts(await scanOnly("a", ""))).toMatchObject({ missing: 0 });
  expect(await scans.missing()).toEqual([]);
});

test("is active beside a scan of the whole directory, and tells it nothing about the number of files", async () => {
  await scans.make("a/1.mp4", "2.mp4", "3.mp4");
  await scans.scan();
  const part = await scanOnly("a");
  expect(part.uniqueKey).not.toBe(scanRequest({ path: scans.root, recursive: true, retry_errors: false }).uniqueKey);
  expect(await scans.store.scans.lastFound({ path: scans.root, recursive: true })).toBe(3);
});

test.each([".nomedia", ".ignore"])(
  "removes what is below a directory with a new %s, and finds it again",
  async (name) => {
    await scans.make("a/1.mp4", "a/b/2.mp4", "a/b/c/3.mp4", "4.mp4");
    await scans.scan();
    await writeFile(join(scans.root, "a", name), "");
    expect(counts(await scanOnly("a"))).toMatchObject({ excluded: 3, missing: 0, error_count: 0 });
    expect(await scans.all()).toEqual(["4.mp4"]);
    await rm(join(scans.root, "a", name));
    expect(counts(await scanOnly("a", "a/b", "a/b/c"))).toMatchObject({ new: 3, excluded: 0, error_count: 0 });
    expect(await scans.all()).toEqual(["4.mp4", "a/1.mp4", "a/b/2.mp4", "a/b/c/3.mp4"]);
  },
);

test("removes what a changed .gleanerignore leaves out in the directories below it", async () => {
  await scans.make("a/1.mp4", "a/b/1.mp4", "a/b/2.mp4", "a/c/3.mp4", "a/c/d/4.mp4");
  await scans.scan();
  await writeFile(join(scans.root, "a/.gleanerignore"), "1.mp4\n/c/\n");
  expect(counts(await scanOnly("a", "a/b", "a/c", "a/c/d"))).toMatchObject({ excluded: 4, missing: 0, error_count: 0 });
  expect(await scans.all()).toEqual(["a/b/2.mp4"]);
});

test("leaves files that are being written as they are, and reads the others of their directory", async () => {
  await scans.make("a/1.mp4", "a/2.mp4", "b/3.mp4");
  await scans.scan();
  scans.probed = [];
  await utimes(join(scans.root, "a/1.mp4"), 1, 1);
  await scans.make("a/new.mp4", "a/half.mp4");
  const changes = { directories: ["a"], growing: ["a/1.mp4", "a/half.mp4"] };
  expect(counts(await scanChanges(changes))).toMatchObject({ found: 2, scanned: 2, new: 1, skipped: 1, missing: 0 });
  expect(scans.probed).toEqual([join(scans.root, "a/new.mp4")]);
  expect(await scans.all()).toEqual(["a/1.mp4", "a/2.mp4", "a/new.mp4", "b/3.mp4"]);
  expect(counts(await scanOnly("a"))).toMatchObject({ found: 4, new: 1, updated: 1, skipped: 2 });
});

test("reads the files that were being written, when it goes on after the end of its process", async () => {
  await scans.make("a/1.mp4");
  await scans.scan();
  await scans.make("a/half.mp4");
  const reached = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  scans.beforeLookUp = () => {
    reached.resolve();
    return goesOn.promise;
  };
  const first = await scans.startQueue();
  const parts = { only: [join(scans.root, "a")], growing: [join(scans.root, "a/half.mp4")] };
  const id = await first.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false, ...parts }));
  await reached.promise;
  const stopped = first.stop();
  goesOn.resolve();
  await stopped;
  const next = await scans.startQueue();
  expect(counts(await ended(next, id))).toMatchObject({ found: 2, new: 1, skipped: 1 });
  expect(await scans.all()).toEqual(["a/1.mp4", "a/half.mp4"]);
});
