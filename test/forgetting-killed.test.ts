/** Promises 1 and 2 for the removal of many videos by a process that is killed, or that a person interrupts. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import type { RootListJson } from "../src/api/contract/roots.ts";
import { usualRootSettings } from "../src/library/library-roots.ts";
import { firstEvent, listenTo } from "./api/start-api.ts";
import { temporaryDirectory } from "./clip-tree.ts";
import { startGleaner, startGleanerServer } from "./gleaner-process.ts";
import { type DatabaseUnderTest, databaseFor } from "./store/database-under-test.ts";
import { commit, startScan, video } from "./store/store-under-test.ts";

const missing = 6_000;
const url = "/api/v1/videos/forget";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let database: DatabaseUnderTest;

/** A library of `missing` missing videos, and one that is there. */
beforeEach(async () => {
  directory = await temporaryDirectory();
  data = join(directory.path, "data");
  await mkdir(data);
  database = await databaseFor(data);
  const store = await database.openStore();
  const scan = await startScan(store);
  const paths = Array.from({ length: missing }, (_, nth) => `/mnt/films/${nth % 90}/${nth}.mkv`);
  await commit(store, scan, { videos: [...paths, "/mnt/kept.mkv"].map((path) => video(path)) });
  await commit(store, scan, { missing: paths });
  await store.jobs.cancel(scan.id, { reason: null, now: new Date() });
  await store.roots.add({ ...usualRootSettings, name: "films", path: "/mnt/films" });
  await store.close();
  return () => directory[Symbol.asyncDispose]();
});

/** Expects that the videos that are gone are as many as all removals have counted, and returns their number. */
async function goneAsCounted(): Promise<number> {
  const library = database.openLibrary();
  const { forgotten, left } = await library.forgottenAndLeft();
  await library.close();
  expect(forgotten).toBe(missing + 1 - left);
  return forgotten;
}

test("a removal whose server is killed has removed exactly what it counted, and the next start finishes it", async () => {
  const server = await startGleanerServer(data, database.settings);
  const events = await listenTo(`${server.url}/api/v1/events`);
  const { status, body } = await server.call<{ job_id: string }>("POST", url, { filter: { missing: true } });
  expect(status).toBe(202);
  await firstEvent(events.events, ({ counts }) => (counts.forgotten ?? 0) > 0);
  server.kill("SIGKILL");
  await server.exit;
  events.close();
  expect(await goneAsCounted()).toBeGreaterThan(0);

  const next = await startGleanerServer(data, database.settings);
  const end = await next.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
  expect(end.body).toMatchObject({ status: "completed", counts: { found: missing, forgotten: missing } });
  next.kill("SIGTERM");
  await next.exit;
  expect(await goneAsCounted()).toBe(missing);
});

test("a server that is killed when a directory has left the library has the job that forgets its videos", async () => {
  const server = await startGleanerServer(data, database.settings);
  const { body } = await server.call<RootListJson>("GET", "/api/v1/roots");
  const library = database.openLibrary();
  const url = `/api/v1/roots/${body.roots[0]?.root_id}?forget_videos=true`;
  const answer = server.call("DELETE", url).catch(() => null);
  // The request needs turns of the event loop, too.
  while ((await library.rootsAndRemovals()).roots.length > 0) await nextTurn();
  server.kill("SIGKILL");
  await server.exit;
  await answer;
  const { removals } = await library.rootsAndRemovals();
  expect(removals).toHaveLength(1);
  await library.close();

  const next = await startGleanerServer(data, database.settings);
  expect((await next.call("GET", `/api/v1/jobs/${removals[0]}/wait`)).body).toMatchObject({ status: "completed" });
  next.kill("SIGTERM");
  await next.exit;
  expect(await goneAsCounted()).toBe(missing);
});

test("Ctrl-C in a terminal cancels the removal, which keeps what it counted, and says how to resume it", async () => {
  const forgetting = startGleaner(["forget", "--missing", "--yes", "--data", data], {
    environment: database.settings,
  });
  await forgetting.said(/Forgetting missing videos\. Ctrl-C cancels\./);
  forgetting.kill("SIGINT");
  const { code, stdout } = await forgetting.exit;
  const gone = await goneAsCounted();
  // The last video may be removed before the cancel arrives.
  if (gone === missing) expect({ code, stdout }).toMatchObject({ code: 0 });
  else
    expect({ code, stdout }).toMatchObject({
      code: 130,
      stdout: expect.stringMatching(/^Cancelled after forgetting .*\nResume with: gleaner resume /),
    });
});
