import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeOldLibrary, oldSchemas } from "../../../test/store/old-library.ts";
import { commit, startScan, video } from "../../../test/store/store-under-test.ts";
import { openSqlite } from "../sqlite/open-sqlite.ts";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-fill-"));
  path = join(directory, "gleaner.db");
});
afterEach(() => rm(directory, { recursive: true }));

test.each(oldSchemas)("a library with schema %i is searched and sorted as a new one", async (schema) => {
  await makeOldLibrary(path, schema);
  const store = await openSqlite({ path });
  await store.filled;
  const found = async (text: string) =>
    (await store.videos.list({ text, sort: "filename", limit: 10 })).videos.map(({ filename }) => filename);
  expect(await found("arger")).toEqual(["Ärger.MP4"]);
  expect(await found("CAF\u00c9")).toEqual(["caf\u00e9 2.mp4", "cafe\u0301 10.mp4"]);
  expect(await found("lib")).toEqual(["Ärger.MP4", "caf\u00e9 2.mp4", "cafe\u0301 10.mp4", "gone.mp4"]);
  expect((await store.videos.problems({ limit: 1 })).errors).toMatchObject([{ path: "/lib/broken.mp4" }]);
  await store.close();
  expect(unfilled()).toEqual([{ videos: 0, errors: 0 }]);
});

test("a library of many videos is searched in full while it is filled, and filled on by the next start", async () => {
  const many = 3_000;
  await makeOldLibrary(path, 3);
  addVideos(many);
  let starts = 0;
  for (let filled = false; !filled; starts += 1) {
    const store = await openSqlite({ path });
    // Searched once and closed at once: the first start cannot fill all of it.
    const { total } = await store.videos.list({ text: "film mp4", limit: 1 });
    expect(total).toBe(many);
    if (starts === 1) await commit(store, await startScan(store), { videos: [video("/lib/Film-new.mov")] });
    await store.close();
    const [{ videos } = { videos: -1 }] = unfilled() as { videos: number }[];
    filled = videos === 0;
  }
  expect(starts).toBeGreaterThan(1);
  const store = await openSqlite({ path });
  const { videos, total } = await store.videos.list({ text: "FÍLM", sort: "filename", limit: 100 });
  expect(total).toBe(many + 1);
  expect(videos.map(({ filename }) => filename)).toEqual(Array.from({ length: 100 }, (_, n) => `Film ${n}.mp4`));
  await store.close();
});

function addVideos(count: number): void {
  using database = new DatabaseSync(path);
  database.exec(`insert into videos
    select printf('00000000-0000-4000-8000-%012d', value), '/lib/D' || (value % 50) || '/Film ' || value || '.mp4',
      '/lib/D' || (value % 50) || '/', 'Film ' || value || '.mp4', container, duration_seconds, frame_rate_numerator,
      frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels, sample_rate, bit_rate,
      audio_count, subtitle_streams, file_size, modified_us, job_id, missing_since, missing_job_id, created_at, updated_at,
      poster
    from (select * from videos limit 1), (with recursive n (value) as (select 0 union all select value + 1 from n where value < ${count - 1}) select value from n)`);
}

/** The number of rows without values for search and order. */
function unfilled(): readonly object[] {
  using database = new DatabaseSync(path);
  return database
    .prepare(
      `select (select count(*) from videos where name_key = '') as videos,
         (select count(*) from scan_errors where path_key = '') as errors`,
    )
    .all();
}
