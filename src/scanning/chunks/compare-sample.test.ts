import { mkdir, mkdtemp, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compareSample } from "./compare-sample.ts";

let here: string;
beforeEach(async () => {
  here = await realpath(await mkdtemp(join(tmpdir(), "gleaner-sample-")));
  for (const name of ["a", "b"]) {
    await mkdir(join(here, name));
    for (const file of ["1.mp4", "2.mp4"]) await writeFile(join(here, name, file), "four");
  }
});
afterEach(() => rm(here, { recursive: true }));

const map = { toHere: (path: string) => path.replace("/library", here) };

async function known(path: string, changes: { size?: number; earlierMs?: number } = {}) {
  const { size, mtimeMs } = await stat(map.toHere(path));
  const { earlierMs = 0 } = changes;
  return { path, fileSize: changes.size ?? size, modifiedUs: Math.round((mtimeMs - earlierMs) * 1_000) };
}

const all = ["/library/a/1.mp4", "/library/a/2.mp4", "/library/b/1.mp4"];

test("a machine that sees the same files differs nowhere", async () => {
  expect(await compareSample(await Promise.all(all.map((path) => known(path))), map)).toEqual([]);
});

test("a machine whose file system has coarser times sees the same files", async () => {
  const videos = await Promise.all(all.map((path) => known(path, { earlierMs: 1_900 })));
  expect(await compareSample(videos, map)).toEqual([]);
});

test("each directory with another size, another time or no file is named, with an example of this machine", async () => {
  const videos = [
    await known("/library/a/1.mp4", { size: 5 }),
    await known("/library/a/2.mp4"),
    await known("/library/b/1.mp4", { earlierMs: 3_000 }),
    { path: "/library/c/1.mp4", fileSize: 1, modifiedUs: 0 },
  ];
  expect(await compareSample(videos, map)).toEqual([
    { directory: "/library/a", compared: 2, different: 1, example: expect.stringContaining(join(here, "a", "1.mp4")) },
    { directory: "/library/b", compared: 1, different: 1, example: expect.stringContaining("another size or time") },
    {
      directory: "/library/c",
      compared: 1,
      different: 1,
      example: expect.stringMatching(/cannot be read on this machine, such as .*c\/1\.mp4/),
    },
  ]);
});
