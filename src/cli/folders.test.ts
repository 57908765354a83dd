import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyClip, temporaryDirectory } from "../../test/clip-tree.ts";
import { runInProcess } from "../../test/gleaner-in-process.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const data = () => join(directory.path, "data");
const films = (...parts: string[]) => join(directory.path, "films", ...parts);
const folders = (...args: string[]) => runInProcess(["folders", ...args, "--data", data()]);

beforeAll(async () => {
  directory = await temporaryDirectory();
  for (const name of ["beside.mp4", "Series/S01/1.mp4", "Series/S01/2.mp4", "Ä b/3.mp4"]) {
    await copyClip("av1-opus.mp4", films(name));
  }
  await runInProcess(["scan", films(), "--data", data()]);
  await rename(films("Series", "S01", "2.mp4"), join(directory.path, "2.mp4"));
  await mkdir(films("empty"));
  await runInProcess(["scan", films(), "--data", data()]);
});
afterAll(() => directory[Symbol.asyncDispose]());

test("the folders of the library are listed with how much is in each", async () => {
  const { code, stdout } = await folders();
  expect(code).toBe(0);
  const [head = "", ...lines] = stdout.trimEnd().split("\n");
  expect(head.trim().split(/ {2,}/)).toEqual(["VIDEOS", "MISSING", "SIZE", "LENGTH", "FOLDER"]);
  const cells = lines.slice(0, -1).map((line) => line.trim().split(/ {2,}/));
  expect(cells.map(([videos, missing, , , name]) => [videos, missing, name])).toEqual([
    ["2", "1", "Series"],
    ["1", "0", "Ä b"],
    ["1", "0", "(in no folder below)"],
  ]);
  expect(lines.at(-1)).toMatch(/films: 4 videos, .*, 1 missing$/);
});

test("a folder without folders has only its sums, and one without videos says so", async () => {
  expect((await folders(films("Series", "S01"))).stdout).toMatch(/S01: 2 videos, .*, 1 missing\n$/);
  expect(await folders(films("empty"))).toMatchObject({
    code: 0,
    stdout: "",
    stderr: expect.stringContaining("The library has no videos in ") as string,
  });
});

test("a spreadsheet gets them as CSV", async () => {
  const { stdout } = await folders(films("Series"), "--csv");
  expect(stdout).toMatch(/^path,name,videos,missing,bytes,duration_seconds\r\n.*S01,S01,2,1,\d+,[\d.]+\r\n$/);
});

test("programs get one JSON object a line", async () => {
  const { stdout } = await folders(films("Series"), "--json");
  expect(JSON.parse(stdout)).toMatchObject({ path: films("Series", "S01"), name: "S01", videos: 2, missing: 1 });
});
