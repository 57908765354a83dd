/** Processes that die in the middle of a scan, and the attempts that the scan is charged. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { JobJson } from "../src/api/contract/jobs.ts";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { ffprobeThatFirst, type GleanerServer, startGleanerServer } from "./gleaner-process.ts";
import { openLibrary } from "./library-rows.ts";

const clipCount = 24;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let films: string;
let paths: readonly string[];
let pidFile: string;
let server: GleanerServer | null;

beforeEach(async () => {
  directory = await temporaryDirectory();
  data = join(directory.path, "data");
  films = join(directory.path, "films");
  pidFile = join(directory.path, "pid");
  await mkdir(data);
  paths = await makeClipTree(films, clipCount);
  server = null;
});

afterEach(async () => {
  server?.kill("SIGKILL");
  await server?.exit;
  await directory[Symbol.asyncDispose]();
});

/** Starts a server whose probes run these lines of shell first. `$server` is its process id. */
async function start(lines: string): Promise<GleanerServer> {
  await writeFile(pidFile, "");
  const environment = await ffprobeThatFirst(
    directory.path,
    `while ! [ -s ${pidFile} ]; do sleep 0.01; done; server=$(cat ${pidFile})\n${lines}`,
  );
  server = await startGleanerServer(data, environment);
  await writeFile(pidFile, String(server.pid));
  return server;
}

async function submit(on: GleanerServer): Promise<string> {
  return (await on.call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path: films })).body.job_id;
}

/** Resolves when the scan has more new videos than before, or has ended. */
async function untilMoreThan(videos: number, on: GleanerServer, id: string): Promise<JobJson> {
  const { body } = await fetch(`${on.url}/api/v1/jobs/${id}/events`);
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const jobs = [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, json = ""]): JobJson => JSON.parse(json));
    const job = jobs.find(({ counts, finished_at }) => counts.new > videos || finished_at !== null);
    if (job !== undefined) return job;
  }
  throw new Error("The server ended before the scan saved anything new");
}

test("a scan that is killed after every bit of progress is charged no attempt, and completes", async () => {
  let id: string | null = null;
  let videos = 0;
  // More deaths than a scan survives without progress.
  for (let death = 0; death < 4; death += 1) {
    const running = await start("sleep 0.1");
    id ??= await submit(running);
    ({
      counts: { new: videos },
    } = await untilMoreThan(videos, running, id));
    running.kill("SIGKILL");
    await running.exit;
  }
  const last = await start(":");
  const { body } = await last.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`);
  expect(body).toMatchObject({ status: "completed", attempt: 0, counts: { new: clipCount } });
}, 180_000);

test("a file that kills the process again and again is named in the error, and everything else found is kept", async () => {
  const deadly = paths[Math.floor(clipCount / 2)] ?? "";
  const lines = `case "$file" in "file:${deadly}") kill -9 $server; sleep 5;; esac`;
  let id: string | null = null;
  let job: JobJson;
  do {
    const running = await start(lines);
    id ??= await submit(running);
    const waiting = running.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`).then(({ body }) => body);
    const ended = await Promise.race([waiting.catch(() => null), running.exit.then(() => null)]);
    job = ended ?? ({ status: "running" } as JobJson);
    if (ended === null) await running.exit;
  } while (job.status === "running");
  expect(job).toMatchObject({ status: "failed", attempt: 3, error: expect.stringContaining(deadly) });
  const library = openLibrary(data);
  library.expectCountsToEqualRows();
  library.close();
}, 300_000);
