import { statSync } from "node:fs";
import { copyFile, link, mkdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

const at = (path: string): string => join(scans.root, path);
const move = (from: string, to: string): Promise<void> => rename(at(from), at(to));

/** The videos by their paths below the root, with a mark behind the ids of missing ones. */
async function ids(): Promise<Record<string, string>> {
  const { videos } = await scans.store.videos.list({ limit: 100 });
  return Object.fromEntries(
    videos.map(({ id, path, missingSince }) => [
      relative(scans.root, path),
      missingSince === null ? id : `${id} missing`,
    ]),
  );
}

/** Scans once, and forgets what was probed. @returns the videos */
async function known(...names: string[]): Promise<Record<string, string>> {
  await scans.make(...names);
  await scans.scan();
  scans.probed = [];
  return ids();
}

describe("a file keeps its video", () => {
  test("when it is renamed", async () => {
    const { "a.mp4": id = "" } = await known("a.mp4", "b.mp4");
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
    const { "a.mp4": id = "" } = await known("a.mp4");
    scans.rows("update videos set poster = 'made'");
    await move("a.mp4", "b.mp4");
    await scans.scan();
    expect((await scans.store.videos.list({ limit: 1 })).videos).toMatchObject([{ id, poster: "made" }]);
  });

  test.each([
    ["before", "b/a.mp4", "a/a.mp4"],
    ["after", "a/a.mp4", "b/a.mp4"],
  ])("when its new directory is walked %s the old one", async (_, from, to) => {
    const { [from]: id } = await known(from, "a/1.mp4", "b/2.mp4");
    await move(from, to);
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, skipped: 2, missing: 0, new: 0 });
    expect(await ids()).toMatchObject({ [to]: id });
    expect(Object.keys(await ids())).toHaveLength(3);
    expect(scans.probed).toEqual([]);
  });

  test("when a directory above it is renamed", async () => {
    const before = await known("m/x/1.mp4", "m/x/2.mp4", "m/x/y/3.mp4", "z.mp4");
    for (const [from, to] of [
      ["m/x", "m/a"],
      ["m/a", "n"],
      ["n", "a"],
    ] as const) {
      await move(from, to);
      expect(counts(await scans.scan())).toMatchObject({ moved: 3, skipped: 1, missing: 0, new: 0 });
    }
    expect(await ids()).toEqual({
      "a/1.mp4": before["m/x/1.mp4"],
      "a/2.mp4": before["m/x/2.mp4"],
      "a/y/3.mp4": before["m/x/y/3.mp4"],
      "z.mp4": before["z.mp4"],
    });
    expect(scans.probed).toEqual([]);
  });

  test("when a scan of its old place has marked it missing", async () => {
    const { "old/a.mp4": id } = await known("old/a.mp4", "old/b.mp4", "new/c.mp4");
    await move("old/a.mp4", "new/a.mp4");
    expect(counts(await scans.scan({ path: at("old") }))).toMatchObject({ missing: 1 });
    expect(counts(await scans.scan({ path: at("new") }))).toMatchObject({ moved: 1, skipped: 1, new: 0 });
    expect(await ids()).toMatchObject({ "new/a.mp4": id });
    expect(await scans.missing()).toEqual([]);
    expect(scans.probed).toEqual([]);
  });

  test("when only its new place is scanned", async () => {
    const { "old/a.mp4": id } = await known("old/a.mp4", "new/c.mp4");
    await move("old/a.mp4", "new/a.mp4");
    expect(counts(await scans.scan({ path: at("new") }))).toMatchObject({ moved: 1, skipped: 1, new: 0 });
    expect(counts(await scans.scan({ path: at("old") }))).toMatchObject({ missing: 0 });
    expect(await ids()).toMatchObject({ "new/a.mp4": id });
  });

  test("when only the case of its name changes", async () => {
    const { "film.mp4": id } = await known("film.mp4");
    await move("film.mp4", "Film.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0, missing: 0 });
    expect(await ids()).toEqual({ "Film.mp4": id });
  });

  test("when it was gone for a while, and its inode was changed", async () => {
    const before = await known("a.mp4", "b.mp4");
    await rename(at("a.mp4"), join(scans.directory, "a.mp4"));
    await scans.scan();
    await rename(join(scans.directory, "a.mp4"), at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ skipped: 2, missing: 0 });
    expect(await ids()).toEqual(before);
    expect(scans.probed).toEqual([]);
  });

  test("with the subtitle files at its new place", async () => {
    await known("a.mp4");
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
    const { "a.mp4": a, "b/b.mp4": b } = await known("a.mp4", "b/b.mp4");
    await move("a.mp4", "t.mp4");
    await move("b/b.mp4", "a.mp4");
    await move("t.mp4", "b/b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, skipped: 0, updated: 0, missing: 0 });
    expect(await ids()).toEqual({ "a.mp4": b, "b/b.mp4": a });
    expect(scans.probed).toEqual([]);
  });

  test("also if they have one size and time", async () => {
    await scans.make("a.mp4", "b.mp4");
    for (const name of ["a.mp4", "b.mp4"]) await utimes(at(name), 1_600_000_000, 1_600_000_000);
    const { "a.mp4": a, "b.mp4": b } = await known();
    await move("a.mp4", "t.mp4");
    await move("b.mp4", "a.mp4");
    await move("t.mp4", "b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, updated: 0 });
    expect(await ids()).toEqual({ "a.mp4": b, "b.mp4": a });
  });

  test("a chain of files moves as a whole, and a new file at its end is new", async () => {
    const { "1.mp4": one, "d/2.mp4": two, "3.mp4": three } = await known("1.mp4", "d/2.mp4", "3.mp4");
    await move("3.mp4", "e.mp4");
    await move("d/2.mp4", "3.mp4");
    await move("1.mp4", "d/2.mp4");
    await copyClip("rotated-90.mp4", at("1.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 3, new: 1, updated: 0, missing: 0 });
    expect(await ids()).toEqual({ "1.mp4": expect.any(String), "d/2.mp4": one, "3.mp4": two, "e.mp4": three });
    expect([one, two, three]).not.toContain((await ids())["1.mp4"]);
    expect(scans.probed).toEqual([at("1.mp4")]);
  });

  test.each(["0/b.mp4", "z/b.mp4"])("a new file at the old path of one that is now %s is new", async (to) => {
    const { "a.mp4": a } = await known("a.mp4");
    await mkdir(at(join(to, "..")));
    await move("a.mp4", to);
    await copyClip("rotated-90.mp4", at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 1, updated: 0, missing: 0 });
    const after = await ids();
    expect(after).toMatchObject({ [to]: a });
    expect(after["a.mp4"]).not.toBe(a);
    expect(scans.probed).toEqual([at("a.mp4")]);
  });

  test("a file at the old path of another keeps its video, although that one was committed before it was looked at", async () => {
    // The files between make the scan commit the first move before it comes to the second.
    const between = Array.from({ length: 300 }, (_, nth) => `d1/${nth}.mp4`);
    const { "d2/f.mp4": first, "d3/f.mp4": second } = await known("d1/0.mp4", "d2/f.mp4", "d3/f.mp4", "d3/keep.mp4");
    await mkdir(at("d0"));
    await move("d2/f.mp4", "d0/f.mp4");
    await move("d3/f.mp4", "d2/f.mp4");
    await scans.make(...between.slice(1));
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, new: 299, updated: 0, missing: 0 });
    const { videos } = await scans.store.videos.list({ text: "f.mp4", limit: 10 });
    const found = Object.fromEntries(videos.map(({ id, path }) => [relative(scans.root, path), id]));
    expect(found).toEqual({ "d0/f.mp4": first, "d2/f.mp4": second });
  });

  test("a file that was moved over another one is a new version of that one", async () => {
    const { "a.mp4": a, "b.mp4": b } = await known("a.mp4", "b.mp4");
    await move("a.mp4", "b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, updated: 1, missing: 1 });
    expect(await ids()).toEqual({ "a.mp4": `${a} missing`, "b.mp4": b });
  });
});

test("a directory that is renamed keeps its videos although they are marked missing before it is found", async () => {
  const before = await known("b/1.mp4", "b/2.mp4", "b/d/3.mp4", "c/4.mp4");
  await move("b", "z");
  await scans.make("a/new.mp4");
  const job = await scans.scan({ goneWaitMs: 0 });
  expect(counts(job)).toMatchObject({ moved: 3, new: 1, missing: 0 });
  expect(await ids()).toMatchObject({
    "z/1.mp4": before["b/1.mp4"],
    "z/2.mp4": before["b/2.mp4"],
    "z/d/3.mp4": before["b/d/3.mp4"],
  });
});

describe("hard links of one film keep its videos, each link one at most", () => {
  const links = async (first: string, ...others: string[]) => {
    await scans.make(first);
    for (const other of others) await link(at(first), at(other));
    return known();
  };

  test("when they are renamed together in their directory", async () => {
    const { "a.mp4": a, "b.mp4": b } = await links("a.mp4", "b.mp4");
    await move("a.mp4", "c.mp4");
    await move("b.mp4", "d.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, new: 0, missing: 0 });
    expect(await ids()).toEqual({ "c.mp4": a, "d.mp4": b });
    expect(scans.probed).toEqual([]);
  });

  test("when they are moved to several directories, by their names first", async () => {
    for (const name of ["0", "d", "e"]) await mkdir(at(name));
    const { "d/a.mp4": a, "d/b.mp4": b, "d/c.mp4": c } = await links("d/a.mp4", "d/b.mp4", "d/c.mp4");
    await move("d/b.mp4", "e/b.mp4");
    await move("d/c.mp4", "0/a.mp4");
    await move("d/a.mp4", "e/x.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 3, new: 0, missing: 0 });
    // `c.mp4` has taken the name of another link, which is the same film.
    expect(await ids()).toEqual({ "0/a.mp4": a, "e/b.mp4": b, "e/x.mp4": c });
  });

  test("when there is another link of a renamed file", async () => {
    const { "a.mp4": a } = await known("a.mp4");
    await link(at("a.mp4"), at("b.mp4"));
    await move("a.mp4", "c.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 1, missing: 0 });
    expect(await ids()).toEqual({ "b.mp4": a, "c.mp4": expect.not.stringContaining("missing") });
  });

  test("when one is deleted and the other renamed", async () => {
    const { "a.mp4": a, "b.mp4": b } = await links("a.mp4", "b.mp4");
    await rm(at("b.mp4"));
    await move("a.mp4", "c.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0, missing: 1 });
    expect(await ids()).toEqual({ "c.mp4": a, "b.mp4": `${b} missing` });
  });
});

const keepsBirthTimes = statSync(import.meta.filename).birthtimeMs > 0;

describe("nothing is guessed", () => {
  test("a hard link is a video of its own", async () => {
    const { "a.mp4": a } = await known("a.mp4");
    await link(at("a.mp4"), at("b.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, skipped: 1 });
    expect(await ids()).toMatchObject({ "a.mp4": a });
  });

  test("a file with a link at its old path is a new video", async () => {
    const { "a.mp4": a } = await known("a.mp4");
    await mkdir(at("d"));
    await move("a.mp4", "d/b.mp4");
    await symlink(at("d/b.mp4"), at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1 });
    expect(await ids()).toMatchObject({ "a.mp4": a });
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 0, skipped: 2 });
  });

  test("a file is a new video if a link that leads nowhere has its old name", async () => {
    const { "a.mp4": a } = await known("a.mp4");
    await move("a.mp4", "b.mp4");
    await symlink(at("not mounted/a.mp4"), at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, error_count: 1 });
    expect((await ids())["b.mp4"]).not.toBe(a);
  });

  test("a hard link is a video of its own, also if the other one is left out now", async () => {
    const { "a.mp4": a } = await known("a.mp4", "c.mp4");
    await link(at("a.mp4"), at("b.mp4"));
    await writeFile(at(".gleanerignore"), "a.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, excluded: 1 });
    expect(Object.values(await ids())).not.toContain(a);
  });

  test("a file that was changed after it was moved is a new video", async () => {
    const { "a.mp4": a } = await known("a.mp4");
    await move("a.mp4", "b.mp4");
    await utimes(at("b.mp4"), 1_600_000_000, 1_600_000_000);
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, missing: 1 });
    expect(await ids()).toMatchObject({ "a.mp4": `${a} missing` });
  });

  // ext4 gives the number of a deleted file to the next one. tmpfs does not, so the row is given the number of the new file.
  test.each([
    ["at another path", "b.mp4"],
    ["at its path, after a scan without it", "a.mp4"],
  ])("a new film with the number, size and time of a deleted one is another film: %s", async (_, name) => {
    const { "a.mp4": id } = await known("a.mp4");
    await utimes(at("a.mp4"), 1, 1);
    await scans.scan();
    scans.probed = [];
    const film = await readFile(at("a.mp4"));
    await rm(at("a.mp4"));
    if (name === "a.mp4") await scans.scan({ acceptEmpty: true });
    film[film.length - 1] = (film.at(-1) ?? 0) ^ 1;
    await writeFile(at(name), film);
    await utimes(at(name), 1, 1);
    const { ino } = await stat(at(name));
    scans.rows(`update videos set file_number = ${ino}`);
    const done = counts(await scans.scan());
    expect(done).toMatchObject(name === "a.mp4" ? { updated: 1, moved: 0 } : { new: 1, moved: 0, missing: 1 });
    expect(scans.probed).toContain(at(name));
    if (name !== "a.mp4") expect((await ids())[name]).not.toBe(id);
  });

  test.skipIf(!keepsBirthTimes)("a renamed file need not be read to be known", async () => {
    await known("a.mp4");
    // No file has this fingerprint.
    scans.rows("update videos set fingerprint = 1");
    await move("a.mp4", "b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0 });
  });

  test("a renamed file on a file system without birth times is known by its beginning", async () => {
    const { "a.mp4": id } = await known("a.mp4");
    await move("a.mp4", "b.mp4");
    // As if the file were younger.
    scans.rows("update videos set changed_us = 1");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0 });
    expect(await ids()).toEqual({ "b.mp4": id });
    expect(scans.probed).toEqual([]);
  });

  test("a copy leaves the video to the renamed file, which the walk finds later", async () => {
    const { "a/f.mp4": id } = await known("a/f.mp4", "b/1.mp4", "z/2.mp4");
    await utimes(at("a/f.mp4"), 1, 1);
    await scans.scan();
    await move("a/f.mp4", "z/f.mp4");
    await copyFile(at("z/f.mp4"), at("b/f.mp4"));
    await utimes(at("b/f.mp4"), 1, 1);
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 1, missing: 0 });
    expect(await ids()).toMatchObject({ "z/f.mp4": id });
  });

  test("a copy has the video if nothing else has it at the end of the walk", async () => {
    const { "a/f.mp4": id } = await known("a/f.mp4", "b/1.mp4");
    await utimes(at("a/f.mp4"), 1, 1);
    await scans.scan();
    await copyFile(at("a/f.mp4"), at("b/f.mp4"));
    await utimes(at("b/f.mp4"), 1, 1);
    await rm(at("a/f.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0, missing: 0 });
    expect(await ids()).toMatchObject({ "b/f.mp4": id });
  });

  test("a copy of a film whose like was deleted is a new video, as it may be a copy of either", async () => {
    const { "a/f.mp4": id } = await known("a/f.mp4", "b/f.mp4");
    for (const name of ["a/f.mp4", "b/f.mp4"]) await utimes(at(name), 1, 1);
    await scans.scan();
    await copyFile(at("b/f.mp4"), at("b/g.mp4"));
    await utimes(at("b/g.mp4"), 1, 1);
    await rm(at("a/f.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, missing: 1 });
    expect((await ids())["b/g.mp4"]).not.toBe(id);
  });

  test("a number of another disk is no proof", async () => {
    await known("a.mp4");
    await scans.forgetDisks("another");
    await move("a.mp4", "b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1 });
  });
});

test("a full scan reads a moved file, and keeps its video", async () => {
  const { "a.mp4": a, "b.mp4": b } = await known("a.mp4", "b.mp4");
  await move("a.mp4", "c.mp4");
  expect(counts(await scans.scan({ full: true }))).toMatchObject({
    found: 2,
    skipped: 2,
    moved: 0,
    new: 0,
    missing: 0,
  });
  expect(scans.probed.toSorted()).toEqual([at("b.mp4"), at("c.mp4")]);
  expect(await ids()).toEqual({ "b.mp4": b, "c.mp4": a });
});

test("a video that a person removes while its file is found elsewhere stays removed", async () => {
  const { "a.mp4": a = "" } = await known("a.mp4");
  await move("a.mp4", "b.mp4");
  const queue = await scans.startQueue({
    batchMs: 1,
    library: {
      ...scans.store.scans,
      moveCandidates: async (files) => {
        const found = await scans.store.scans.moveCandidates(files);
        await scans.store.videos.forget({ ids: [a as never] });
        return found;
      },
    },
  });
  const job = await ended(
    queue,
    await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false })),
  );
  expect(counts(job)).toMatchObject({ found: 1, moved: 0, skipped: 1, new: 0 });
  expect(await ids()).toEqual({});
});

test("a video that another scan changes meanwhile does not move, and the file is read", async () => {
  const { "a.mp4": a } = await known("a.mp4");
  await move("a.mp4", "b.mp4");
  const queue = await scans.startQueue({
    library: {
      ...scans.store.scans,
      moveCandidates: async (files) => {
        const found = await scans.store.scans.moveCandidates(files);
        scans.rows("update videos set file_size = 5");
        return found;
      },
    },
  });
  const job = await ended(
    queue,
    await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false })),
  );
  expect(counts(job)).toMatchObject({ found: 1, scanned: 1, moved: 0, new: 1 });
  // The next scan looks at the old path, as the other one has just seen a file there.
  expect(await ids()).toMatchObject({ "a.mp4": a, "b.mp4": expect.any(String) });
  expect(scans.probed).toEqual([at("b.mp4")]);
});

