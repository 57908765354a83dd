import { link, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyClip, temporaryDirectory } from "../../test/clip-tree.ts";
import { runInProcess } from "../../test/gleaner-in-process.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const films = (...parts: string[]) => join(directory.path, "films", ...parts);
const gleaner = (...args: string[]) => runInProcess([...args, "--data", join(directory.path, "data")]);

beforeAll(async () => {
  directory = await temporaryDirectory();
  for (const name of ["a/1.mp4", "a/2.mp4", "3.mp4"]) await copyClip("av1-opus.mp4", films(name));
  await copyClip("hevc-10-bit-60-fps.mp4", films("4.mp4"));
  await gleaner("scan", films());
  await rm(films("a", "2.mp4"));
  await gleaner("scan", films());
});
afterAll(() => directory[Symbol.asyncDispose]());

test("the statistics have a table for each property, and the totals", async () => {
  const { code, stdout } = await gleaner("statistics");
  expect(code).toBe(0);
  const blocks = stdout.trimEnd().split("\n\n");
  const cells = blocks.map((block) => block.split("\n").map((line) => line.trim().split(/ {2,}/)));
  const codecs = cells.find(([head]) => head?.at(-1) === "CODEC")?.slice(1);
  expect(codecs?.map(([videos, share, , , name]) => [videos, share, name])).toEqual([
    ["3", "75 %", "av1"],
    ["1", "25 %", "hevc"],
  ]);
  expect(cells.at(-2)?.[0]?.at(-1)).toBe("ADDED");
  expect(blocks.at(-1)).toMatch(/^Average bit rate: [\d.]+ [kM]bit\/s\nTogether: 4 videos, .*, 1 missing$/);
});

test("a directory and filters choose the videos", async () => {
  expect((await gleaner("statistics", films("a"))).stdout).toMatch(/a: 2 videos, .*, 1 missing\n$/);
  expect((await gleaner("statistics", "--codec", "hevc")).stdout).toMatch(/Together: 1 video, [^,]*, [^,]*\n$/);
  const nothing = async (command: string, ...args: string[]) => {
    const { code, stdout, stderr } = await gleaner(command, ...args);
    expect([code, stdout]).toEqual([0, ""]);
    return stderr;
  };
  const noCodec = "No video has the codec nonsense. The library has: av1, hevc.\n";
  expect(await nothing("statistics", "--codec", "nonsense")).toBe(noCodec);
  expect(await nothing("videos", "--codec", "nonsense,not-av1", "--missing")).toBe(noCodec);
  expect(await nothing("videos", "--codec", "hevc", "--audio", "french,german")).toMatch(
    /^No video has sound in the language fr or de\./,
  );
  for (const command of ["statistics", "videos"]) {
    const { code, stdout, stderr } = await gleaner(command, "--codec", "not-hvec,not-av1,not-none");
    expect([code, stdout]).toEqual([0, expect.stringContaining("hevc")]);
    expect(stderr).toContain("No video has the codec hvec. The library has: av1, hevc.\n");
    expect((await gleaner(command, "--codec", "hevc,av2", "--json")).stderr).toBe(
      "No video has the codec av2. The library has: av1, hevc.\n",
    );
  }
  expect(await nothing("statistics", "--codec", "hevc", "--missing")).toBe("No video matches.\n");
});

test("a place of which the library knows nothing fails, in every command and for every kind of output", async () => {
  const elsewhere = `/nowhere is in no directory of the library. The library has: ${films()}.\n`;
  const absent = `There is nothing at ${films("typo")}, and the library has no videos there.\n`;
  for (const command of [
    "statistics",
    "statistics --csv",
    "folders --json",
    "problems",
    "duplicates --paths",
    "videos --csv --under",
    "videos --codec hevc --in",
    "forget --missing -y --under",
  ]) {
    const args = command.split(" ");
    expect([command, await gleaner(...args, "/nowhere")]).toEqual([
      command,
      { code: 1, stdout: "", stderr: elsewhere },
    ]);
  }
  expect(await gleaner("videos", "--paths", "--under", films("typo"))).toEqual({ code: 1, stdout: "", stderr: absent });
  // It is not on the disk, and the library has a missing video there.
  expect(await gleaner("statistics", films("a", "2.mp4"))).toMatchObject({ code: 0 });
  expect(await gleaner("videos", "--under", directory.path)).toMatchObject({ code: 0 });
});

test.each([
  ["--min-size 5GB --max-size 1GB", "--max-size is less than --min-size"],
  ["--min-length 1h --max-length 59m", "--max-length is less than --min-length"],
  ["--min-fps 25 --max-fps 24", "--max-fps is less than --min-fps"],
  ["--min-bit-rate 1M --max-bit-rate 900k", "--max-bit-rate is less than --min-bit-rate"],
  ["--changed-after 2024-05-01 --changed-before 2024-05-01", "--changed-before is not after --changed-after"],
  ["--added-after 2024-05-01 --added-before 2023-05-01", "--added-before is not after --added-after"],
])("a range that ends before it begins is wrong usage: %s", async (flags, problem) => {
  const wrong = { code: 2, stdout: "", stderr: `${problem}, so no video can match.\n` };
  expect(await gleaner("videos", ...flags.split(" "))).toEqual(wrong);
  expect(await gleaner("statistics", "--csv", ...flags.split(" "))).toEqual(wrong);
});

test("a name of saved filters is wrong usage where none are saved", async () => {
  expect(await gleaner("statistics", "--saved", "nix")).toEqual({
    code: 2,
    stdout: "",
    stderr: 'No filters are saved yet, so none have the name "nix". “Save as…” on the page saves them.\n',
  });
});

test("a hard link does not change the average, and it is said that it counts once", async () => {
  const [before] = (await gleaner("statistics", "--codec", "hevc")).stdout.trimEnd().split("\n").slice(-2);
  expect(before).toMatch(/^Average bit rate: /);
  await link(films("4.mp4"), films("link of 4.mp4"));
  await gleaner("scan", films());
  const lines = (await gleaner("statistics", "--codec", "hevc")).stdout.trimEnd().split("\n").slice(-3);
  expect(lines).toEqual([
    "Hard links of one file count once in the whole, and once in each row.",
    before,
    expect.stringMatching(/^Together: 2 videos, /),
  ]);
});

test("programs get one JSON object, whose totals are those of the list", async () => {
  const { stdout } = await gleaner("statistics", "--present", "--json");
  const listed = (await gleaner("videos", "--present", "--json")).stdout.trimEnd().split("\n");
  expect(JSON.parse(stdout)).toMatchObject({ total: { count: listed.length, missing: 0 } });
});
