/** Files that are moved to another disk, and on disks that give their files no lasting numbers. */
import { execFile } from "node:child_process";
import { copyFile, mkdir, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { type Disks, makeDisks } from "../../test/scanning/disks.ts";
import { FaultyDisk, mayMountFuse } from "../../test/scanning/faulty-disk.ts";
import { counts, scansUnderTest, type Wishes } from "../../test/scanning/scans-under-test.ts";

const scans = scansUnderTest();
const at = (path: string): string => join(scans.root, path);
/** With the exact times of the files. */
const command = promisify(execFile);
const move = (from: string, to: string) => command("mv", [at(from), at(to)]);
const copy = (from: string, to: string) => command("cp", ["-p", at(from), at(to)]);

describe("a file that is moved to another disk", () => {
  let disks: Disks;
  let usual: Wishes;
  beforeEach(async () => {
    disks = makeDisks(join(scans.directory, "disks"));
    usual = { threads: disks.threads };
    for (const name of ["1", "2"]) {
      await disks.make(name);
      await mkdir(at(name));
      await disks.mount(name, at(name));
    }
  });
  afterEach(() => disks[Symbol.asyncDispose]());

  const scan = async (wishes: Wishes = {}) => {
    scans.probed = [];
    return counts(await scans.scan({ ...usual, ...wishes }));
  };
  const known = async (...names: string[]) => {
    for (const name of names) await copyClip("h264-aac-faststart.mp4", at(name));
    await scan();
    return scans.ids();
  };

  test.each([
    ["1/a.mp4", "2/b.mp4"],
    ["2/a.mp4", "1/d/b.mp4"],
  ])("keeps its video: from %s to %s", async (from, to) => {
    const { [from]: id } = await known(from, "1/other.mp4");
    await mkdir(at("1/d"));
    await move(from, to);
    expect(await scan()).toMatchObject({ found: 2, moved: 1, skipped: 1, new: 0, missing: 0 });
    expect(scans.probed).toEqual([]);
    expect(await scans.ids()).toMatchObject({ [to]: id });
    expect(await scan()).toMatchObject({ moved: 0, skipped: 2 });
  });

  test("keeps its video with all of a directory that is gone from the old disk", async () => {
    const before = await known("1/x/1.mp4", "1/x/y/2.mp4", "1/other.mp4");
    await move("1/x", "2/z");
    expect(await scan({ path: at("2") })).toMatchObject({ moved: 2, new: 0 });
    expect(await scans.ids()).toEqual({
      "2/z/1.mp4": before["1/x/1.mp4"],
      "2/z/y/2.mp4": before["1/x/y/2.mp4"],
      "1/other.mp4": before["1/other.mp4"],
    });
    expect(scans.probed).toEqual([]);
  });

  test("keeps its video if that is marked missing, whatever became of the old disk", async () => {
    const { "1/a.mp4": a } = await known("1/a.mp4", "1/other.mp4");
    await move("1/a.mp4", "2/a.mp4");
    expect(await scan({ path: at("1") })).toMatchObject({ missing: 1 });
    await disks.unmount(at("1"));
    expect(await scan({ path: at("2") })).toMatchObject({ moved: 1, new: 0 });
    expect(await scans.ids()).toMatchObject({ "2/a.mp4": a });
  });

  test("is a new video if the old disk is not mounted, as it may still be there", async () => {
    const { "1/a.mp4": a } = await known("1/a.mp4", "1/other.mp4");
    await move("1/a.mp4", "2/a.mp4");
    await disks.unmount(at("1"));
    expect(await scan()).toMatchObject({ moved: 0, new: 1, missing: 0 });
    expect(await scans.ids()).toMatchObject({ "1/a.mp4": a });
    // Nor if its mount point is gone as well.
    await rm(at("1"), { recursive: true });
    await rename(at("2/a.mp4"), at("2/b.mp4"));
    await mkdir(at("2/c"));
    await copy("2/b.mp4", "2/c/d.mp4");
    expect(await scan()).toMatchObject({ moved: 1, new: 1, missing: 0 });
    expect(await scans.ids()).toMatchObject({ "1/a.mp4": a });
  });

  test("is a new video if the old one is still there", async () => {
    const { "1/a.mp4": a } = await known("1/a.mp4");
    await copy("1/a.mp4", "2/a.mp4");
    expect(await scan()).toMatchObject({ moved: 0, new: 1, skipped: 1 });
    expect(await scans.ids()).toMatchObject({ "1/a.mp4": a });
  });

  test("is a new video if it is there twice", async () => {
    const { "1/a.mp4": a } = await known("1/a.mp4");
    await copy("1/a.mp4", "2/a.mp4");
    await move("1/a.mp4", "2/b.mp4");
    expect(await scan()).toMatchObject({ moved: 0, new: 2, missing: 1 });
    expect(await scans.ids()).toMatchObject({ "1/a.mp4": `${a} missing` });
  });

  test("is a new video if two that are gone looked like it", async () => {
    await known("1/a.mp4");
    await copy("1/a.mp4", "1/b.mp4");
    await scan();
    await move("1/a.mp4", "2/c.mp4");
    await rm(at("1/b.mp4"));
    expect(await scan()).toMatchObject({ moved: 0, new: 1, missing: 2 });
  });

  test("is a new video if it has another content", async () => {
    const cases = join(import.meta.dirname, "../../samples/cases");
    const put = async (name: string, to: string) => {
      await copyFile(join(cases, name), at(to));
      await utimes(at(to), 1_600_000_000, 1_600_000_000);
    };
    await put("same-size-1.mp4", "1/a.mp4");
    await scan();
    await rm(at("1/a.mp4"));
    await put("same-size-2.mp4", "2/a.mp4");
    expect(await scan()).toMatchObject({ moved: 0, new: 1, missing: 1 });
  });

  test("is a new video if it was never read by a program that remembers fingerprints", async () => {
    await known("1/a.mp4");
    scans.rows("update videos set fingerprint = null");
    await move("1/a.mp4", "2/a.mp4");
    expect(await scan()).toMatchObject({ moved: 0, new: 1, missing: 1 });
  });
});

test("a full scan remembers the fingerprints of unchanged files, and finds a change of the content that tells nothing else", async () => {
  await scans.make("a.mp4");
  await scans.scan();
  const fingerprints = () => scans.rows("select fingerprint from videos");
  const [before] = fingerprints();
  expect(before).toEqual({ fingerprint: expect.any(Number) });
  scans.rows("update videos set fingerprint = null");
  expect(counts(await scans.scan({ full: true }))).toMatchObject({ skipped: 1, updated: 0 });
  expect(fingerprints()).toEqual([before]);
  scans.rows("update videos set fingerprint = 5");
  expect(counts(await scans.scan({ full: true }))).toMatchObject({ skipped: 0, updated: 1 });
  expect(fingerprints()).toEqual([before]);
});

describe.skipIf(!mayMountFuse)("on a disk without lasting file numbers", () => {
  let disk: FaultyDisk;
  const content = (path: string): string => join(scans.directory, "content", path);
  beforeEach(async () => {
    await mkdir(content(""));
    disk = new FaultyDisk(content(""), scans.root);
    await disk.mount();
  });
  afterEach(() => disk[Symbol.asyncDispose]());

  const known = async (...clips: readonly (readonly [string, string])[]) => {
    for (const [name, clip] of clips) await copyClip(clip, content(name));
    await scans.scan();
    scans.probed = [];
    return scans.ids();
  };

  test("a renamed file keeps its video, and neither numbers nor change times are remembered", async () => {
    const before = await known(["a/1.mp4", "h264-aac-faststart.mp4"], ["b.mp4", "rotated-90.mp4"]);
    expect(scans.rows("select distinct file_number, changed_us from videos")).toEqual([
      { file_number: null, changed_us: null },
    ]);
    await rename(content("a"), content("c"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, skipped: 1, missing: 0, new: 0 });
    expect(scans.probed).toEqual([]);
    expect(await scans.ids()).toEqual({ "c/1.mp4": before["a/1.mp4"], "b.mp4": before["b.mp4"] });
  });

  test("two files that exchange their names exchange the paths of their videos", async () => {
    const { "a.mp4": a, "b.mp4": b } = await known(["a.mp4", "h264-aac-faststart.mp4"], ["b.mp4", "rotated-90.mp4"]);
    await rename(content("a.mp4"), content("t.mp4"));
    await rename(content("b.mp4"), content("a.mp4"));
    await rename(content("t.mp4"), content("b.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, updated: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "a.mp4": b, "b.mp4": a });
    expect(scans.probed).toEqual([]);
  });
});
