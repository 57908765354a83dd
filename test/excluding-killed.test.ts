/**
 * Promise 2 for scans whose process is killed meanwhile: one that removes many videos, because they are left out, and one
 * that reads chosen videos again.
 */
import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { usualRootSettings } from "../src/library/library-roots.ts";
import { firstEvent, listenTo } from "./api/start-api.ts";
import { temporaryDirectory } from "./clip-tree.ts";
import { startGleanerServer } from "./gleaner-process.ts";
import { listedPlace } from "./scanning/listed-place.ts";
import { type DatabaseUnderTest, databaseFor } from "./store/database-under-test.ts";
import { commit, startScan, video } from "./store/store-under-test.ts";

const known = 6_000;
/** How many videos of another directory are scanned again, how many of their files are gone, and how many are not chosen. */
const [chosen, gone, others] = [150, 20, 50];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let films: string;
let series: string;
let database: DatabaseUnderTest;

/** A library of `known` videos whose files are there. */
beforeEach(async () => {
  directory = await temporaryDirectory();
  [data, films] = [join(directory.path, "data"), join(directory.path, "films")];
  series = join(directory.path, "series");
  await mkdir(data);
  for (let nth = 0; nth < 90; nth += 1) await mkdir(join(films, "extras", `${nth}`), { recursive: true });
  database = await databaseFor(data);
  const store = await database.openStore();
  const scan = await startScan(store);
  const { disk } = listedPlace(films);
  const paths = Array.from({ length: known }, (_, nth) => join(films, "extras", `${nth % 90}`, `${nth}.mkv`));
  await commit(store, scan, { videos: paths.map((path) => video(path, { disk })) });
  for (const path of paths) writeFileSync(path, "");
  await mkdir(series);
  const inSeries = (kind: string, count: number) =>
    Array.from({ length: count }, (_, nth) => join(series, `${kind} ${nth}.mkv`));
  const again = inSeries("chosen", chosen);
  await commit(store, scan, {
    videos: [...again, ...inSeries("other", others)].map((path) => video(path, { disk })),
  });
  for (const path of again.slice(gone)) writeFileSync(path, "");
  await store.roots.add({ ...usualRootSettings, name: "series", path: series });
  await store.jobs.cancel(scan.id, { reason: null, now: new Date() });
  await store.close();
  return () => directory[Symbol.asyncDispose]();
});

test("scans whose server is killed have done exactly what they counted, and the next start finishes them", async () => {
  const server = await startGleanerServer(data, { ...database.settings, GLEANER_MAX_RATE: "10" });
  const events = await listenTo(`${server.url}/api/v1/events`);
  const choice = { filter: { q: "chosen" } };
  const rescan = await server.call<{ job_ids: string[] }>("POST", "/api/v1/videos/rescan", choice);
  expect(rescan).toMatchObject({ status: 202, body: { video_count: chosen } });
  const [againId = ""] = rescan.body.job_ids;
  await firstEvent(events.events, ({ counts }) => counts.error_count > 0);
  const wishes = { path: films, exclude: ["extras/"] };
  const { status, body } = await server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", wishes);
  expect(status).toBe(202);
  await firstEvent(events.events, ({ counts }) => counts.excluded > 0);
  server.kill("SIGKILL");
  await server.exit;
  events.close();
  const library = database.openLibrary();
  const { forgotten: removed, left } = await library.forgottenAndLeft();
  const again = await library.countsAndRowsOf(againId);
  await library.close();
  expect(removed).toBeGreaterThan(0);
  expect(removed).toBe(known + chosen + others - left);
  expect(again.counted).toEqual(again.rows);
  expect(again.rows.errors).toBeGreaterThan(0);
  expect(again.rows.errors).toBeLessThan(chosen - gone);

  const next = await startGleanerServer(data, database.settings);
  const end = await next.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
  expect(end.body).toMatchObject({ status: "completed", counts: { excluded: known, missing: 0, found: 0 } });
  const ofChosen = (await next.call("GET", `/api/v1/jobs/${againId}/wait`)).body;
  expect(ofChosen).toMatchObject({
    status: "completed",
    counts: { found: chosen - gone, scanned: chosen - gone, error_count: chosen - gone, missing: gone },
  });
  // Nothing has looked for the files of the others.
  expect((await next.call("GET", "/api/v1/videos?missing=true")).body).toMatchObject({ total: gone });
  expect((await next.call("GET", "/api/v1/videos")).body).toMatchObject({ total: chosen + others });
  next.kill("SIGTERM");
  await next.exit;
});
