import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteUnderTest } from "../../test/store/sqlite-under-test.ts";
import {
  countsEqualRows,
  leaseOf,
  problem,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
} from "../../test/store/store-under-test.ts";
import { BatchWriter } from "./batch-writer.ts";
import type { ScanBatch } from "./scan-library.ts";

let store: StoreUnderTest;
beforeEach(async () => {
  store = await openSqliteUnderTest({ now: tickingClock() });
});
afterEach(() => store.close());

test("a commit has at most two batches, however much one moment brings, and nothing is lost", async () => {
  const commits: ScanBatch[] = [];
  const job = await startScan(store);
  const writer = new BatchWriter({
    library: {
      ...store.scans,
      commit(lease, batch) {
        commits.push(batch);
        return store.scans.commit(lease, batch);
      },
    },
    lease: leaseOf(job),
    batchFiles: 50,
    batchMs: 60_000,
    expected: () => null,
    onCommit: () => {},
  });
  const paths = Array.from({ length: 1_000 }, (_, index) => `/lib/${index}.mp4`);
  for (const path of paths) writer.addVideo(video(path).file, video(path).facts);
  await writer.flush();
  // A problem that is gone and one that is new, of the same file, in this order.
  for (const path of paths) writer.addGone({ kind: "video", path });
  writer.addGone({ kind: "problem", path: "/lib/bad.mp4" });
  writer.addProblem(problem("/lib/bad.mp4"));
  for (const { file } of paths.slice(0, 300).map((path) => video(path))) {
    writer.addPresent({ path: file.path, disk: "another disk" });
  }
  await writer.flush();
  const sizes = commits.map(({ videos, problems, present, missing, goneProblems }) =>
    [videos, problems, present, missing, goneProblems].reduce((sum, entries) => sum + entries.length, 0),
  );
  const read = commits.map(({ videos, problems }) => videos.length + problems.length);
  expect(Math.max(...read)).toBeLessThanOrEqual(100);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2_302);
  expect(await countsEqualRows(store, job.id)).toMatchObject({ new: 1_000, error_count: 1 });
});
