/** Files and directories that are deleted, moved and replaced: exactly those that are gone are marked missing. */
import { appendFile, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { parse } from "node:path";
import { describe } from "vitest";
import type { ProbeProblem } from "../../src/scanning/probe/prober.ts";
import { overlay } from "../overlay.ts";
import { defaultWalkRules } from "../scanning/walk-rules.ts";
import {
  type Disaster,
  type LonelyDisaster,
  placesUnderTest,
  testAlone,
  testSideBySide,
} from "./disasters-under-test.ts";

const belowScannedDirectory: readonly Disaster[] = [
  {
    title: "a file is deleted",
    happens: ({ at }) => rm(at("films/b.mp4")),
    marks: ["films/b.mp4"],
  },
  {
    title: "a file is moved away and comes back",
    happens: ({ at, outside }) => rename(at("films/b.mp4"), outside("b.mp4")),
    marks: ["films/b.mp4"],
    mend: ({ at, outside }) => rename(outside("b.mp4"), at("films/b.mp4")),
  },
  {
    title: "a file is renamed",
    happens: ({ at }) => rename(at("films/b.mp4"), at("films/c.mp4")),
    mend: ({ at }) => rename(at("films/c.mp4"), at("films/b.mp4")),
  },
  {
    title: "a directory is deleted",
    happens: ({ at }) => rm(at("films"), { recursive: true }),
    marks: ["films/b.mp4"],
  },
  {
    title: "a directory is renamed",
    happens: ({ at }) => rename(at("films"), at("movies")),
    mend: ({ at }) => rename(at("movies"), at("films")),
  },
  {
    title: "a file on a disk below the scanned directory is deleted",
    happens: ({ at }) => rm(at("disk2/deep"), { recursive: true }),
    marks: ["disk2/deep/3.mp4"],
  },
  {
    title: "a directory is replaced by a file",
    happens: async ({ at, outside }) => {
      await rename(at("films"), outside("films"));
      await writeFile(at("films"), "");
    },
    marks: ["films/b.mp4"],
    mend: async ({ at, outside }) => {
      await rm(at("films"));
      await rename(outside("films"), at("films"));
    },
  },
  {
    title: "a directory is replaced by a link to where it is now",
    happens: async ({ at, outside }) => {
      await rename(at("films"), outside("films"));
      await symlink(outside("films"), at("films"));
    },
    mend: async ({ at, outside }) => {
      await rm(at("films"));
      await rename(outside("films"), at("films"));
    },
  },
  {
    title: "a video is replaced by a directory of its name",
    happens: async ({ at, outside }) => {
      await rename(at("films/b.mp4"), outside("b.mp4"));
      await mkdir(at("films/b.mp4"));
      await rename(outside("b.mp4"), at("films/b.mp4/b.mp4"));
    },
  },
  {
    title: "a video is replaced by a link to a file",
    happens: async ({ at, outside }) => {
      await rename(at("films/b.mp4"), outside("b.mp4"));
      await symlink(outside("b.mp4"), at("films/b.mp4"));
    },
  },
  {
    title: "a video is replaced by a link to a file that is not there",
    happens: async ({ at, outside }) => {
      await rename(at("films/b.mp4"), outside("b.mp4"));
      await symlink(outside("nowhere"), at("films/b.mp4"));
    },
    reports: { "films/b.mp4": "dangling_link" },
    mend: async ({ at, outside }) => {
      await rm(at("films/b.mp4"));
      await rename(outside("b.mp4"), at("films/b.mp4"));
    },
    readsThen: ["films/b.mp4"],
  },
  {
    title: "the target of a link to a video is moved away",
    before: async ({ at, outside }) => {
      await rename(at("films/b.mp4"), outside("b.mp4"));
      await symlink(outside("b.mp4"), at("films/b.mp4"));
    },
    happens: ({ outside }) => rename(outside("b.mp4"), outside("moved.mp4")),
    reports: { "films/b.mp4": "dangling_link" },
    mend: ({ outside }) => rename(outside("moved.mp4"), outside("b.mp4")),
  },
  {
    title: "only the times of the directories change",
    happens: async ({ at }) => {
      for (const name of ["", "films", "disk2"]) await utimes(at(name), 1, 1);
    },
    mend: async () => {},
  },
];

describe("files below the scanned directory:", () => {
  testSideBySide(belowScannedDirectory);
});

const scannedDirectory: readonly LonelyDisaster[] = [
  {
    title: "the scanned directory is renamed",
    layout: "one disk",
    happens: ({ directory, outside }) => rename(directory, outside("away")),
    fails: true,
    mend: ({ directory, outside }) => rename(outside("away"), directory),
  },
  {
    title: "the scanned directory is deleted",
    layout: "one disk",
    happens: ({ directory }) => rm(directory, { recursive: true }),
    fails: true,
  },
  {
    title: "the scanned directory is replaced by a file",
    layout: "one disk",
    happens: async ({ directory, outside }) => {
      await rename(directory, outside("away"));
      await writeFile(directory, "");
    },
    fails: true,
    mend: async ({ directory, outside }) => {
      await rm(directory);
      await rename(outside("away"), directory);
    },
  },
  {
    title: "all videos of the scanned directory are moved away, and nothing is left",
    layout: "one disk",
    happens: async ({ directory, outside }) => {
      await rename(directory, outside("away"));
      await mkdir(directory);
    },
    reports: { "": "root_empty" },
    mend: async ({ directory, outside }) => {
      await rm(directory, { recursive: true });
      await rename(outside("away"), directory);
    },
  },
];

describe("the scanned directory, of which nothing is marked missing:", () => {
  testAlone(placesUnderTest(), scannedDirectory);
});

const otherWishes: readonly LonelyDisaster[] = [
  {
    title: "links to directories are no longer followed",
    layout: "linked",
    happens: async () => {},
    wishes: { walk: defaultWalkRules },
  },
  {
    title: "a scan looks for fewer extensions than before",
    layout: "one disk",
    happens: async () => {},
    wishes: { walk: { ...defaultWalkRules, extensions: new Set([".mkv"]) } },
    mend: async () => {},
  },
  {
    title: "a scan leaves subdirectories out",
    layout: "one disk",
    happens: ({ at }) => rm(at("films"), { recursive: true }),
    wishes: { recursive: false },
  },
];

describe("a scan that looks for less than the one before marks nothing missing that it does not look for:", () => {
  testAlone(placesUnderTest(), otherWishes);
});

describe("a video that has changed and cannot be read is not missing:", () => {
  testSideBySide(
    ["unreadable", "vanished", "timed_out"].map((code) => ({
      title: `reading it gives ${code}`,
      before: ({ make }) => make(`${code}.mp4`),
      happens: ({ at }) => appendFile(at(`${code}.mp4`), "changed"),
      reports: { [`${code}.mp4`]: code },
    })),
    ({ prober }) => ({
      prober: async () =>
        overlay(prober, {
          probe: async (path) => {
            const problem = { code: parse(path).name as ProbeProblem["code"], message: "could not be read" };
            return { kind: "problem", problem };
          },
        }),
    }),
  );
});
