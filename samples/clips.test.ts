import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { clipRecipes } from "./clip-recipes.ts";

const clipsDirectory = join(import.meta.dirname, "clips");
const clips = readdirSync(clipsDirectory).toSorted();

test("facts.json names exactly the clips that are there, in order", () => {
  const facts = z
    .object({ clips: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, "facts.json"), "utf8")));
  expect(Object.keys(facts.clips)).toEqual(clips);
});

test("every clip has a recipe, and every recipe its clip", () => {
  expect(Object.keys(clipRecipes).toSorted()).toEqual(clips);
});

test("the clips are many in shape and small enough to be committed", () => {
  expect(clips.length).toBeGreaterThanOrEqual(25);
  expect(clips.length).toBeLessThanOrEqual(40);
  const bytes = clips.reduce((total, name) => total + statSync(join(clipsDirectory, name)).size, 0);
  expect(bytes).toBeLessThan(1_500_000);
});

test("there is a clip for every extension that is scanned by default", () => {
  const extensions = ".mp4 .m4v .mov .mkv .webm .avi .ts .m2ts .mts .mpg .mpeg .wmv .flv .ogv .3gp".split(" ");
  const present = new Set(clips.map((name) => name.slice(name.lastIndexOf("."))));
  expect(present).toEqual(new Set(extensions));
});
