import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDirectory } from "../../test/clip-tree.ts";
import { runInProcess } from "../../test/gleaner-in-process.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let scan: string;
const films = (...parts: string[]) => join(directory.path, "films", ...parts);
const run = (...args: string[]) => runInProcess([...args, "--data", join(directory.path, "data")]);

beforeAll(async () => {
  directory = await temporaryDirectory();
  await mkdir(films("old"), { recursive: true });
  for (const name of ["=1.mkv", "old/gone.mkv"]) await writeFile(films(name), "no video");
  scan = (JSON.parse((await run("scan", films(), "--json")).stdout) as { job_id: string }).job_id;
  await rm(films("old/gone.mkv"));
  await run("scan", films());
});
afterAll(() => directory[Symbol.asyncDispose]());

test("the files that could not be read when last tried are listed with their reasons", async () => {
  const { code, stdout, stderr } = await run("problems", films());
  expect({ code, lines: stdout.split("\n") }).toEqual({
    code: 0,
    lines: [expect.stringMatching(/films\/=1\.mkv: is a text/), ""],
  });
  expect(stderr).toContain("1 file could not be read when last tried.");
  expect((await run("problems", films("old"))).stderr).toContain("Everything could be read when last tried.");
});

test("those of one scan are listed, also what is gone since", async () => {
  const { stdout } = await run("problems", "--scan", scan.slice(0, 8), "--paths");
  expect(stdout.split("\n")).toEqual([films("=1.mkv"), films("old/gone.mkv"), ""]);
  const csv = (await run("problems", "--scan", scan, "--csv")).stdout.split("\r\n");
  expect(csv).toEqual(["path,error,code,job_id,at", expect.stringContaining(scan), expect.stringContaining(scan), ""]);
});

test("scans and statistics are printed as CSV, too", async () => {
  const [head = "", newest = "", oldest = "", end] = (await run("jobs", "--csv")).stdout.split("\r\n");
  expect([head, oldest].map((line) => line.split(",")[0])).toEqual(["job_id", scan]);
  expect([newest.split(",").length, end]).toEqual([head.split(",").length, ""]);
  expect((await run("statistics", "--csv")).stdout.split("\r\n")[1]).toBe("total,,,,,,0,0,0,0");
  expect(await run("jobs", scan, "--csv")).toMatchObject({ code: 2, stdout: "" });
});