test("two scans at once, of the old directory and of the new one, move each file once", async () => {
  const names = Array.from({ length: 30 }, (_, index) => `${index}.mp4`);
  const before = await known(...names.map((name) => `old/${name}`), "old/stays.mp4", "new/was-there.mp4");
  for (const name of names) await move(`old/${name}`, `new/${name}`);
  const queue = await scans.startQueue({ batchFiles: 3, batchMs: 1 }, { concurrency: 2 });
  const submitted = ["old", "new"].map((path) =>
    queue.submit(scanRequest({ path: at(path), recursive: true, retry_errors: false })),
  );
  const [ofOld, ofNew] = await Promise.all((await Promise.all(submitted)).map((id) => ended(queue, id)));
  expect(ofNew && counts(ofNew)).toMatchObject({ found: 31, moved: 30, skipped: 1, new: 0 });
  expect(ofOld && counts(ofOld)).toMatchObject({ found: 1, skipped: 1 });
  expect(await ids()).toEqual({
    ...Object.fromEntries(names.map((name) => [`new/${name}`, before[`old/${name}`]])),
    "old/stays.mp4": before["old/stays.mp4"],
    "new/was-there.mp4": before["new/was-there.mp4"],
  });
  expect(await scans.missing()).toEqual([]);
  expect(scans.probed).toEqual([]);
});

test("a file that moves between a cancelled scan and the next keeps its video", async () => {
  await scans.make(...[1, 2, 3, 4, 5, 6, 7, 8].map((name) => `old/${name}.mp4`));
  const cancelled = await scans.scanAndCancel();
  expect(cancelled.status).toBe("cancelled");
  const before = await ids();
  await move("old", "a");
  scans.probed = [];
  const kept = Object.keys(before).length;
  expect(kept).toBeGreaterThan(0);
  expect(counts(await scans.scan())).toMatchObject({ found: 8, moved: kept, new: 8 - kept, missing: 0 });
  expect(await ids()).toMatchObject(
    Object.fromEntries(Object.entries(before).map(([path, id]) => [path.replace("old", "a"), id])),
  );
  expect(scans.probed).toHaveLength(8 - kept);
});
