/** Videos of a library that an older program wrote, which kept less of each file. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { counts, scansUnderTest } from "../../test/scanning/scans-under-test.ts";

const scans = scansUnderTest();

function forgetDetails(): void {
  using database = new DatabaseSync(join(scans.directory, "gleaner.db"));
  database.exec("update videos set facts_version = 0; delete from video_details");
}

async function withDetails(): Promise<number> {
  const { videos } = await scans.store.videos.list({ limit: 100 });
  return videos.filter(({ details }) => details !== null).length;
}

test("are read again by the next scan, count as updated, and then are as any other", async () => {
  await scans.make("a.mp4", "b/c.mp4");
  await scans.scan();
  forgetDetails();
  scans.probed = [];
  await scans.make("new.mp4");
  expect(counts(await scans.scan())).toMatchObject({
    found: 3,
    scanned: 3,
    new: 1,
    updated: 2,
    skipped: 0,
    missing: 0,
  });
  expect(scans.probed).toHaveLength(3);
  expect(await withDetails()).toBe(3);
  expect(counts(await scans.scan())).toMatchObject({ found: 3, skipped: 3, updated: 0 });
});

test("that a cancelled scan has read again are kept, and the next scan reads the rest", async () => {
  const all = 60;
  await scans.make(...Array.from({ length: all }, (_, index) => `${index}.mp4`));
  await scans.scan();
  forgetDetails();
  scans.probed = [];
  const job = await scans.scanAndCancel();
  const read = scans.probed.length;
  expect(job).toMatchObject({ status: "cancelled", counts: { updated: read, new: 0, missing: 0 } });
  expect(read).toBeLessThan(all);
  expect(await withDetails()).toBe(read);
  expect(await scans.missing()).toEqual([]);
  expect(counts(await scans.scan())).toMatchObject({ updated: all - read, skipped: read, missing: 0 });
  expect(await withDetails()).toBe(all);
});

test("that cannot be read any more keep what is known of them, and are not tried by every scan", async () => {
  await scans.make("a.mp4");
  await scans.scan();
  forgetDetails();
  await writeFile(join(scans.root, "a.mp4"), "no video any more");
  expect(counts(await scans.scan())).toMatchObject({ error_count: 1, updated: 0 });
  scans.probed = [];
  expect(counts(await scans.scan())).toMatchObject({ unreadable: 1, updated: 0 });
  expect(scans.probed).toEqual([]);
  expect((await scans.store.videos.list({ limit: 1 })).videos).toMatchObject([{ videoCodec: "h264", details: null }]);
});
