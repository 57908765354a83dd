import { afterEach, beforeEach, expect, test } from "vitest";
import { openPostgresUnderTest } from "../../../test/store/postgres-under-test.ts";
import {
  commit,
  countsEqualRows,
  problem,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../../../test/store/store-under-test.ts";
import { longestPath } from "./postgres-schema.ts";

let store: StoreUnderTest;
beforeEach(async () => {
  store = await openPostgresUnderTest({ now: tickingClock() });
});
afterEach(() => store.close());

/** A path of letters and digits in no order, which no index can compress. */
function pathOf(bytes: number, letters: string): string {
  let path = "/lib";
  while (Buffer.byteLength(path) < bytes) {
    path += path.length % 50 === 0 ? "/" : letters.charAt(Math.floor(Math.random() * letters.length));
  }
  return path.slice(0, bytes);
}

test.each(["abcdefghijklmnopqrstuvwxyz0123456789", "0-1_2.3", "0123456789"])(
  "a path of the longest length is kept, as a video and as a problem (%s)",
  async (letters) => {
    const path = `${pathOf(longestPath - 4, letters)}.mp4`;
    const job = await startScan(store);
    await commit(store, job, { videos: [video(path)] });
    await commit(store, job, { problems: [problem(path)] });
    expect(await videoAt(store, path)).toMatchObject({ path });
    expect((await store.videos.problems({ limit: 10 })).errors).toMatchObject([{ path }]);
    await countsEqualRows(store, job.id);
  },
);

test("longer paths become problems, each its own, and everything else is committed", async () => {
  const beginning = pathOf(2000, "äöü語abc");
  const job = await startScan(store);
  const parts = {
    videos: [video("/lib/a.mp4"), video(`${beginning}/1.mp4`), video(`${beginning}/2.mp4`)],
    problems: [problem("/lib/b.mp4"), problem(`${beginning}/3.mp4`)],
    missing: [`${beginning}/4.mp4`],
    goneProblems: [`${beginning}/5.mp4`],
  };
  for (let scan = 0; scan < 2; scan += 1) {
    await commit(store, job, parts);
    expect(await countsEqualRows(store, job.id)).toMatchObject({ new: 1, error_count: 4 });
  }
  const { errors } = await store.videos.problems({ limit: 10 });
  const tooLong = errors.filter(({ code }) => code === "unreadable");
  expect(tooLong).toHaveLength(3);
  for (const { path, error } of tooLong) {
    expect(beginning.startsWith(path.slice(0, 100))).toBe(true);
    expect(error).toMatch(/^Its path has \d{4} bytes, and a library in Postgres holds paths of at most 1300\./);
  }
});
