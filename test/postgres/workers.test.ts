/**
 * `gleaner serve` and `gleaner worker` as processes, on one Postgres.
 *
 * A process takes a second of processor time to start, so the tests share processes and the library. Each test goes on
 * from the one before it, with a directory of videos of its own. So run all of them.
 */
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobCreatedJson, JobJson } from "../../src/api/contract/jobs.ts";
import type { WorkerJson, WorkersJson } from "../../src/api/contract/workers.ts";
import { makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import { runInProcess } from "../gleaner-in-process.ts";
import {
  ffprobeThatFirst,
  type GleanerProcess,
  type GleanerServer,
  startGleaner,
  startGleanerServer,
} from "../gleaner-process.ts";
import { createDatabase } from "../store/postgres-under-test.ts";
import { connect, postgresServer } from "./postgres-server.ts";

const clipCount = 200;
const patience = { timeout: 30_000, interval: 50 };

const closing = new AsyncDisposableStack();
let directory: string;
let clips: readonly string[];
let url: string;
/** A connection that shares no code with what is tested. */
let client: Client;
/** Reads files itself. */
let server: GleanerServer;
/** Reads no files. */
let other: GleanerServer;
/** Workers that read no file while the file `hold` is there. The second one has the directory `mapped` elsewhere. */
let holding: readonly [GleanerProcess, GleanerProcess];
let hold: string;
let mapped: { readonly library: string; readonly here: string };
/** The files that these workers have begun. */
let begun: string;

beforeAll(async () => {
  directory = closing.use(await temporaryDirectory()).path;
  [hold, begun] = [join(directory, "hold"), join(directory, "begun")];
  mapped = { library: join(directory, "goes on"), here: join(directory, "volume") };
  clips = await makeClipTree(join(directory, "clips"), 10);
  url = await createDatabase(await postgresServer());
  client = await connect(url);
  closing.defer(() => client.end());
  const first = `echo "$file" >> '${begun}'; while [ -e '${hold}' ]; do sleep 0.1; done`;
  const settings = await ffprobeThatFirst(directory, first);
  [server, other, ...holding] = await Promise.all([
    startServer("server"),
    startServer("other", { GLEANER_NO_WORKER: "1" }),
    startWorker([], settings),
    startWorker(["--map", `${mapped.library}=${mapped.here}`], settings),
  ]);
});

afterAll(() => closing.disposeAsync());

function killedAtEnd<Process extends GleanerProcess>(started: Process): Process {
  closing.defer(async () => {
    started.kill("SIGKILL");
    started.kill("SIGCONT");
    await started.exit;
  });
  return started;
}

async function startServer(data: string, environment: Readonly<Record<string, string>> = {}): Promise<GleanerServer> {
  // Slow enough for chunks of a few files, and for every worker to get some before this server has read the rest, also
  // where the machine is busy.
  const settings = { DATABASE_URL: url, GLEANER_MAX_RATE: "70", ...environment };
  return killedAtEnd(await startGleanerServer(join(directory, data), settings));
}

async function startWorker(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<GleanerProcess> {
  const worker = startGleaner(["worker", ...args], { environment: { DATABASE_URL: url, ...environment } });
  killedAtEnd(worker);
  await worker.said(/This worker reads files/);
  return worker;
}

async function stop(...processes: readonly GleanerProcess[]): Promise<void> {
  for (const one of processes) one.kill("SIGTERM");
  for (const { code } of await Promise.all(processes.map(({ exit }) => exit))) expect(code).toBe(0);
}

/** Makes videos and returns their directory. They are links to a few files, because slow workers run ffprobe per file. */
async function makeVideos(name: string, count = clipCount): Promise<string> {
  const root = join(directory, name);
  for (let index = 0; index < count; index += 1) {
    const box = join(root, `box-${Math.floor(index / 25)}`);
    const clip = clips[index % clips.length] ?? expect.fail();
    await mkdir(box, { recursive: true });
    await copyFile(clip, join(box, `${index}${extname(clip)}`));
  }
  return root;
}

async function submit(path: string, to = server): Promise<string> {
  return (await to.call<JobCreatedJson>("POST", "/api/v1/videos/scan", { path })).body.job_id;
}

async function ended(id: string, on = server): Promise<JobJson> {
  return (await on.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`)).body;
}

async function cancel(id: string, on = server): Promise<void> {
  expect((await on.call("POST", `/api/v1/jobs/${id}/cancel`)).status).toBe(200);
}

async function countsAndRows(id: string) {
  const { rows } = await client.query(
    `select counts, status, (select count(*) from videos where job_id = $1) as videos from jobs where id = $1`,
    [id],
  );
  const [{ counts, status, videos }] = rows as [{ counts: string; status: string; videos: number }];
  const { new: added } = JSON.parse(counts);
  return { status, counted: added as number, videos };
}

async function untilSaved(id: string, least: number): Promise<void> {
  await expect.poll(async () => (await countsAndRows(id)).videos, patience).toBeGreaterThan(least);
}

/** Waits until each of these workers has files of the scan, which it does not read before `letGo`. */
async function untilHeld(id: string, workers: readonly GleanerProcess[] = holding): Promise<void> {
  const holders = async () => (await listWorkers()).filter(({ job_id }) => job_id === id).map(({ pid }) => pid);
  for (const { pid } of workers) await expect.poll(holders, patience).toContain(pid);
}

const keep = () => writeFile(hold, "");
const letGo = () => rm(hold);

async function listWorkers(on = server): Promise<readonly WorkerJson[]> {
  return (await on.call<WorkersJson>("GET", "/api/v1/workers")).body.workers;
}

const stateOf = async ({ pid }: GleanerProcess) => (await listWorkers()).find((worker) => worker.pid === pid)?.state;

/** Compares counts and rows until the scan has ended. */
async function watch(id: string): Promise<number> {
  for (let samples = 1; ; samples += 1) {
    const { status, counted, videos } = await countsAndRows(id);
    expect(counted).toBe(videos);
    if (status !== "running" && status !== "pending") return samples;
    await delay(10);
  }
}

test("the workers are listed with what they are doing, over HTTP and in the terminal", async () => {
  const [first, second] = holding;
  for (const { pid } of [server, first, second]) {
    await expect.poll(async () => (await listWorkers()).map((worker) => worker.pid), patience).toContain(pid);
  }
  const list = await listWorkers();
  // The other server reads no files.
  expect(list).toHaveLength(3);
  expect(list.find(({ pid }) => pid === second.pid)).toMatchObject({
    state: "idle",
    job_id: null,
    path_map: [`${mapped.library}=${mapped.here}`],
    only: [],
    is_this_server: false,
    problems: [],
    leaves: [],
  });
  expect(list.filter(({ is_this_server }) => is_this_server).map(({ pid }) => pid)).toEqual([server.pid]);
  expect(await runInProcess(["workers", "--server", server.url])).toEqual({
    code: 0,
    stderr: "",
    stdout: expect.stringMatching(
      new RegExp(`process ${second.pid}: waiting for files for .*\n  has ${mapped.library} at ${mapped.here}\n`),
    ),
  });
});

describe("a cancel", () => {
  test("stops the workers, and everything that is counted is kept", async () => {
    const films = await makeVideos("cancelled");
    await keep();
    const id = await submit(films);
    await untilHeld(id);
    await untilSaved(id, 20);
    await cancel(id);
    await letGo();
    expect(await ended(id)).toMatchObject({ status: "cancelled", result: { stopped_early: true } });
    const { counted, videos } = await countsAndRows(id);
    expect(counted).toBe(videos);
    expect(videos).toBeLessThan(clipCount);
    const rest = await ended(await submit(films));
    expect(rest).toMatchObject({ status: "completed", counts: { skipped: videos, new: clipCount - videos } });
  });

  test("on another server than the one that coordinates the scan stops it, and both answer with what was kept", async () => {
    await keep();
    const id = await submit(await makeVideos("cancelled elsewhere"));
    await untilHeld(id);
    const { rows } = await client.query("select worker from jobs where id = $1", [id]);
    const [{ worker }] = rows as [{ worker: string }];
    const name = await readFile(join(directory, "server", "worker-id"), "utf8");
    await cancel(id, worker.endsWith(name) ? other : server);
    await letGo();
    for (const end of await Promise.all([ended(id, server), ended(id, other)])) {
      expect(end).toMatchObject({ status: "cancelled" });
    }
    const { counted, videos } = await countsAndRows(id);
    expect(counted).toBe(videos);
    expect(videos).toBeLessThan(clipCount);
  });
});

test("the event stream of every server tells all of a scan that another one coordinates, in order, to its end", async () => {
  const servers = [server, other];
  const told = servers.map(() => new Map<string, JobJson[]>());
  const stopFollowing = new AbortController();
  const following = servers.map(async (one, index) => {
    const { body } = await fetch(`${one.url}/api/v1/events`, { signal: stopFollowing.signal });
    let text = "";
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const [, data] = /^data: (.*)$/m.exec(event) ?? [];
        if (data === undefined) continue;
        const job = JSON.parse(data) as JobJson;
        told[index]?.set(job.job_id, [...(told[index].get(job.job_id) ?? []), job]);
      }
    }
  });
  const id = await submit(await makeVideos("followed"));
  const last = () => told.map((jobs) => jobs.get(id)?.at(-1)?.status);
  await expect.poll(last, { timeout: 60_000 }).toEqual(["completed", "completed"]);
  stopFollowing.abort();
  await Promise.allSettled(following);
  for (const jobs of told) {
    const states = jobs.get(id) ?? [];
    expect(states.length).toBeGreaterThanOrEqual(2);
    const scanned = states.map(({ counts }) => counts.scanned);
    expect(scanned).toEqual(scanned.toSorted((one, other) => one - other));
    expect(states.at(-1)).toMatchObject({ status: "completed", counts: { new: clipCount } });
  }
});

test("a scan goes on with its workers, one of which has the files elsewhere, when its server is killed and started again", async () => {
  const films = await makeVideos("goes on");
  await makeVideos("volume");
  await keep();
  const id = await submit(films);
  await untilHeld(id);
  await untilSaved(id, 0);
  server.kill("SIGKILL");
  await server.exit;
  expect((await countsAndRows(id)).videos).toBeLessThan(clipCount);
  server = await startServer("server");
  await letGo();
  expect(await ended(id)).toMatchObject({
    status: "completed",
    attempt: 0,
    counts: { found: clipCount, new: clipCount },
  });
  const { counted, videos } = await countsAndRows(id);
  expect({ counted, videos }).toEqual({ counted: clipCount, videos: clipCount });
  const files = await readFile(begun, "utf8");
  for (const path of [films, mapped.here]) expect(files).toContain(`file:${path}/`);
});

test("one worker is killed, one is suspended, and the scan completes with counts that equal the rows", async () => {
  const [killed, suspended] = holding;
  await keep();
  const id = await submit(await makeVideos("shared"));
  const watching = watch(id);
  await untilHeld(id);
  killed.kill("SIGKILL");
  suspended.kill("SIGSTOP");
  await letGo();
  const job = await ended(id);
  expect(job).toMatchObject({ status: "completed", attempt: 0, counts: { found: clipCount, new: clipCount } });
  expect(await watching).toBeGreaterThan(5);
  await expect.poll(() => stateOf(suspended), patience).toBe("silent");
  // It learns that its chunk was taken away, and writes nothing.
  suspended.kill("SIGCONT");
  await stop(suspended);
  expect(await stateOf(suspended)).toBeUndefined();
  expect(await countsAndRows(id)).toMatchObject({ counted: clipCount, videos: clipCount });
  const { rows } = await client.query("select count(*) as open from scan_chunks");
  expect(rows).toEqual([{ open: 0 }]);
});

test("a server without a worker waits for one beyond the stall timeout, says so, and cancels while it waits", async () => {
  await stop(server);
  // The other server must not take the scans. It goes on with the usual timeouts, as a busy machine may need them.
  other.kill("SIGSTOP");
  const limits = { GLEANER_PROBE_TIMEOUT: "3", GLEANER_STALL_TIMEOUT: "4", GLEANER_NO_WORKER: "1" };
  const waiting = await startServer("waiting", limits);
  const id = await submit(await makeVideos("waits", 60), waiting);
  const away = await submit(await makeVideos("cancelled while it waits", 10), waiting);
  const chunks = async () => (await client.query("select from scan_chunks where job_id = $1", [away])).rowCount;
  await expect.poll(chunks, patience).toBeGreaterThan(0);
  await cancel(away, waiting);
  expect(await ended(away, waiting)).toMatchObject({ status: "cancelled", counts: { scanned: 0 } });
  await waiting.said(/The scan of .*waits waits: no worker takes its files\. Start `gleaner worker`/);
  const { body } = await waiting.call("GET", `/api/v1/jobs/${id}`);
  expect(body).toMatchObject({ status: "running", current_path: expect.stringContaining("waiting for a worker") });
  await stop(waiting);
  other.kill("SIGCONT");
});

test("a scan that waits goes on when a worker comes, which says what is wrong with its directories", async () => {
  const [films, known] = [join(directory, "waits"), join(directory, "shared")];
  const [empty, mistyped] = [join(directory, "empty"), join(directory, "sharde")];
  await mkdir(empty);
  const limits = [films, known, mistyped].flatMap((path) => ["--only", path]);
  const worker = await startWorker(["--map", `${known}=${empty}`, ...limits]);
  const { rows } = await client.query("select id from jobs where payload::json ->> 'path' = $1", [films]);
  const [{ id }] = rows as [{ id: string }];
  expect(await ended(id, other)).toMatchObject({ status: "completed", counts: { new: 60 } });
  await expect.poll(async () => (await listWorkers(other)).at(-1)?.problems.length, patience).toBeGreaterThan(0);
  expect((await listWorkers(other)).at(-1)).toMatchObject({ pid: worker.pid, only: [films, known, mistyped] });
  await stop(worker);
  const { stderr } = await worker.exit;
  expect(stderr).toMatch(/known videos in .*shared.* cannot be read on this machine, such as .*empty.*--map/);
  // Not one sentence for each directory of a missing disk.
  expect(stderr.match(/cannot be read/g)?.length).toBeLessThanOrEqual(3);
  expect(stderr.match(/No scan of this library has found anything in .*/g)).toEqual([
    expect.stringMatching(/sharde, which --only names\. Is it written as in the library\?$/),
  ]);
});
