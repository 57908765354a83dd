/** Promise 2 for a scan that removes many videos, because they are left out, and whose process is killed meanwhile. */
import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { firstEvent, listenTo } from "./api/start-api.ts";
import { temporaryDirectory } from "./clip-tree.ts";
import { startGleanerServer } from "./gleaner-process.ts";
import { listedPlace } from "./scanning/listed-place.ts";
import { type DatabaseUnderTest, databaseFor } from "./store/database-under-test.ts";
import { commit, startScan, video } from "./store/store-under-test.ts";

const known = 6_000;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let films: string;
let database: DatabaseUnderTest;

/** A library of `known` videos whose files are there. */
beforeEach(async () => {
  directory = await temporaryDirectory();
  [data, films] = [join(directory.path, "data"), join(directory.path, "films")];
  await mkdir(data);
  for (let nth = 0; nth < 90; nth += 1) await mkdir(join(films, "extras", `${nth}`), { recursive: true });
  database = await databaseFor(data);
  const store = await database.openStore();
  const scan = await startScan(store);
  const { disk } = listedPlace(films);
  const paths = Array.from({ length: known }, (_, nth) => join(films, "extras", `${nth % 90}`, `${nth}.mkv`));
  await commit(store, scan, { videos: paths.map((path) => video(path, { disk })) });
  for (const path of paths) writeFileSync(path, "");
  await store.jobs.cancel(scan.id, { reason: null, now: new Date() });
  await store.close();
  return () => directory[Symbol.asyncDispose]();
});

test("a scan whose server is killed has removed exactly what it counted, and the next start finishes it", async () => {
  const server = await startGleanerServer(data, database.settings);
  const events = await listenTo(`${server.url}/api/v1/events`);
  const wishes = { path: films, exclude: ["extras/"] };
  const { status, body } = await server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", wishes);
  expect(status).toBe(202);
  await firstEvent(events.events, ({ counts }) => counts.excluded > 0);
  server.kill("SIGKILL");
  await server.exit;
  events.close();
  const library = database.openLibrary();
  const { forgotten: removed, left } = await library.forgottenAndLeft();
  await library.close();
  expect(removed).toBeGreaterThan(0);
  expect(removed).toBe(known - left);

  const next = await startGleanerServer(data, database.settings);
  const end = await next.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
  expect(end.body).toMatchObject({ status: "completed", counts: { excluded: known, missing: 0, found: 0 } });
  expect((await next.call("GET", "/api/v1/videos")).body).toMatchObject({ total: 0 });
  next.kill("SIGTERM");
  await next.exit;
});
