/**
 * A directory whose digest the library keeps is not compared file by file. Whatever changes on the disk or in the library, a
 * scan finds all the same. `scansUnderTest` computes every digest again at the end of each test.
 */
import { createHash } from "node:crypto";
import { appendFile, mkdir, rename, rm, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
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

describe.each([
  ["directories that come with their files", false],
  ["directories that come without them", true],
])("with digests of all %s", (_, alwaysBrief) => {
  const known = () => scans.known("a/1.mp4", "a/2.mp4", "b/3.mp4");
  beforeEach(() => {
    scans.usual = { alwaysBrief };
  });

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

test("a digest as older programs have written it counts for nothing, and the next scan writes it anew", async () => {
  await scans.known("a/1.mp4", "a/2.mp4", "b/3.mp4");
  const digest = () => scans.rows("select digest from directory_digests order by directory_id");
  const before = digest();
  const older = scans.rows(`select directory_id, disk || char(10) || group_concat(
      concat_ws('/', filename, file_size, modified_us, changed_us), '/' order by filename) as text
    from videos group by directory_id`) as { directory_id: number; text: string }[];
  for (const { directory_id: id, text } of older) {
    const ofText = createHash("sha256").update(text).digest("base64");
    scans.rows(`update directory_digests set digest = '${factsVersion} ${ofText}' where directory_id = ${id}`);
  }
  expect(digest()).not.toEqual(before);
  const none = { new: 0, updated: 0, moved: 0, missing: 0, error_count: 0, unreadable: 0 };
  expect(counts(await scans.scan())).toMatchObject({ ...none, found: 3, skipped: 3 });
  expect(scans.probed).toEqual([]);
  expect(digest()).toEqual(before);
});

describe("a directory that has changed, and changes again before it is listed with its files", () => {
  const names = ["a/1.mp4", "a/2.mp4", "a/3.mp4", "b/4.mp4"];

  /** Scans, and does something between the two listings of `a`. */
  async function scanAnd(act: () => Promise<unknown>): Promise<Record<string, unknown>> {
    let lookUps = 0;
    scans.beforeLookUp = async (directory) => {
      if (directory !== at("a")) return;
      lookUps += 1;
      if (lookUps === 1) await act();
    };
    const job = await scans.scan({ alwaysBrief: true });
    scans.beforeLookUp = () => {};
    return counts(job);
  }

  test("is compared as it is by then, and each file is counted once", async () => {
    await scans.known(...names);
    await utimes(at("a/1.mp4"), 1, 1);
    await rm(at("b"), { recursive: true });
    const found = await scanAnd(async () => {
      await unlink(at("a/2.mp4"));
      await copyClip("vp8-opus-recorded.webm", at("a/new.webm"));
    });
    expect(found).toMatchObject({ found: 3, scanned: 3, skipped: 1, updated: 1, new: 1, missing: 2 });
    expect((await scans.missing()).toSorted()).toEqual(["2.mp4", "4.mp4"]);
  });

  test("is known after all if it is as before", async () => {
    await scans.known(...names);
    await rename(at("a/1.mp4"), at("a/5.mp4"));
    const found = await scanAnd(() => rename(at("a/5.mp4"), at("a/1.mp4")));
    // A rename changes the change time of the file.
    expect(found).toMatchObject({ found: 4, scanned: 4, skipped: 4, updated: 0, missing: 0 });
  });

  test("marks nothing missing if it cannot be listed any more", async () => {
    await scans.known(...names);
    await utimes(at("a/1.mp4"), 1, 1);
    const found = await scanAnd(() => rename(at("a"), join(scans.directory, "elsewhere")));
    expect(found).toMatchObject({ skipped: 1, missing: 0, error_count: 1 });
    await rename(join(scans.directory, "elsewhere"), at("a"));
    expect(counts(await scans.scan())).toMatchObject({ found: 4, skipped: 3, updated: 1, missing: 0 });
  });

  test("leaves the library as it is if the scan is cancelled before", async () => {
    await scans.known(...names);
    await unlink(at("a/1.mp4"));
    const queue = await scans.startQueue({ alwaysBrief: true });
    const asked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    scans.beforeLookUp = (directory) => {
      if (directory !== at("a")) return;
      asked.resolve();
      return release.promise;
    };
    const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
    await asked.promise;
    await queue.cancel(id);
    release.resolve();
    expect(await ended(queue, id)).toMatchObject({ status: "cancelled", counts: { missing: 0, error_count: 0 } });
    scans.beforeLookUp = () => {};
    await queue.stop();
    expect(await scans.missing()).toEqual([]);
    expect(counts(await scans.scan({ alwaysBrief: true }))).toMatchObject({ found: 3, skipped: 3, missing: 1 });
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
