/** A server that has to stop, or to answer, while its database does not take writes. Real processes and a real lock. */
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { ffprobeThatFirst, type GleanerServer, startGleanerServer } from "./gleaner-process.ts";

const clipCount = 40;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let films: string;
let servers: GleanerServer[];

beforeEach(async () => {
  directory = await temporaryDirectory();
  data = join(directory.path, "data");
  films = join(directory.path, "films");
  await mkdir(data);
  await makeClipTree(films, clipCount);
  servers = [];
});

afterEach(async () => {
  for (const server of servers) server.kill("SIGKILL");
  await Promise.all(servers.map(({ exit }) => exit));
  await directory[Symbol.asyncDispose]();
});

async function start(first: string): Promise<GleanerServer> {
  const server = await startGleanerServer(data, await ffprobeThatFirst(directory.path, first));
  servers.push(server);
  return server;
}

/** Starts a scan and waits until it has saved something. */
async function startScan(server: GleanerServer): Promise<string> {
  const { body } = await server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path: films });
  const stream = await fetch(`${server.url}/api/v1/jobs/${body.job_id}/events`);
  const decoder = new TextDecoder();
  for await (const chunk of stream.body ?? []) {
    if (/"new":[1-9]/.test(decoder.decode(chunk, { stream: true }))) break;
  }
  return body.job_id;
}

/** Requests the poster of a video, and waits until only the database keeps it from being finished. */
async function startPoster(server: GleanerServer): Promise<void> {
  const { body } = await server.call<{ videos: { id: string }[] }>("GET", "/api/v1/videos?limit=1");
  await server.call("POST", "/api/v1/videos/thumbnails", { video_ids: body.videos.map(({ id }) => id) });
  const posters = () => readdir(join(data, "posters"), { recursive: true }).catch(() => []);
  await expect.poll(async () => (await posters()).join(), { timeout: 20_000 }).toContain(".jpg");
}

/** Another program that has the database open and holds SQLite's write lock. */
function lockDatabase(): DatabaseSync {
  const other = new DatabaseSync(join(data, "gleaner.db"), { timeout: 5_000 });
  other.exec("begin immediate");
  return other;
}

test("SIGTERM ends a server within ten seconds while another program locks its database, and charges no attempt", async () => {
  const server = await start("sleep 0.2");
  const id = await startScan(server);
  using other = lockDatabase();
  await startPoster(server);
  const toldAt = performance.now();
  server.kill("SIGTERM");
  await server.exit;
  expect(performance.now() - toldAt).toBeLessThan(10_000);
  other.exec("rollback");

  const next = await start(":");
  const { body } = await next.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`);
  expect(body).toMatchObject({ status: "completed", attempt: 0, counts: { new: clipCount, error_count: 0 } });
}, 120_000);

test("a cancel that the database cannot take answers 503 within two seconds, reading still works, and the scan ends cancelled once it can", async () => {
  const server = await start("sleep 0.5");
  const id = await startScan(server);
  const other = lockDatabase();
  const askedAt = performance.now();
  const answer = await server.call<{ detail: { code: string } }>("POST", `/api/v1/jobs/${id}/cancel`);
  expect(performance.now() - askedAt).toBeLessThan(2_000);
  expect(answer).toMatchObject({ status: 503, body: { detail: { code: "STORE_UNAVAILABLE" } } });
  expect((await server.call("GET", `/api/v1/jobs/${id}`)).body).toMatchObject({ job_id: id, status: "running" });
  other.exec("rollback");
  other.close();
  const cancelled = await server.call("POST", `/api/v1/jobs/${id}/cancel`);
  expect([200, 409]).toContain(cancelled.status);
  const { body } = await server.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`);
  expect(body).toMatchObject({ status: "cancelled" });
}, 120_000);
