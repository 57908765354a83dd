import { mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { counts, scansUnderTest } from "../../test/scanning/scans-under-test.ts";

const scans = scansUnderTest();

const at = (path: string): string => join(scans.root, path);
const move = (from: string, to: string): Promise<void> => rename(at(from), at(to));

describe("a file keeps its video", () => {
  test("when it is renamed", async () => {
    const { "a.mp4": id = "" } = await scans.known("a.mp4", "b.mp4");
    const before = await scans.store.videos.list({ text: "a.mp4", limit: 1 });
    await move("a.mp4", "c.mp4");
    expect(counts(await scans.scan())).toMatchObject({ found: 2, moved: 1, skipped: 1, new: 0, missing: 0 });
    expect(scans.probed).toEqual([]);
    const { videos } = await scans.store.videos.list({ text: "c.mp4", limit: 1 });
    expect(videos).toMatchObject([
      { id, createdAt: before.videos[0]?.createdAt, filename: "c.mp4", missingSince: null },
    ]);
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, skipped: 2 });
  });

  test("with its poster", async () => {
    const { "a.mp4": id = "" } = await scans.known("a.mp4");
    scans.rows("update videos set poster = 'made'");
    await move("a.mp4", "b.mp4");
    await scans.scan();
    expect((await scans.store.videos.list({ limit: 1 })).videos).toMatchObject([{ id, poster: "made" }]);
  });

  test.each([
    ["before", "b/a.mp4", "a/a.mp4"],
    ["after", "a/a.mp4", "b/a.mp4"],
  ])("when its new directory is walked %s the old one", async (_, from, to) => {
    const { [from]: id } = await scans.known(from, "a/1.mp4", "b/2.mp4");
    await move(from, to);
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, skipped: 2, missing: 0, new: 0 });
    expect(await scans.ids()).toMatchObject({ [to]: id });
    expect(Object.keys(await scans.ids())).toHaveLength(3);
    expect(scans.probed).toEqual([]);
  });

  test("when a directory above it is renamed", async () => {
    const before = await scans.known("m/x/1.mp4", "m/x/2.mp4", "m/x/y/3.mp4", "z.mp4");
    for (const [from, to] of [
      ["m/x", "m/a"],
      ["m/a", "n"],
      ["n", "a"],
    ] as const) {
      await move(from, to);
      expect(counts(await scans.scan())).toMatchObject({ moved: 3, skipped: 1, missing: 0, new: 0 });
    }
    expect(await scans.ids()).toEqual({
      "a/1.mp4": before["m/x/1.mp4"],
      "a/2.mp4": before["m/x/2.mp4"],
      "a/y/3.mp4": before["m/x/y/3.mp4"],
      "z.mp4": before["z.mp4"],
    });
    expect(scans.probed).toEqual([]);
  });

  test("when a scan of its old place has marked it missing", async () => {
    const { "old/a.mp4": id } = await scans.known("old/a.mp4", "old/b.mp4", "new/c.mp4");
    await move("old/a.mp4", "new/a.mp4");
    expect(counts(await scans.scan({ path: at("old") }))).toMatchObject({ missing: 1 });
    expect(counts(await scans.scan({ path: at("new") }))).toMatchObject({ moved: 1, skipped: 1, new: 0 });
    expect(await scans.ids()).toMatchObject({ "new/a.mp4": id });
    expect(await scans.missing()).toEqual([]);
    expect(scans.probed).toEqual([]);
  });

  test("when only its new place is scanned", async () => {
    const { "old/a.mp4": id } = await scans.known("old/a.mp4", "new/c.mp4");
    await move("old/a.mp4", "new/a.mp4");
    expect(counts(await scans.scan({ path: at("new") }))).toMatchObject({ moved: 1, skipped: 1, new: 0 });
    expect(counts(await scans.scan({ path: at("old") }))).toMatchObject({ missing: 0 });
    expect(await scans.ids()).toMatchObject({ "new/a.mp4": id });
  });

  test("when only the case of its name changes", async () => {
    const { "film.mp4": id } = await scans.known("film.mp4");
    await move("film.mp4", "Film.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "Film.mp4": id });
  });

  test("when it was gone for a while, and its inode was changed", async () => {
    const before = await scans.known("a.mp4", "b.mp4");
    await rename(at("a.mp4"), join(scans.directory, "a.mp4"));
    await scans.scan();
    await rename(join(scans.directory, "a.mp4"), at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ skipped: 2, missing: 0 });
    expect(await scans.ids()).toEqual(before);
    expect(scans.probed).toEqual([]);
  });

  test("with the subtitle files at its new place", async () => {
    await scans.known("a.mp4");
    await mkdir(at("d"));
    await writeFile(at("d/b.en.srt"), "");
    await move("a.mp4", "d/b.mp4");
    await scans.scan();
    expect(scans.rows("select filename, subtitle_files from videos")).toEqual([
      { filename: "b.mp4", subtitle_files: "\n.en.srt" },
    ]);
  });
});

