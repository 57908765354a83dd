import { statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { array, assert, asyncProperty, constantFrom, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { lengthen } from "../../test/lengthen.ts";
import { listedPlace } from "../../test/scanning/listed-place.ts";
import { scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { commit, startScan, video } from "../../test/store/store-under-test.ts";
import { completed } from "../jobs/job.ts";
import { usualRootSettings } from "../library/library-roots.ts";
import { previewExclusion } from "./preview-exclusion.ts";

const scans = scansUnderTest();
const never = new AbortController().signal;

const names = constantFrom("a", "b", "extras", "Film");
const path = tuple(array(names, { maxLength: 3 }), constantFrom("a.mkv", "b-bonus.mkv", "film.mp4")).map(
  ([directories, name]) => [...directories, name].join("/"),
);
const pattern = constantFrom(
  "a/",
  "/a/",
  "*.mkv",
  "!a.mkv",
  "extras/",
  "*-bonus.*",
  "/a/b/*.mp4",
  "a/**/film.mp4",
  "!/b/",
  "b",
  "FILM/",
  "*",
);
const patterns = array(pattern, { maxLength: 3 });

test("a preview says what the scan then removes", { timeout: lengthen(60_000) }, async () => {
  let runs = 0;
  let removed = 0;
  await assert(
    asyncProperty(
      record({ paths: array(path, { minLength: 1, maxLength: 12 }), weaker: patterns, stronger: patterns }),
      async ({ paths, weaker, stronger }) => {
        runs += 1;
        const base = join(scans.root, String(runs));
        const root = runs % 2 === 0 ? base : join(base, "a");
        const known = [...new Set(paths.map((one) => join(root, one)))];
        await mkdir(root, { recursive: true });
        // An empty directory would remove nothing.
        await mkdir(join(root, "other"));
        for (const one of known) await mkdir(dirname(one), { recursive: true });
        for (const one of known) await writeFile(one, "");
        const job = await startScan(scans.store);
        const { disk } = listedPlace(scans.root);
        const asItIs = (one: string) => ({ disk, size: 0, modifiedUs: Math.round(statSync(one).mtimeMs * 1_000) });
        await commit(scans.store, job, { videos: known.map((one) => video(one, asItIs(one))) });
        await scans.store.jobs.apply(completed(job, { now: new Date() }));

        const preview = await previewExclusion({ base, root, weaker, stronger }, scans.store.scans, {
          mostExamples: 3,
          signal: never,
        });
        const own = { path: base, ...usualRootSettings };
        const settingsOf = async () => ({ own, inside: [] });
        const { counts } = await scans.scan({ path: root, exclude: weaker, without: stronger, settingsOf });
        expect(counts["excluded"]).toBe(preview.videos);
        expect(counts["skipped"]).toBe(known.length - preview.videos);
        expect(preview.examples).toHaveLength(Math.min(3, preview.videos));
        removed += preview.videos;
      },
    ),
    { numRuns: lengthen(25) },
  );
  expect(removed).toBeGreaterThan(runs);
});

test("a preview of many videos names the first, and lets other work come in between", async () => {
  const job = await startScan(scans.store);
  const videos = Array.from({ length: 5_000 }, (_, nth) => video(join(scans.root, `d${nth % 7}`, `${nth}-bonus.mkv`)));
  await commit(scans.store, job, { videos });
  const rules = { base: scans.root, root: scans.root, weaker: ["*-bonus.*", "!/d3/*"], stronger: [] };
  const preview = await previewExclusion(rules, scans.store.scans, { mostExamples: 20, signal: never });
  expect(preview.videos).toBe(videos.filter((_, nth) => nth % 7 !== 3).length);
  expect(preview.examples).toHaveLength(20);
  const stopped = AbortSignal.abort(new Error("gone"));
  await expect(previewExclusion(rules, scans.store.scans, { mostExamples: 20, signal: stopped })).rejects.toThrow(
    "gone",
  );
});
