/** Promise 2 for comparisons: a server that is killed keeps the hashes that it counts, and the next one reads only the rest. */
import { copyFile, mkdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DuplicatesJson } from "../src/api/contract/duplicates.ts";
import { firstEvent, listenTo } from "./api/start-api.ts";
import { copyClip, temporaryDirectory } from "./clip-tree.ts";
import { startGleanerServer } from "./gleaner-process.ts";

/** With holes, so that they take no room. */
const fileBytes = 400_000_000;
const fileCount = 6;

test("a comparison that is killed keeps what it counts, and goes on with the rest", async () => {
  await using directory = await temporaryDirectory();
  const films = join(directory.path, "films");
  const data = join(directory.path, "data");
  await mkdir(films);
  const first = join(films, "0.mp4");
  await copyClip("h264-aac-faststart.mp4", first);
  for (let nth = 1; nth < fileCount; nth += 1) await copyFile(first, join(films, `${nth}.mp4`));
  for (let nth = 0; nth < fileCount; nth += 1) await truncate(join(films, `${nth}.mp4`), fileBytes);
  let server = await startGleanerServer(data);
  const scan = (await server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path: films })).body.job_id;
  await server.call("GET", `/api/v1/jobs/${scan}/wait?timeout=60`);
  const events = await listenTo(`${server.url}/api/v1/events`);
  const { job_id: id } = (await server.call<{ job_id: string }>("POST", "/api/v1/duplicates/compare")).body;
  await firstEvent(events.events, ({ job_id, counts }) => job_id === id && (counts.compared ?? 0) > 0);
  server.kill("SIGKILL");
  await server.exit;
  events.close();
  server = await startGleanerServer(data);
  const end = (await server.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`)).body;
  expect(end).toMatchObject({
    status: "completed",
    attempt: 0,
    progress: 1,
    // A file that is hashed twice would be counted twice.
    counts: { found: fileCount, compared: fileCount, error_count: 0, found_bytes: fileCount * fileBytes },
  });
  const { groups } = (await server.call<DuplicatesJson>("GET", "/api/v1/duplicates")).body;
  expect(groups).toMatchObject([{ state: "confirmed", confirmed_gain: (fileCount - 1) * fileBytes }]);
  server.kill("SIGTERM");
  await server.exit;
}, 120_000);
