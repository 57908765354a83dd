/** `gleaner serve` and `gleaner worker` as processes, on one Postgres. */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JobCreatedJson, JobJson, WorkerJson } from "../../src/api/contract.ts";
import { makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import {
  type GleanerProcess,
  type GleanerServer,
  runGleaner,
  startGleaner,
  startGleanerServer,
} from "../gleaner-process.ts";
import { createDatabase } from "../store/postgres-under-test.ts";
import { connect, postgresServer } from "./postgres-server.ts";

const clipCount = 400;
const patience = { timeout: 30_000, interval: 20 };

let closing: AsyncDisposableStack;
let directory: string;
let films: string;
let paths: readonly string[];
let url: string;
/** A connection that shares no code with what is tested. */
let client: Client;

beforeEach(async () => {
  closing = new AsyncDisposableStack();
  const temporary = closing.use(await temporaryDirectory());
  directory = temporary.path;
  films = join(directory, "films");
  paths = await makeClipTree(films, clipCount);
  url = await createDatabase(await postgresServer());
  client = await connect(url);
  closing.defer(() => client.end());
});

afterEach(() => closing.disposeAsync());

function killedAtEnd<Process extends GleanerProcess>(started: Process): Process {
  closing.defer(async () => {
    started.kill("SIGKILL");
    started.kill("SIGCONT");
    await started.exit;
  });
  return started;
}

async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<GleanerServer> {
  return killedAtEnd(await startGleanerServer(join(directory, "server"), { DATABASE_URL: url, ...environment }));
}

async function startWorker(...args: string[]): Promise<GleanerProcess> {
  const worker = killedAtEnd(startGleaner(["worker", ...args], { environment: { DATABASE_URL: url } }));
  await worker.said(/This worker reads files/);
  return worker;
}

async function submit(server: GleanerServer): Promise<string> {
  return (await server.call<JobCreatedJson>("POST", "/api/v1/videos/scan", { path: films })).body.job_id;
}

async function ended(server: GleanerServer, id: string): Promise<JobJson> {
  return (await server.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`)).body;
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

/** Compares counts and rows until the scan has ended. */
async function watch(id: string): Promise<number> {
  for (let samples = 1; ; samples += 1) {
    const { status, counted, videos } = await countsAndRows(id);
    expect(counted).toBe(videos);
    if (status !== "running" && status !== "pending") return samples;
  }
}

describe("two workers beside a server", () => {
  test("scan together; one is killed, one is suspended, and the scan completes with counts that equal the rows", async () => {
    const server = await startServer();
    const [killed, suspended] = [await startWorker(), await startWorker()];
    const id = await submit(server);
    const watching = watch(id);
    await untilSaved(id, 20);
    killed.kill("SIGKILL");
    suspended.kill("SIGSTOP");
    const job = await ended(server, id);
    expect(job).toMatchObject({ status: "completed", attempt: 0, counts: { found: clipCount, new: clipCount } });
    expect(await watching).toBeGreaterThan(5);
    // It learns that its chunk was taken away, and writes nothing.
    suspended.kill("SIGCONT");
    suspended.kill("SIGTERM");
    expect(await suspended.exit).toMatchObject({ code: 0 });
    expect(await countsAndRows(id)).toMatchObject({ counted: clipCount, videos: clipCount });
    const { rows } = await client.query("select count(*) as open from scan_chunks");
    expect(rows).toEqual([{ open: 0 }]);
  }, 120_000);

  test("stop when the scan is cancelled on the server, and everything that is counted is kept", async () => {
    const server = await startServer();
    await startWorker();
    await startWorker();
    const id = await submit(server);
    await untilSaved(id, 20);
    expect((await server.call("POST", `/api/v1/jobs/${id}/cancel`)).status).toBe(200);
    expect(await ended(server, id)).toMatchObject({ status: "cancelled", result: { stopped_early: true } });
    const { counted, videos } = await countsAndRows(id);
    expect(counted).toBe(videos);
    expect(videos).toBeLessThan(clipCount);
    const rest = await ended(server, await submit(server));
    expect(rest).toMatchObject({ status: "completed", counts: { skipped: videos, new: clipCount - videos } });
  }, 120_000);
});

test("a scan goes on with its workers when its server is killed and started again", async () => {
  const server = await startServer();
  await startWorker();
  const id = await submit(server);
  await untilSaved(id, 20);
  server.kill("SIGKILL");
  await server.exit;
  const next = await startServer();
  expect(await ended(next, id)).toMatchObject({
    status: "completed",
    attempt: 0,
    counts: { found: clipCount, new: clipCount },
  });
  const { counted, videos } = await countsAndRows(id);
  expect({ counted, videos }).toEqual({ counted: clipCount, videos: clipCount });
}, 120_000);

describe("a server without a worker", () => {
  test("waits for one beyond the stall timeout, says so, and its scan goes on when one comes", async () => {
    const limits = { GLEANER_PROBE_TIMEOUT: "3", GLEANER_STALL_TIMEOUT: "4" };
    const server = await startServer({ GLEANER_NO_WORKER: "1", ...limits });
    const id = await submit(server);
    await server.said(/The scan of .*films waits: no worker takes its files\. Start `gleaner worker`/);
    const { body } = await server.call("GET", `/api/v1/jobs/${id}`);
    expect(body).toMatchObject({ status: "running", current_path: expect.stringContaining("waiting for a worker") });
    // The rest has the usual timeouts, as a busy machine may need them.
    server.kill("SIGTERM");
    await server.exit;
    const next = await startServer({ GLEANER_NO_WORKER: "1" });
    await startWorker();
    expect(await ended(next, id)).toMatchObject({ status: "completed", counts: { new: clipCount } });
  }, 120_000);

  test("cancels a scan that waits for one", async () => {
    const server = await startServer({ GLEANER_NO_WORKER: "1" });
    const id = await submit(server);
    const chunks = async () => (await client.query("select from scan_chunks where job_id = $1", [id])).rowCount;
    await expect.poll(chunks, { timeout: 30_000 }).toBeGreaterThan(0);
    expect((await server.call("POST", `/api/v1/jobs/${id}/cancel`)).status).toBe(200);
    expect(await ended(server, id)).toMatchObject({ status: "cancelled", counts: { scanned: 0 } });
  }, 60_000);

  test("needs a library on Postgres", async () => {
    expect(await runGleaner(["serve", "--no-worker"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Set DATABASE_URL"),
    });
  });
});

describe("a worker", () => {
  test("that has the files elsewhere reads them where --map says", async () => {
    const server = await startServer({ GLEANER_PROBER: "ffprobe", PATH: "/nowhere" });
    await startWorker("--map", `${films}=${films}/.`);
    const id = await submit(server);
    await untilSaved(id, 20);
  }, 60_000);

  test("says which known files it does not find, and records no errors of them", async () => {
    const server = await startServer();
    expect(await ended(server, await submit(server))).toMatchObject({ counts: { new: clipCount } });
    await mkdir(join(directory, "empty"));
    const worker = await startWorker("--map", `${films}=${join(directory, "empty")}`);
    worker.kill("SIGTERM");
    const { code, stderr } = await worker.exit;
    expect(code).toBe(0);
    expect(stderr).toMatch(/known videos in .*films.* cannot be read at .*empty.*--map/);
    // Not one sentence for each directory of a missing disk.
    expect(stderr.match(/cannot be read/g)?.length).toBeLessThanOrEqual(3);
    expect(paths.length).toBe(clipCount);
  }, 60_000);

  test("is listed with what it is doing, until it leaves, and as silent when it is suspended", async () => {
    // The scan takes ten seconds, and workers tell what they are doing every second.
    const server = await startServer({ GLEANER_MAX_RATE: "40" });
    const worker = await startWorker("--map", "/mnt/films=/volume1/films");
    const list = async () => (await server.call<{ workers: WorkerJson[] }>("GET", "/api/v1/workers")).body.workers;
    const states = async () => (await list()).map(({ pid, state }) => ({ pid, state }));
    const both = [server.pid, worker.pid];
    await expect.poll(states, patience).toEqual(both.map((pid) => ({ pid, state: "idle" })));
    expect((await list())[1]).toMatchObject({ job_id: null, path_map: ["/mnt/films=/volume1/films"], problems: [] });
    const environment = { DATABASE_URL: url };
    const told = await runGleaner(["workers", "--data", join(directory, "server")], { environment });
    expect(told.stdout).toMatch(new RegExp(`process ${worker.pid}: idle for .*\n  reads /mnt/films=/volume1/films\n`));
    const id = await submit(server);
    const scanAtWork = async () => (await list()).find(({ state }) => state === "working")?.job_id;
    await expect.poll(scanAtWork, patience).toBe(id);
    worker.kill("SIGSTOP");
    await expect.poll(states, patience).toContainEqual({ pid: worker.pid, state: "silent" });
    worker.kill("SIGCONT");
    worker.kill("SIGTERM");
    await worker.exit;
    expect(await states()).toEqual([{ pid: server.pid, state: expect.any(String) }]);
  }, 90_000);

  test("needs a library on Postgres, and a map that can be", async () => {
    expect(await runGleaner(["worker"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Set DATABASE_URL"),
    });
    const environment = { DATABASE_URL: url };
    const { code, stderr } = await runGleaner(["worker", "--map", "films"], { environment });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("two absolute directories") });
  });
});

describe("a cancel on another server than the one that coordinates the scan", () => {
  test("stops it, and both answer with what was kept", async () => {
    const [one, other] = [
      await startServer(),
      killedAtEnd(await startGleanerServer(join(directory, "other"), { DATABASE_URL: url })),
    ];
    const id = await submit(one);
    await untilSaved(id, 20);
    const { worker } = (await client.query("select worker from jobs where id = $1", [id])).rows[0] as {
      worker: string;
    };
    const away = worker.endsWith(await readFile(join(directory, "server", "worker-id"), "utf8")) ? other : one;
    expect((await away.call("POST", `/api/v1/jobs/${id}/cancel`)).status).toBe(200);
    const ends = await Promise.all([ended(one, id), ended(other, id)]);
    for (const end of ends) expect(end).toMatchObject({ status: "cancelled" });
    const { counted, videos } = await countsAndRows(id);
    expect(counted).toBe(videos);
    expect(videos).toBeLessThan(clipCount);
  }, 60_000);
});

test("the event stream of every server tells all of a scan that another one coordinates, in order, to its end", async () => {
  const servers = [
    await startServer(),
    killedAtEnd(await startGleanerServer(join(directory, "other"), { DATABASE_URL: url })),
  ];
  const told = servers.map(() => new Map<string, JobJson[]>());
  const stop = new AbortController();
  const following = servers.map(async (server, index) => {
    const { body } = await fetch(`${server.url}/api/v1/events`, { signal: stop.signal });
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
  const id = await submit(servers[0] ?? expect.fail());
  const last = () => told.map((jobs) => jobs.get(id)?.at(-1)?.status);
  await expect.poll(last, { timeout: 60_000 }).toEqual(["completed", "completed"]);
  stop.abort();
  await Promise.allSettled(following);
  for (const jobs of told) {
    const states = jobs.get(id) ?? [];
    expect(states.length).toBeGreaterThanOrEqual(2);
    const scanned = states.map(({ counts }) => counts.scanned);
    expect(scanned).toEqual(scanned.toSorted((one, other) => one - other));
    expect(states.at(-1)).toMatchObject({ status: "completed", counts: { new: clipCount } });
  }
}, 90_000);
