/** Files that move while other scans and people change the library, and between two scans. */
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

const at = (path: string): string => join(scans.root, path);
const move = (from: string, to: string): Promise<void> => rename(at(from), at(to));

test("a video that a person removes while its file is found elsewhere stays removed", async () => {
  const { "a.mp4": a = "" } = await scans.known("a.mp4");
  await move("a.mp4", "b.mp4");
  const queue = await scans.startQueue({
    batchMs: 1,
    library: {
      ...scans.store.scans,
      moveCandidates: async (files) => {
        const found = await scans.store.scans.moveCandidates(files);
        await scans.store.videos.forget({ ids: [a as never] });
        return found;
      },
    },
  });
  const job = await ended(
    queue,
    await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false })),
  );
  expect(counts(job)).toMatchObject({ found: 1, moved: 0, skipped: 1, new: 0 });
  expect(await scans.ids()).toEqual({});
});

test("a video that another scan changes meanwhile does not move, and the file is read", async () => {
  const { "a.mp4": a } = await scans.known("a.mp4");
  await move("a.mp4", "b.mp4");
  const queue = await scans.startQueue({
    library: {
      ...scans.store.scans,
      moveCandidates: async (files) => {
        const found = await scans.store.scans.moveCandidates(files);
        scans.rows("update videos set file_size = 5");
        return found;
      },
    },
  });
  const job = await ended(
    queue,
    await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false })),
  );
  expect(counts(job)).toMatchObject({ found: 1, scanned: 1, moved: 0, new: 1 });
  // The next scan looks at the old path, as the other one has just seen a file there.
  expect(await scans.ids()).toMatchObject({ "a.mp4": a, "b.mp4": expect.any(String) });
  expect(scans.probed).toEqual([at("b.mp4")]);
});

test("two scans at once, of the old directory and of the new one, move each file once", async () => {
  const names = Array.from({ length: 30 }, (_, index) => `${index}.mp4`);
  const before = await scans.known(...names.map((name) => `old/${name}`), "old/stays.mp4", "new/was-there.mp4");
  for (const name of names) await move(`old/${name}`, `new/${name}`);
  const queue = await scans.startQueue({ batchFiles: 3, batchMs: 1 }, { concurrency: 2 });
  const submitted = ["old", "new"].map((path) =>
    queue.submit(scanRequest({ path: at(path), recursive: true, retry_errors: false })),
  );
  const [ofOld, ofNew] = await Promise.all((await Promise.all(submitted)).map((id) => ended(queue, id)));
  expect(ofNew && counts(ofNew)).toMatchObject({ found: 31, moved: 30, skipped: 1, new: 0 });
  expect(ofOld && counts(ofOld)).toMatchObject({ found: 1, skipped: 1 });
  expect(await scans.ids()).toEqual({
    ...Object.fromEntries(names.map((name) => [`new/${name}`, before[`old/${name}`]])),
    "old/stays.mp4": before["old/stays.mp4"],
    "new/was-there.mp4": before["new/was-there.mp4"],
  });
  expect(await scans.missing()).toEqual([]);
  expect(scans.probed).toEqual([]);
});

test("a file that moves between a cancelled scan and the next keeps its video", async () => {
  await scans.make(...[1, 2, 3, 4, 5, 6, 7, 8].map((name) => `old/${name}.mp4`));
  const cancelled = await scans.scanAndCancel();
  expect(cancelled.status).toBe("cancelled");
  const before = await scans.ids();
  await move("old", "a");
  scans.probed = [];
  const kept = Object.keys(before).length;
  expect(kept).toBeGreaterThan(0);
  expect(counts(await scans.scan())).toMatchObject({ found: 8, moved: kept, new: 8 - kept, missing: 0 });
  expect(await scans.ids()).toMatchObject(
    Object.fromEntries(Object.entries(before).map(([path, id]) => [path.replace("old", "a"), id])),
  );
  expect(scans.probed).toHaveLength(8 - kept);
});
