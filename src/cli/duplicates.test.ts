import { link, mkdir, mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { runInProcess } from "../../test/gleaner-in-process.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "gleaner-duplicates-"));
  await mkdir(join(home, "films"));
});
afterEach(() => rm(home, { recursive: true }));

const at = (name: string) => join(home, "films", name);
const gleaner = (...args: string[]) => runInProcess([...args, "--data", join(home, "data")]);

test("duplicates are listed, compared and given to other programs, without the oldest of each", async () => {
  for (const name of ["a/1.mp4", "b/1.mp4", "b/2.mp4"]) await copyClip("av1-opus.mp4", at(name));
  await link(at("b/2.mp4"), at("b/link.mp4"));
  await utimes(at("b/2.mp4"), new Date(1e12), new Date(1e12));
  await copyClip("h264-aac-faststart.mp4", at("other.mp4"));
  expect((await gleaner("scan", at(""))).code).toBe(0);

  const before = await gleaner("duplicates");
  expect(before.stdout.split("\n").slice(0, 5)).toEqual([
    "4 files of 4.2 kB: not compared yet; 8.5 kB may be gained",
    ...["a/1.mp4", "b/1.mp4", "b/2.mp4", "b/link.mp4"].map((name) => `  ${at(name)}`),
  ]);
  expect(before.stdout).toContain("1 group: 8.5 kB may be gained.");
  expect(before.stderr).toContain("--compare");
  expect((await gleaner("duplicates", "--paths")).stdout).toBe("");

  const compared = await gleaner("duplicates", "--compare");
  expect(compared.code).toBe(0);
  expect(compared.stderr).toContain("Comparing files. Ctrl-C cancels.");
  expect(compared.stdout).toMatch(
    /Compared 4 files \(16\.9 kB\) in .*\.\n4 files of 4\.2 kB: equal; 8\.5 kB can be gained/,
  );
  expect(compared.stdout).toContain(`${at("b/link.mp4")}  (hard link)`);

  // Hard links of the file that stays are none of the others.
  expect((await gleaner("duplicates", "--paths")).stdout).toBe(`${at("a/1.mp4")}\n${at("b/1.mp4")}\n`);
  expect((await gleaner("duplicates", at("a"), "-0")).stdout).toBe(`${at("a/1.mp4")}\0${at("b/1.mp4")}\0`);
  const [head = "", ...rows] = (await gleaner("duplicates", "--csv")).stdout.trimEnd().split("\r\n");
  const columns = head.split(",");
  const column = (name: string) => rows.map((row) => row.split(",")[columns.indexOf(name)]);
  expect(column("path")).toEqual(["a/1.mp4", "b/1.mp4", "b/2.mp4", "b/link.mp4"].map(at));
  expect(column("sha256")[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(column("sha256")).size).toBe(1);
  // The last two are hard links.
  expect(new Set(column("file").slice(0, 3)).size).toBe(3);
  expect(column("file")[3]).toBe(column("file")[2]);
  const [line = ""] = (await gleaner("duplicates", "--json")).stdout.split("\n");
  expect(JSON.parse(line)).toMatchObject({ state: "confirmed", copy_count: 3, confirmed_gain: 8474 });
  expect(JSON.parse((await gleaner("duplicates", "--compare", "--json")).stdout)).toMatchObject({
    job_type: "compare",
    status: "completed",
    counts: { compared: 0 },
  });
  expect((await gleaner("jobs")).stdout).toContain("compare files");
  expect((await gleaner("duplicates", home)).stdout).toContain("1 group with a file in");

  await link(at("other.mp4"), at("other link.mp4"));
  await copyClip("av1-opus.mp4", at("c/new.mp4"));
  await gleaner("scan", at(""));
  const partly = (await gleaner("duplicates", at("c"))).stdout;
  expect(partly).toContain("5 files of 4.2 kB: partly equal; 8.5 kB can be gained, and 4.2 kB more perhaps\n");
  expect(partly).toContain(`${at("c/new.mp4")}  (not compared)`);
  await rm(at("c"), { recursive: true });
  await gleaner("scan", at(""));
  const linked = (await gleaner("duplicates")).stdout;
  expect(linked).toContain(": hard links of one file; nothing can be gained\n");
  expect(linked).toContain("2 groups: 8.5 kB can be gained. Nothing in 1 of them: hard links of one file.");
});

test("all files of a large group come, in the list, as JSON and as paths", async () => {
  const names = Array.from({ length: 22 }, (_, nth) => `${100 + nth}.mp4`);
  for (const name of names) await copyClip("av1-opus.mp4", at(name));
  // The oldest is none of the first.
  await utimes(at("121.mp4"), new Date(1e12), new Date(1e12));
  await gleaner("scan", at(""));
  const { stdout } = await gleaner("duplicates", "--compare");
  expect(stdout).toContain(names.map((name) => `  ${at(name)}\n`).join(""));
  expect((await gleaner("duplicates", "--paths")).stdout).toBe(
    names
      .slice(0, -1)
      .map((name) => `${at(name)}\n`)
      .join(""),
  );
  const lines = (await gleaner("duplicates", "--json")).stdout.trim().split("\n");
  expect(lines.flatMap((line) => JSON.parse(line).videos).map(({ video }) => video.path)).toEqual(names.map(at));
});
