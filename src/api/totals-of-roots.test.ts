import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, startApi } from "../../test/api/start-api.ts";
import { overlay } from "../../test/overlay.ts";
import { facetsOf } from "../../test/store/facets-of.ts";
import { parseJobId } from "../jobs/job.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import { TotalsOfRoots } from "./totals-of-roots.ts";
import { withKeptCounts } from "./with-kept-counts.ts";

let api: Api;
let counted: number;
let clock: number;
let videos: VideoLibrary;
let totals: TotalsOfRoots;
beforeEach(async () => {
  api = await startApi();
  counted = 0;
  clock = 0;
  videos = overlay(api.store.videos, {
    totals: async (directories) => {
      counted += 1;
      clock += 300;
      return api.store.videos.totals(directories);
    },
  });
  totals = new TotalsOfRoots({ videos, queue: api.queue, now: () => clock });
});
afterEach(() => api[Symbol.asyncDispose]());

const ask = async () => (await totals.of([api.directory])).each[0]?.videos;
const commit = async (scan: Awaited<ReturnType<Api["nextScan"]>>, name: string) =>
  scan.commit({ videos: [join(api.directory, name)] });

test("videos are counted once for all requests at the same time, and not again until something changes", async () => {
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([0, 0, 0]);
  clock += 9_000;
  expect(await ask()).toBe(0);
  expect(counted).toBe(1);
  clock += 2_000;
  await ask();
  expect(counted).toBe(2);
  await totals.of(["/other"]);
  expect(counted).toBe(3);
});

test("while a scan runs, videos are counted now and then, and at its end at once", async () => {
  const id = parseJobId(await api.scan()) ?? expect.fail();
  const scan = await api.nextScan();
  expect(await ask()).toBe(0);
  await commit(scan, "1.mkv");
  clock += 1_400;
  expect(await ask()).toBe(0);
  clock += 200;
  expect(await ask()).toBe(1);
  await commit(scan, "2.mkv");
  scan.finish();
  await api.queue.wait(id);
  expect(await ask()).toBe(2);
  expect(counted).toBe(3);
});

test("a removal is seen at once", async () => {
  const id = parseJobId(await api.scan()) ?? expect.fail();
  const scan = await api.nextScan();
  await commit(scan, "1.mkv");
  scan.finish();
  await api.queue.wait(id);
  expect(await ask()).toBe(1);
  const library = withKeptCounts(videos, { queue: api.queue, onRemoved: () => totals.forget() });
  expect((await facetsOf(library)).total.videos).toBe(1);
  await library.forget({ filter: { directory: api.directory }, asOf: new Date() });
  expect((await facetsOf(library)).total.videos).toBe(0);
  expect(await ask()).toBe(0);
});

test("facets are counted once for each directory, and not again until something changes", async () => {
  const asked: string[] = [];
  const library = withKeptCounts(
    overlay(api.store.videos, {
      facets: async (query) => {
        asked.push(query.filter.directory ?? "all");
        return api.store.videos.facets(query);
      },
    }),
    { queue: api.queue, now: () => clock, onRemoved: () => {} },
  );
  const all = [{}, { directory: api.directory }, {}];
  const facets = () => Promise.all(all.map((filter) => facetsOf(library, filter)));
  await facets();
  await facets();
  expect(asked).toEqual(["all", api.directory]);
  const id = parseJobId(await api.scan()) ?? expect.fail();
  const scan = await api.nextScan();
  await commit(scan, "1.mkv");
  scan.finish();
  await api.queue.wait(id);
  expect((await facets()).map(({ total }) => total.videos)).toEqual([1, 1, 1]);
  expect(asked).toHaveLength(4);
});

test("an error is not kept", async () => {
  const failing = overlay(videos, { totals: () => Promise.reject(new Error("The disk is on fire")) });
  let current = failing;
  const library = overlay(videos, { totals: (directories) => current.totals(directories) });
  totals = new TotalsOfRoots({ videos: library, queue: api.queue, now: () => clock });
  await expect(ask()).rejects.toThrow("The disk is on fire");
  current = videos;
  expect(await ask()).toBe(0);
});
