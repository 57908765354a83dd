/** `gleaner jobs` with a long history. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyClip, temporaryDirectory } from "../../test/clip-tree.ts";
import { runInProcess } from "../../test/gleaner-in-process.ts";
import { repeatHistory } from "../../test/repeat-history.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let films: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  [data, films] = [join(directory.path, "data"), join(directory.path, "films")];
  await mkdir(films);
  await copyClip("av1-opus.mp4", join(films, "a.mp4"));
});
afterEach(() => directory[Symbol.asyncDispose]());

/** The lines of the table, without its head. */
async function lines(...args: string[]): Promise<string[]> {
  const { code, stdout } = await runInProcess(["jobs", ...args, "--data", data]);
  expect(code).toBe(0);
  return stdout.trimEnd().split("\n").slice(1);
}
async function csvRows(): Promise<string[]> {
  const { stdout } = await runInProcess(["jobs", "--csv", "--data", data]);
  return stdout.trimEnd().split("\r\n");
}
const scan = () => runInProcess(["scan", films, "--data", data]);

test("scans after changes are one line a directory and day, with the sums of their counts", async () => {
  await scan();
  await scan();
  const [newest = ""] = await lines();
  repeatHistory(data, 252, { trigger: "watch" });
  await scan();
  const folded = await lines();
  expect(folded.map((line) => line.replace(/^\S+ +(\S+) .*films/, "$1 films"))).toEqual([
    "completed films",
    "completed films (250 scans after changes, added up)",
    "completed films",
    "completed films",
  ]);
  const cells = folded[1]?.split(/ {2,}/) ?? [];
  // FILES, NEW, MOVED, MISSING, REMOVED, ERRORS
  expect(cells.slice(4, 10)).toEqual(["250", "0", "0", "0", "0", "0"]);
  expect(newest.split(/ {2,}/).slice(4, 10)).toEqual(["1", "0", "0", "0", "0", "0"]);
  // The widths of the columns depend on the rows that are listed: the cells are compared.
  const cellsOf = (line: string) => line.trim().split(/ {2,}/);
  expect((await lines("--limit", "2")).map(cellsOf)).toEqual(folded.slice(0, 2).map(cellsOf));
});

test("videos that a scan has removed, and broken videos that a check has found, are in their rows", async () => {
  const damaged = join(films, "damaged.mp4");
  await copyClip("h264-aac-faststart.mp4", damaged);
  const clip = await readFile(damaged);
  await writeFile(damaged, clip.fill(0x5a, clip.length * 0.4));
  await scan();
  await runInProcess(["check", films, "--data", data]);
  await runInProcess(["scan", films, "--exclude", "a.mp4", "--data", data]);
  const { stdout } = await runInProcess(["jobs", "--data", data]);
  const [head = "", scanned = "", checked = ""] = stdout.split("\n");
  const place = head.indexOf("REMOVED");
  expect(place).toBeGreaterThan(0);
  expect(scanned.slice(place, place + "REMOVED".length).trim()).toBe("1");
  expect(checked).toMatch(/check videos in .*films \(1 broken\)$/);
});

test("a scan of chosen videos is told from one of its directory, in the list and as CSV", async () => {
  await scan();
  await runInProcess(["scan", join(films, "a.mp4"), "--data", data]);
  const [chosen = "", whole = ""] = await lines();
  expect(chosen).toMatch(/ {2}1 chosen video in \S*films$/);
  expect(whole).toMatch(/ {2}\S*films$/);
  const [head = "", ...rows] = await csvRows();
  const place = head.split(",").indexOf("video_count");
  expect(place).toBeGreaterThan(0);
  expect(rows.map((row) => row.split(",")[place])).toEqual(["1", ""]);
});

test("every scan is listed with --no-fold, and for programs", async () => {
  await scan();
  repeatHistory(data, 30, { trigger: "watch" });
  expect(await lines("--no-fold")).toHaveLength(20);
  expect(await lines("--no-fold", "--limit", "40")).toHaveLength(30);
  const { stdout } = await runInProcess(["jobs", "--json", "--limit", "40", "--data", data]);
  expect(stdout.trimEnd().split("\n")).toHaveLength(30);
});

test("a history that is nearly all folded is read in a bounded number of requests, which the last line says", async () => {
  await scan();
  repeatHistory(data, 3_000, { trigger: "watch" });
  const { stdout, stderr } = await runInProcess(["jobs", "--data", data]);
  expect(stdout).toContain("films (at least 1,920 scans after changes, added up)");
  expect(stderr).toContain("Earlier scans are not listed here. The page lists them.");
});
