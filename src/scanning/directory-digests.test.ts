/**
 * A directory whose digest the library keeps is not compared file by file. Whatever changes on the disk or in the library, a
 * scan finds all the same. `scansUnderTest` computes every digest again at the end of each test.
 */
import { appendFile, mkdir, rename, rm, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { checkDigests } from "../../test/store/check-digests.ts";
import { factsVersion } from "../library/video.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

const at = (path: string): string => join(scans.root, path);
const digests = (): string[] =>
  scans
    .rows(
      "select path from directory_digests join directories on id = directory_id where digest is not null order by path",
    )
    .map((row) => String(Object.values(row)[0]).slice(scans.root.length + 1));

test("the scan after a first one keeps digests, and the next one reads no rows of unchanged directories", async () => {
  await scans.make("a/1.mp4", "a/2.mp4", "b/3.mp4", "4.mp4");
  await scans.scan();
  expect(digests()).toEqual([]);
  await scans.scan();
  expect(digests()).toEqual(["", "a/", "b/"]);
  const check = () => checkDigests(join(scans.directory, "gleaner.db"));
  expect(check()).toBe(3);
  // Behind the back of the triggers: only a scan that compares each file would see it.
  scans.rows("drop trigger directory_changed_by_update");
  scans.rows("update videos set file_size = file_size + 1 where filename in ('1.mp4', '3.mp4')");
  expect(counts(await scans.scan())).toMatchObject({ found: 4, skipped: 4, updated: 0 });
  // As the check at the end of each test does.
  expect(check).toThrow("does not hold");
  scans.rows("delete from directory_digests");
  expect(counts(await scans.scan())).toMatchObject({ found: 4, skipped: 2, updated: 2 });
});

describe("with digests of all directories", () => {
  const known = () => scans.known("a/1.mp4", "a/2.mp4", "b/3.mp4");

  test.each<[string, () => Promise<unknown>, Record<string, number>]>([
    ["a file is deleted", () => unlink(at("a/1.mp4")), { skipped: 2, missing: 1 }],
    ["a directory is deleted", () => rm(at("b"), { recursive: true }), { skipped: 2, missing: 1 }],
    ["a file is added", () => copyClip("vp8-opus-recorded.webm", at("a/new.webm")), { skipped: 3, new: 1 }],
    ["a file has another time", () => utimes(at("a/1.mp4"), 1, 1), { skipped: 2, updated: 1 }],
    ["a file grows", () => appendFile(at("a/1.mp4"), "more"), { skipped: 2, updated: 1 }],
    ["a file is renamed", () => rename(at("a/1.mp4"), at("a/5.mp4")), { skipped: 2, moved: 1 }],
    ["a file is moved", () => rename(at("a/1.mp4"), at("b/1.mp4")), { skipped: 2, moved: 1 }],
    ["a directory is moved", () => rename(at("a"), at("b/a")), { skipped: 1, moved: 2 }],
    ["subtitles are added", () => writeFile(at("a/1.en.srt"), ""), { skipped: 3 }],
    ["a file that is no video is added", () => writeFile(at("a/new.mp4"), "text"), { skipped: 3, error_count: 1 }],
    [
      // The new video gets the number of the old one, whose details are still there.
      "a row is deleted by hand",
      async () => scans.rows("delete from videos where number = (select max(number) from videos)"),
      { skipped: 2, new: 1 },
    ],
    [
      "a row is changed by hand",
      async () => scans.rows("update videos set file_size = 1 where filename = '1.mp4'"),
      { skipped: 2, updated: 1 },
    ],
    [
      "a video is marked missing",
      async () => scans.rows("update videos set missing_since = 1 where filename = '1.mp4'"),
      { skipped: 3 },
    ],
    [
      "an older program wrote a row",
      async () => scans.rows(`update videos set facts_version = ${factsVersion - 1} where filename = '1.mp4'`),
      { skipped: 2, updated: 1 },
    ],
    ["the videos were seen on another disk", () => scans.forgetDisks("another disk"), { skipped: 3 }],
  ])("%s", async (_, change, expected) => {
    await known();
    expect(digests()).toEqual(["a/", "b/"]);
    await change();
    const none = { skipped: 0, new: 0, updated: 0, moved: 0, missing: 0, error_count: 0, unreadable: 0 };
    expect(counts(await scans.scan())).toMatchObject({ ...none, ...expected });
    const { videos } = await scans.store.videos.list({ limit: 10 });
    const inLibrary = videos.filter(({ missingSince }) => missingSince === null).length;
    // The scan after it finds nothing more to do.
    expect(counts(await scans.scan())).toMatchObject({
      ...none,
      skipped: inLibrary,
      unreadable: expected["error_count"] ?? 0,
    });
    expect(counts(await scans.scan())).toMatchObject({
      ...none,
      skipped: inLibrary,
      unreadable: expected["error_count"] ?? 0,
    });
  });

  test("a video that came and went is marked missing, though the directory is as it was when its digest was taken", async () => {
    await known();
    await copyClip("vp8-opus-recorded.webm", at("a/new.webm"));
    expect(counts(await scans.scan())).toMatchObject({ new: 1 });
    await unlink(at("a/new.webm"));
    expect(counts(await scans.scan())).toMatchObject({ missing: 1, skipped: 3 });
    expect(await scans.missing()).toEqual(["new.webm"]);
  });

  test("a problem that came and went is forgotten", async () => {
    await known();
    await writeFile(at("a/new.mp4"), "text");
    expect(counts(await scans.scan())).toMatchObject({ error_count: 1 });
    await unlink(at("a/new.mp4"));
    await scans.scan();
    expect(scans.rows("select path from scan_errors where is_current = 1")).toEqual([]);
  });

  test("a full scan reads every file", async () => {
    await known();
    await scans.scan({ full: true });
    expect(scans.probed).toHaveLength(3);
  });

  test("a scan that leaves a file out removes its video", async () => {
    await known();
    expect(counts(await scans.scan({ without: ["1.mp4"] }))).toMatchObject({ excluded: 1, skipped: 2 });
    expect(await scans.all()).toEqual(["a/2.mp4", "b/3.mp4"]);
  });

  test("subtitles that are added are in the library, and so are those that are taken away", async () => {
    await known();
    const subtitles = () => scans.rows("select subtitle_files from videos where filename = '1.mp4'");
    const [before] = subtitles();
    await writeFile(at("a/1.en.srt"), "");
    await scans.scan();
    expect(subtitles()).not.toEqual([before]);
    await unlink(at("a/1.en.srt"));
    await scans.scan();
    expect(subtitles()).toEqual([before]);
  });

  test("a scan that is claimed again counts what its first run wrote only once", async () => {
    await scans.known("a/1.mp4");
    await scans.make("b/2.mp4", "b/3.mp4");
    const first = await scans.startQueue();
    const probing = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    scans.beforeProbe = (path) => {
      if (!path.endsWith("3.mp4")) return;
      probing.resolve();
      return release.promise;
    };
    const id = await first.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
    await probing.promise;
    scans.beforeProbe = () => {};
    const stopped = first.stop();
    release.resolve();
    await stopped;
    // Another scan takes the digests meanwhile.
    await scans.scan({ path: at("b") });
    await scans.scan({ path: at("b") });
    const second = await scans.startQueue();
    const { counts: all } = await ended(second, id);
    expect(all).toMatchObject({ found: 3, scanned: 3, new: 2, skipped: 1 });
  });
});

test("a directory without videos, one with many names, and one with problems have no digest", async () => {
  await mkdir(at("empty"));
  await scans.make("with-problem/1.mp4");
  await writeFile(at("with-problem/2.mp4"), "text");
  await scans.scan();
  await scans.scan();
  expect(digests()).toEqual([]);
});
