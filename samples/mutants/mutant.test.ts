import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blocksOf } from "./blocks.ts";
import { clipsWithoutMutants, mutantsOfClips } from "./mutant.ts";

const directory = join(import.meta.dirname, "../clips");
const clips = new Map(
  readdirSync(directory)
    .filter((name) => !clipsWithoutMutants.has(name))
    .map((name) => [name, readFileSync(join(directory, name))]),
);
const seeds = Array.from({ length: 500 }, (_, seed) => seed);

test("a seed gives the same mutant each time, whichever came before, and another seed another one", () => {
  const [once, again] = [mutantsOfClips(), mutantsOfClips()];
  expect(seeds.map(once)).toEqual(seeds.toReversed().map(again).toReversed());
  const all = new Set(seeds.map((seed) => once(seed).bytes.toString("latin1")));
  expect(all.size).toBeGreaterThan(seeds.length * 0.99);
});

test("mutants are made of every clip, are mostly no longer that clip, and stay small", () => {
  const mutants = seeds.map(mutantsOfClips());
  expect(new Set(mutants.map(({ clip }) => clip))).toEqual(new Set(clips.keys()));
  const changed = mutants.filter(({ clip, bytes }) => clips.get(clip)?.equals(bytes) === false);
  expect(changed.length).toBeGreaterThan(seeds.length * 0.95);
  expect(Math.max(...mutants.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(512 * 1024);
});

test.each([...clips.keys()])("the blocks of %s are found, one after the other up to its end", (name) => {
  const bytes = clips.get(name) ?? Buffer.alloc(0);
  const blocks = blocksOf(bytes);
  expect(blocks.length).toBeGreaterThan(4);
  for (const { start, content, end } of blocks) expect(start < content && content <= end).toBe(true);
  expect(Math.max(...blocks.map(({ end }) => end))).toBeGreaterThan(bytes.length - 4);
  // Only mp4, Matroska, avi and wmv nest blocks.
  const outer = blocks.filter(({ start }, index) => blocks.slice(0, index).every(({ end }) => end <= start));
  const covered = outer.reduce((sum, { start, end }) => sum + end - start, 0);
  expect(covered).toBeGreaterThan(bytes.length - 20);
});

test.each([
  ["h264-aac-faststart.mp4", "moov trak mdia minf stbl stsd avc1 stts stsc stsz stco"],
  ["several-audio.mkv", "1a45dfa3 18538067 1549a966 2ad7b1 1654ae6b ae e0 b0 ba e1 1f43b675"],
  ["mpeg4-mp3.avi", "RIFF LIST avih strh strf"],
  ["wmv2-wma.wmv", "3026b275 b503bf5f"],
])("in %s the blocks within blocks are found", (name, types) => {
  const found = new Set(blocksOf(clips.get(name) ?? Buffer.alloc(0)).map(({ type }) => type));
  expect(types.split(" ").filter((type) => !found.has(type))).toEqual([]);
});
