import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { facetsOf } from "../../../../test/store/facets-of.ts";
import { sqliteUnderTest } from "../../../../test/store/sqlite-under-test.ts";
import { commit, type StoreUnderTest, someFacts, startScan, video } from "../../../../test/store/store-under-test.ts";
import { withValue } from "../../../library/video-filter.ts";
import { openSqlite } from "../open-sqlite.ts";
import { videosPerBlock } from "./video-block.ts";

let directory: string;
let store: StoreUnderTest;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-blocks-"));
  store = await open();
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

async function open(): Promise<StoreUnderTest> {
  const path = join(directory, "gleaner.db");
  return sqliteUnderTest(path, await openSqlite({ path }));
}

/** Commits as scans do: at most 200 videos at once. */
async function add(count: number): Promise<void> {
  const job = await startScan(store);
  for (let first = 0; first < count; first += 200) {
    const numbers = Array.from({ length: Math.min(200, count - first) }, (_, index) => first + index);
    await commit(store, job, { videos: numbers.map((number) => video(`/lib/Film ${number}.mp4`)) });
  }
}

async function staleBlocks(): Promise<readonly unknown[]> {
  const written = "select block from video_blocks";
  const rows = await store.execute(
    `select distinct number / 1024 as block from videos where number / 1024 not in (${written}) order by block`,
  );
  return rows.map((row) => Reflect.get(row, "block"));
}

const total = async (text: string) => (await store.videos.list({ text, limit: 1 })).total;

describe("blocks of videos", () => {
  test("are written by the commits of a scan, all but the last, which still grows", async () => {
    await add(2 * videosPerBlock + 10);
    expect(await staleBlocks()).toEqual([2]);
    expect(await total("film")).toBe(2 * videosPerBlock + 10);
  });

  test.each([
    ["filename = 'other'", "other", 1],
    ["directory_id = (select id from directories where path = '/elsewhere/')", "elsewhere", 1],
    ["missing_since = 1", "film", videosPerBlock + 1],
    ["video_codec = 'x'", "film", videosPerBlock + 1],
    ["width = 1", "film", videosPerBlock + 1],
    ["height = 1", "film", videosPerBlock + 1],
    ["missing_job_id = 'x'", "film", videosPerBlock + 1],
    ["created_at = 1", "film", videosPerBlock + 1],
    ["duration_seconds = 1", "film", videosPerBlock + 1],
    ["modified_us = 1", "film", videosPerBlock + 1],
    ["name_key = 'x'", "film", videosPerBlock + 1],
    ["job_id = 'x'", "film", videosPerBlock + 1],
    ["file_size = 1", "film", videosPerBlock + 1],
    ["suspect = 'length'", "film", videosPerBlock + 1],
    ["audio_codec = 'x'", "film", videosPerBlock + 1],
    ["audio_codecs = 'x y'", "film", videosPerBlock + 1],
    ["audio_languages = 'x'", "film", videosPerBlock + 1],
    ["subtitle_languages = 'x'", "film", videosPerBlock + 1],
    ["subtitle_files = '\n.x.srt'", "film", videosPerBlock + 1],
    ["hdr = 'hlg'", "film", videosPerBlock + 1],
    ["bit_depth = 7", "film", videosPerBlock + 1],
    ["container = 'x'", "film", videosPerBlock + 1],
    ["frame_rate_numerator = 7", "film", videosPerBlock + 1],
    ["frame_rate_denominator = 7", "film", videosPerBlock + 1],
    ["bit_rate = 7", "film", videosPerBlock + 1],
    ["disk = 'x'", "film", videosPerBlock + 1],
    ["file_number = 7", "film", videosPerBlock + 1],
  ])("are stale once a video has another value (%s), whoever wrote it", async (set, text, expected) => {
    await add(videosPerBlock + 1);
    expect(await staleBlocks()).toEqual([1]);
    await store.execute("insert into directories (path, folded) values ('/elsewhere/', '/elsewhere/')");
    await store.execute(`update videos set ${set} where filename = 'Film 7.mp4'`);
    expect(await staleBlocks()).toEqual([0, 1]);
    expect(await total(text)).toBe(expected);
  });

  test("stay as they are when a poster is made", async () => {
    await add(videosPerBlock + 1);
    await store.execute("update videos set poster = 'made'");
    expect(await staleBlocks()).toEqual([1]);
  });

  test("that have lost videos, or all of them, are right before and after they are written again", async () => {
    await add(2 * videosPerBlock);
    await store.execute(`delete from videos where number < ${videosPerBlock} and number <> 77`);
    expect(await total("film")).toBe(videosPerBlock + 2);
    await store.close();
    store = await open();
    await store.filled;
    expect(await staleBlocks()).toEqual([2]);
    expect(await total("film")).toBe(videosPerBlock + 2);
    await store.execute("delete from videos where number = 77");
    expect(await total("film")).toBe(videosPerBlock + 1);
  });

  test("are written in the background when a commit has left many of them stale", async () => {
    await add(8 * videosPerBlock);
    const scattered = Array.from({ length: 8 }, (_, block) => `/lib/Film ${block * videosPerBlock + 1}.mp4`);
    await commit(store, await startScan(store), { missing: scattered });
    await expect.poll(staleBlocks, { timeout: 30_000 }).toEqual([8]);
    expect((await store.videos.list({ missing: true, limit: 100 })).total).toBe(8);
  });

  test("are found stale by the next start when the process ended before it wrote them", async () => {
    await add(3 * videosPerBlock);
    await store.execute("update videos set video_codec = 'vp9' where number % 700 = 1");
    await store.close();
    store = await open();
    expect((await store.videos.list({ ...withValue("video_codec", "vp9"), limit: 1 })).total).toBe(5);
    await store.filled;
    expect(await staleBlocks()).toEqual([3]);
    expect((await store.videos.list({ ...withValue("video_codec", "vp9"), limit: 1 })).total).toBe(5);
  });

  test("count videos of more different values than a byte can number, in the block and with a filter", async () => {
    const job = await startScan(store);
    const numbers = Array.from({ length: 300 }, (_, number) => number);
    const videos = numbers.map((number) => {
      const file = number < 2 ? { size: 10, fileNumber: 1 } : { size: 10 };
      const facts = Object.assign({}, someFacts, { videoCodec: `codec ${number}` });
      return Object.assign(video(`/lib/Film ${number}.mp4`, file), { facts });
    });
    await commit(store, job, { videos });
    const all = await facetsOf(store.videos);
    expect([all.total.bytes, new Set(all.values.video_codec?.map(({ value }) => value)).size]).toEqual([2_990, 300]);
    const some = await facetsOf(store.videos, { text: '"film 29"' });
    expect(some.values.video_codec?.map(({ value }) => value).toSorted()).toEqual(
      [29, 290, 291, 292, 293, 294, 295, 296, 297, 298, 299].map((number) => `codec ${number}`),
    );
  });

  test("let a search pass a video that another program wrote badly, unless it is on the page", async () => {
    await add(3);
    const nonsense = "width = 'wide', file_size = 9e18, created_at = 9223372036854775807";
    await store.execute(`update videos set ${nonsense} where number = 2`);
    expect(await store.videos.list({ text: "film", sort: "created_at", limit: 1 })).toMatchObject({ total: 3 });
  });
});
