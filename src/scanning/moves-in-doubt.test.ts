/** Files that may be one video or another: hard links, copies, and files with the number of another one. */
import { statSync } from "node:fs";
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { counts, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { mostLinks } from "./scan-library.ts";

const scans = scansUnderTest();

const at = (path: string): string => join(scans.root, path);
const move = (from: string, to: string): Promise<void> => rename(at(from), at(to));

describe("hard links of one film keep its videos, each link one at most", () => {
  const links = async (first: string, ...others: string[]) => {
    await scans.make(first);
    for (const other of others) await link(at(first), at(other));
    return scans.known();
  };

  test("when they are renamed together in their directory", async () => {
    const { "a.mp4": a, "b.mp4": b } = await links("a.mp4", "b.mp4");
    await move("a.mp4", "c.mp4");
    await move("b.mp4", "d.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 2, new: 0, missing: 0 });
    expect(await scans.ids()).toEqual({ "c.mp4": a, "d.mp4": b });
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
    expect(await scans.ids()).toEqual({ "0/a.mp4": a, "e/b.mp4": b, "e/x.mp4": c });
  });

  test("when there is another link of a renamed file", async () => {
    const { "a.mp4": a } = await scans.known("a.mp4");
    await link(at("a.mp4"), at("b.mp4"));
    await move("a.mp4", "c.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 1, missing: 0 });
    expect(await scans.ids()).toEqual({ "b.mp4": a, "c.mp4": expect.not.stringContaining("missing") });
  });

  test("when a directory with nearly a hundred links is renamed, and not one with a hundred", async () => {
    await mkdir(at("d"));
    await scans.make("d/0.mp4");
    for (let nth = 1; nth < mostLinks - 1; nth += 1) await link(at("d/0.mp4"), at(`d/${nth}.mp4`));
    const ids = Object.values(await scans.known());
    await move("d", "e");
    expect(counts(await scans.scan())).toMatchObject({ moved: mostLinks - 1, new: 0, missing: 0 });
    expect(Object.values(await scans.ids())).toEqual(ids);
    await link(at("e/0.mp4"), at("e/more.mp4"));
    await scans.scan();
    await mkdir(at("f"));
    for (const name of await readdir(at("e"))) await move(`e/${name}`, `f/${name}`);
    await mkdir(at("g"));
    await move("f/1.mp4", "g/1.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: mostLinks, missing: mostLinks });
  });

  test("when one is deleted and the other renamed", async () => {
    const { "a.mp4": a, "b.mp4": b } = await links("a.mp4", "b.mp4");
    await rm(at("b.mp4"));
    await move("a.mp4", "c.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0, missing: 1 });
    expect(await scans.ids()).toEqual({ "c.mp4": a, "b.mp4": `${b} missing` });
  });
});

const keepsBirthTimes = statSync(import.meta.filename).birthtimeMs > 0;

describe("nothing is guessed", () => {
  test("a hard link is a video of its own", async () => {
    const { "a.mp4": a } = await scans.known("a.mp4");
    await link(at("a.mp4"), at("b.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, skipped: 1 });
    expect(await scans.ids()).toMatchObject({ "a.mp4": a });
  });

  test("a file with a link at its old path is a new video", async () => {
    const { "a.mp4": a } = await scans.known("a.mp4");
    await mkdir(at("d"));
    await move("a.mp4", "d/b.mp4");
    await symlink(at("d/b.mp4"), at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1 });
    expect(await scans.ids()).toMatchObject({ "a.mp4": a });
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 0, skipped: 2 });
  });

  test("a file is a new video if a link that leads nowhere has its old name", async () => {
    const { "a.mp4": a } = await scans.known("a.mp4");
    await move("a.mp4", "b.mp4");
    await symlink(at("not mounted/a.mp4"), at("a.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, error_count: 1 });
    expect((await scans.ids())["b.mp4"]).not.toBe(a);
  });

  test("a hard link is a video of its own, also if the other one is left out now", async () => {
    const { "a.mp4": a } = await scans.known("a.mp4", "c.mp4");
    await link(at("a.mp4"), at("b.mp4"));
    await writeFile(at(".gleanerignore"), "a.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, excluded: 1 });
    expect(Object.values(await scans.ids())).not.toContain(a);
  });

  test("a file that was changed after it was moved is a new video", async () => {
    const { "a.mp4": a } = await scans.known("a.mp4");
    await move("a.mp4", "b.mp4");
    await utimes(at("b.mp4"), 1_600_000_000, 1_600_000_000);
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, missing: 1 });
    expect(await scans.ids()).toMatchObject({ "a.mp4": `${a} missing` });
  });

  // ext4 gives the number of a deleted file to the next one. tmpfs does not, so the row is given the number of the new file.
  test.each([
    ["at another path", "b.mp4"],
    ["at its path, after a scan without it", "a.mp4"],
  ])("a new film with the number, size and time of a deleted one is another film: %s", async (_, name) => {
    const { "a.mp4": id } = await scans.known("a.mp4");
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
    if (name !== "a.mp4") expect((await scans.ids())[name]).not.toBe(id);
  });

  describe("a file has the video that is its own, also after", () => {
    /** A film, and videos of deleted films that had its number, size and time before. */
    async function knownWithNumbers(...deleted: string[]): Promise<string> {
      const { "film.mp4": id = "" } = await scans.known("film.mp4", ...deleted);
      const { ino, mtimeMs } = await stat(at("film.mp4"));
      scans.rows(`update videos set file_number = ${ino}, modified_us = ${Math.round(mtimeMs * 1_000)}`);
      scans.rows(`update videos set changed_us = 1, fingerprint = 1 where filename <> 'film.mp4'`);
      for (const name of deleted) await rm(at(name));
      return id;
    }

    test("videos that come before it, and had its number when their files were there", async () => {
      const id = await knownWithNumbers("a.mp4", "b.mp4");
      await move("film.mp4", "new.mp4");
      expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0, missing: 2 });
      expect((await scans.ids())["new.mp4"]).toBe(id);
      expect(scans.probed).toEqual([]);
    });

    test("only such a video, if it comes from another disk", async () => {
      const id = await knownWithNumbers("a.mp4");
      scans.rows("update videos set file_number = 1, disk = 'another', missing_since = 1 where filename = 'film.mp4'");
      await move("film.mp4", "new.mp4");
      expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0, missing: 1 });
      expect((await scans.ids())["new.mp4"]).toBe(id);
    });
  });

  test.skipIf(!keepsBirthTimes)("a renamed file need not be read to be known", async () => {
    await scans.known("a.mp4");
    // No file has this fingerprint.
    scans.rows("update videos set fingerprint = 1");
    await move("a.mp4", "b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0 });
  });

  test("a renamed file on a file system without birth times is known by its beginning", async () => {
    const { "a.mp4": id } = await scans.known("a.mp4");
    await move("a.mp4", "b.mp4");
    // As if the file were younger.
    scans.rows("update videos set changed_us = 1");
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0 });
    expect(await scans.ids()).toEqual({ "b.mp4": id });
    expect(scans.probed).toEqual([]);
  });

  test("a copy leaves the video to the renamed file, which the walk finds later", async () => {
    const { "a/f.mp4": id } = await scans.known("a/f.mp4", "b/1.mp4", "z/2.mp4");
    await utimes(at("a/f.mp4"), 1, 1);
    await scans.scan();
    await move("a/f.mp4", "z/f.mp4");
    await copyFile(at("z/f.mp4"), at("b/f.mp4"));
    await utimes(at("b/f.mp4"), 1, 1);
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 1, missing: 0 });
    expect(await scans.ids()).toMatchObject({ "z/f.mp4": id });
  });

  test("a copy has the video if nothing else has it at the end of the walk", async () => {
    const { "a/f.mp4": id } = await scans.known("a/f.mp4", "b/1.mp4");
    await utimes(at("a/f.mp4"), 1, 1);
    await scans.scan();
    await copyFile(at("a/f.mp4"), at("b/f.mp4"));
    await utimes(at("b/f.mp4"), 1, 1);
    await rm(at("a/f.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 1, new: 0, missing: 0 });
    expect(await scans.ids()).toMatchObject({ "b/f.mp4": id });
  });

  test("a copy of a film whose like was deleted is a new video, as it may be a copy of either", async () => {
    const { "a/f.mp4": id } = await scans.known("a/f.mp4", "b/f.mp4");
    for (const name of ["a/f.mp4", "b/f.mp4"]) await utimes(at(name), 1, 1);
    await scans.scan();
    await copyFile(at("b/f.mp4"), at("b/g.mp4"));
    await utimes(at("b/g.mp4"), 1, 1);
    await rm(at("a/f.mp4"));
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1, missing: 1 });
    expect((await scans.ids())["b/g.mp4"]).not.toBe(id);
  });

  test("a number of another disk is no proof", async () => {
    await scans.known("a.mp4");
    await scans.forgetDisks("another");
    await move("a.mp4", "b.mp4");
    expect(counts(await scans.scan())).toMatchObject({ moved: 0, new: 1 });
  });
});