describe("names that change their files", () => {
  test("two files that exchange their names exchange the paths of their videos", async () => {
    const { "a.mp4": a, "b/b.mp4": b } = await scans.known("a.mp4", "b/b.mp4");
    await move("a.mp4", "t.mp4");
    await move("b/b.mp4", "a.mp4");
    await move("t.mp4", "b/b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, skipped: 0, updated: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "a.mp4": b, "b/b.mp4": a });
    expect(scans.probed).toEqual([]);
  });

  test("also if they have one size and time", async () => {
    await scans.make("a.mp4", "b.mp4");
    for (const name of ["a.mp4", "b.mp4"]) await utimes(at(name), 1_600_000_000, 1_600_000_000);
    const { "a.mp4": a, "b.mp4": b } = await scans.known();
    await move("a.mp4", "t.mp4");
    await move("b.mp4", "a.mp4");
    await move("t.mp4", "b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, updated: 0 });
    expect(await scans.ids()).toEqual({ "a.mp4": b, "b.mp4": a });
  });

  test("a chain of files moves as a whole, and a new file at its end is new", async () => {
    const { "1.mp4": one, "d/2.mp4": two, "3.mp4": three } = await scans.known("1.mp4", "d/2.mp4", "3.mp4");
    await move("3.mp4", "e.mp4");
    await move("d/2.mp4", "3.mp4");
    await move("1.mp4", "d/2.mp4");
    await copyClip("rotated-90.mp4", at("1.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 3, new: 1, updated: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "1.mp4": expect.any(String), "d/2.mp4": one, "3.mp4": two, "e.mp4": three });
    expect([one, two, three]).not.toContain((await scans.ids())["1.mp4"]);
    expect(scans.probed).toEqual([at("1.mp4")]);
  });

  test.each(["0/b.mp4", "z/b.mp4"])("a new file at the old path of one that is now %s is new", async (to) => {
    const { "a.mp4": a } = await scans.known("a.mp4");
    await mkdir(at(join(to, "..")));
    await move("a.mp4", to);
    await copyClip("rotated-90.mp4", at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 1, updated: 0, missing: 0 });
    const after = await scans.ids();
    expect(after).toMatchObject({ [to]: a });
    expect(after["a.mp4"]).not.toBe(a);
    expect(scans.probed).toEqual([at("a.mp4")]);
  });

  test("a file at the old path of another keeps its video, although that one was committed before it was looked at", async () => {
    // The files between make the scan commit the first move before it comes to the second.
    const between = Array.from({ length: 300 }, (_, nth) => `d1/${nth}.mp4`);
    const { "d2/f.mp4": first, "d3/f.mp4": second } = await scans.known(
      "d1/0.mp4",
      "d2/f.mp4",
      "d3/f.mp4",
      "d3/keep.mp4",
    );
    await mkdir(at("d0"));
    await move("d2/f.mp4", "d0/f.mp4");
    await move("d3/f.mp4", "d2/f.mp4");
    await scans.make(...between.slice(1));
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, new: 299, updated: 0, missing: 0 });
    const { videos } = await scans.store.videos.list({ text: "f.mp4", limit: 10 });
    const found = Object.fromEntries(videos.map(({ id, path }) => [relative(scans.root, path), id]));
    expect(found).toEqual({ "d0/f.mp4": first, "d2/f.mp4": second });
  });

  test.each(["one scan", "another scan before"])(
    "files that are numbered anew after one was deleted keep their videos, with %s",
    async (how) => {
      const names = Array.from({ length: 9 }, (_, nth) => `${nth}.mp4`);
      const before = await scans.known(...names);
      await rm(at("3.mp4"));
      if (how !== "one scan") await scans.scan();
      for (let nth = 4; nth < 9; nth += 1) await move(`${nth}.mp4`, `${nth - 1}.mp4`);
      expect(counts(await scans.scan())).toMatchObject({
        moved: 5,
        updated: 0,
        new: 0,
        missing: how === "one scan" ? 1 : 0,
      });
      expect(scans.probed).toEqual([]);
      const after = Object.fromEntries(
        names.map((name, nth) => [name, nth < 3 ? before[name] : before[`${nth + 1}.mp4`]]),
      );
      // The path that is left has the video of the film that is gone.
      expect(await scans.ids()).toEqual({ ...after, "8.mp4": `${before["3.mp4"]} missing` });
      expect(counts(await scans.scan())).toMatchObject({ skipped: 8, moved: 0, missing: 0 });
    },
  );
});

describe("a file that is renamed to the path of another video", () => {
  test("keeps its video, and the other one is missing, at the path that the file has left", async () => {
    const { "a.mp4": a, "d/b.mp4": b } = await scans.known("a.mp4", "d/b.mp4");
    await move("a.mp4", "d/b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ found: 1, moved: 1, updated: 0, missing: 1 });
    expect(await scans.ids()).toEqual({ "a.mp4": `${b} missing`, "d/b.mp4": a });
    await move("d/b.mp4", "a.mp4");
    expect(counts(await scans.scan())).toMatchObject({ found: 1, moved: 1, updated: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "a.mp4": a, "d/b.mp4": `${b} missing` });
    expect(scans.probed).toEqual([]);
  });

  test("also if that one was missing before", async () => {
    const { "a.mp4": a, "b.mp4": b } = await scans.known("a.mp4", "b.mp4");
    await rm(at("b.mp4"));
    await scans.scan();
    await move("a.mp4", "b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, updated: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "a.mp4": `${b} missing`, "b.mp4": a });
  });

  test("also if its own path is left out since then", async () => {
    const { "a.mp4": a, "b.mp4": b } = await scans.known("a.mp4", "b.mp4");
    await move("a.mp4", "b.mp4");
    expect(counts(await scans.scan({ without: ["a.mp4"] }))).toMatchObject({ moved: 1, missing: 1, excluded: 0 });
    expect(await scans.ids()).toEqual({ "a.mp4": `${b} missing`, "b.mp4": a });
  });

  test("keeps its video in a full scan, which reads it", async () => {
    const { "a.mp4": a, "b.mp4": b } = await scans.known("a.mp4", "b.mp4");
    await move("a.mp4", "b.mp4");
    const done = counts(await scans.scan({ full: true }));
    expect(done).toMatchObject({ found: 1, skipped: 1, updated: 0, moved: 0, missing: 1 });
    expect(await scans.ids()).toEqual({ "a.mp4": `${b} missing`, "b.mp4": a });
    expect(scans.probed).toEqual([at("b.mp4")]);
  });

  test("does so although another file has its old name, which then takes over the missing video there", async () => {
    const { "a.mp4": a, "b.mp4": b } = await scans.known("a.mp4", "b.mp4");
    await move("a.mp4", "b.mp4");
    await copyClip("rotated-90.mp4", at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ found: 2, moved: 1, updated: 1, new: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "a.mp4": b, "b.mp4": a });
    expect(scans.probed).toEqual([at("a.mp4")]);
  });
});

describe("a new version of a film that is renamed to the path of the old one keeps the video there", () => {
  test("if the library has not seen it before", async () => {
    const { "a.mp4": a } = await scans.known("a.mp4");
    await copyClip("rotated-90.mp4", at("a.mp4.part"));
    await move("a.mp4.part", "a.mp4");
    expect(counts(await scans.scan())).toMatchObject({ found: 1, updated: 1, moved: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "a.mp4": a });
  });

  test("if the library has only seen it half written", async () => {
    await scans.make("a.mp4");
    await copyClip("rotated-90.mp4", at("a.new.mp4"));
    const { "a.mp4": a, "a.new.mp4": half } = await scans.known();
    await writeFile(at("a.new.mp4"), "more", { flag: "a" });
    await move("a.new.mp4", "a.mp4");
    expect(counts(await scans.scan())).toMatchObject({ found: 1, updated: 1, moved: 0, missing: 1 });
    expect(await scans.ids()).toEqual({ "a.mp4": a, "a.new.mp4": `${half} missing` });
  });
});

test("a directory that is renamed keeps its videos although they are marked missing before it is found", async () => {
  const before = await scans.known("b/1.mp4", "b/2.mp4", "b/d/3.mp4", "c/4.mp4");
  await move("b", "z");
  await scans.make("a/new.mp4");
  const job = await scans.scan({ goneWaitMs: 0 });
  expect(counts(job)).toMatchObject({ moved: 3, new: 1, missing: 0 });
  expect(await scans.ids()).toMatchObject({
    "z/1.mp4": before["b/1.mp4"],
    "z/2.mp4": before["b/2.mp4"],
    "z/d/3.mp4": before["b/d/3.mp4"],
  });
});

test("a full scan reads a moved file, and keeps its video", async () => {
  const { "a.mp4": a, "b.mp4": b } = await scans.known("a.mp4", "b.mp4");
  await move("a.mp4", "c.mp4");
  expect(counts(await scans.scan({ full: true }))).toMatchObject({
    found: 2,
    skipped: 2,
    moved: 0,
    new: 0,
    missing: 0,
  });
  expect(scans.probed.toSorted()).toEqual([at("b.mp4"), at("c.mp4")]);
  expect(await scans.ids()).toEqual({ "b.mp4": b, "c.mp4": a });
});
