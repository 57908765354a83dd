/**
 * Every part of a library on Postgres fails while two servers and their workers scan: see "When a part dies" in
 * docs/many-machines.md. One worker has a clock that is ten minutes fast, another one has none of the files.
 *
 * At every moment, the counts of all scans equal the rows. After each failure, a cancel holds, no video is missing or in
 * error, and a video is probed again only if the chunk that it was in was lost.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool } from "../../src/store/postgres/postgres-pool.ts";
import { makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import type { GleanerProcess, GleanerServer } from "../gleaner-process.ts";
import { lengthen } from "../lengthen.ts";
import { videosWithPaths } from "../store/videos-with-paths.ts";
import { Crew, cancelScan, endOf, submitScan } from "./crew.ts";
import { type CuttableConnection, cuttableConnection } from "./cuttable-connection.ts";
import { openPostgresLibrary } from "./postgres-rows.ts";
import { connect, type OwnPostgresServer, ownPostgresServer } from "./postgres-server.ts";

const clipCount = 40;
/** The scan of a tree takes more than a second, in chunks of some four files. */
const filesPerSecond = 34;
/** The files of 100 ms, and those that had to wait for a moment. */
const filesOfChunk = 5;
/** How many chunks a process has at a time. */
const slots = 2;
const patience = { timeout: 60_000, interval: 100 };
const isLong = lengthen(1) > 1;
/** How often each part fails. */
const rounds = { repeats: lengthen(1) - 1, timeout: lengthen(120_000) };

const libfaketime = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find(existsSync);

const closing = new AsyncDisposableStack();
let postgres: OwnPostgresServer;
let url: string;
let directory: string;
let clips: readonly string[];
let crew: Crew;
let servers: [GleanerServer, GleanerServer];
/** Its connections to Postgres can be held. */
let worker: GleanerProcess;
let network: CuttableConnection;
/** Of the first server. */
let networkOfServer: CuttableConnection;
/** Its clock is ten minutes fast; null without libfaketime. */
let early: GleanerProcess | null = null;
/** It sees an empty directory in place of the videos. */
let lost: GleanerProcess;
/** Whether the test is over, so that no more samples are taken. */
let isOver = false;
let sampling: Promise<number>;

beforeAll(async () => {
  ({ path: directory } = closing.use(await temporaryDirectory()));
  clips = await makeClipTree(join(directory, "clips"), clipCount);
  postgres = await ownPostgresServer();
  url = postgres.url("gleaner");
  const admin = await connect(postgres.url("postgres"));
  await admin.query("create database gleaner");
  await admin.end();
  network = await cuttableConnection(url);
  networkOfServer = await cuttableConnection(url);
  for (const each of [network, networkOfServer]) closing.defer(() => each.close());
  crew = closing.use(await Crew.gather(directory, url));
  servers = [await startServer("one"), await startServer("other")];
  await mkdir(join(directory, "empty"));
  const clock = { LD_PRELOAD: libfaketime ?? "", FAKETIME: "+10m", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  [worker, lost, early] = await Promise.all([
    crew.worker({ environment: { DATABASE_URL: network.url } }),
    crew.worker({ args: ["--map", `${directory}=${join(directory, "empty")}`] }),
    libfaketime === undefined ? null : crew.worker({ environment: clock }),
  ]);
  sampling = sampleCounts();
  sampling.catch(() => {});
}, 120_000);

afterAll(() => closing.disposeAsync());

function startServer(name: "one" | "other"): Promise<GleanerServer> {
  const address = name === "one" ? networkOfServer.url : url;
  return crew.server(name, { GLEANER_MAX_RATE: String(filesPerSecond), DATABASE_URL: address });
}

/** Compares the counts of all scans with the rows, again and again. Postgres may be away meanwhile. */
async function sampleCounts(): Promise<number> {
  for (let samples = 0; !isOver; ) {
    const library = openPostgresLibrary(url);
    try {
      for (; !isOver; samples += 1) {
        await library.expectCountsToEqualRows();
        await delay(50);
      }
      await library.close();
      return samples;
    } catch (error) {
      if (error instanceof Error && error.name === "AssertionError") throw error;
      await delay(100);
    }
  }
  return 0;
}

/** A connection for a few queries, which shares no code with what is tested. */
async function withClient<Result>(use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await connect(url);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Has the lease of a scan expire, and waits until the other server coordinates the scan. */
async function untilTakenOver(id: string, other: GleanerServer): Promise<void> {
  await withClient((client) => client.query("update jobs set lease_expires_at = 0 where id = $1", [id]));
  await expect.poll(async () => (await rolesIn(id)).coordinator.pid, patience).toBe(other.pid);
}

let trees = 0;
interface Tree {
  readonly root: string;
  readonly paths: readonly string[];
}

/** A tree of its own for each scan. They share their files, so that ffprobe reads each clip once. */
async function makeTree(): Promise<Tree> {
  trees += 1;
  const root = join(directory, `videos ${trees}`);
  const paths = clips.map((clip) => join(root, relative(join(directory, "clips"), clip)));
  for (const each of new Set(paths.map((path) => dirname(path)))) await mkdir(each, { recursive: true });
  for (const [index, path] of paths.entries()) await copyFile(clips[index] ?? "", path);
  return { root, paths };
}

async function saved(id: string): Promise<number> {
  return withClient(async (client) => {
    return (await client.query("select from videos where job_id = $1", [id])).rowCount ?? 0;
  });
}

async function untilSaved(id: string): Promise<void> {
  await expect.poll(() => saved(id), patience).toBeGreaterThan(0);
}

/** The server that coordinates the scan, and the other one. */
async function rolesIn(id: string): Promise<{ readonly coordinator: GleanerServer; readonly other: GleanerServer }> {
  const [one, other] = servers;
  const isOne = await withClient((client) => crew.coordinates("one", client, id));
  return isOne ? { coordinator: one, other } : { coordinator: other, other: one };
}

/**
 * Expects that a scan of the tree has completed, and that at most so many files were probed twice.
 *
 * @param lostChunks how many chunks may have been lost
 */
async function expectWhole({ root, paths }: Tree, { lostChunks }: { readonly lostChunks: number }): Promise<void> {
  const { rows } = await withClient((client) =>
    client.query<{ path: string; missing_since: number | null }>(
      `select path, missing_since from ${videosWithPaths} where path like $1 || '/%' order by path`,
      [root],
    ),
  );
  expect(rows.map(({ path }) => path)).toEqual(paths.toSorted());
  expect(rows.filter(({ missing_since }) => missing_since !== null)).toEqual([]);
  const inTree = (await crew.probes()).filter(({ path }) => path.startsWith(`${root}/`));
  const twice = [...Map.groupBy(inTree, ({ path }) => path).values()].filter((probes) => probes.length > 1);
  // With the processes of those that are too many.
  const pids = twice.map((probes) => probes.map(({ pid }) => pid));
  expect(pids.length <= lostChunks * filesOfChunk ? [] : pids).toEqual([]);
}

async function hasProbed({ pid }: GleanerProcess, root: string): Promise<boolean> {
  return (await crew.probes()).some((probe) => probe.pid === pid && probe.path.startsWith(`${root}/`));
}

const completed = { status: "completed", attempt: 0, counts: { found: clipCount, error_count: 0, missing: 0 } };

test("a worker that has none of the files does no harm: each file is probed once, by others", rounds, async () => {
  const tree = await makeTree();
  const end = await endOf(servers[0], await submitScan(servers[1], tree.root));
  expect(end).toMatchObject({ ...completed, counts: { new: clipCount } });
  await expectWhole(tree, { lostChunks: 0 });
  expect(await hasProbed(lost, tree.root)).toBe(false);
  // In the short version it has done its part.
  if (!isLong) lost.kill("SIGKILL");
});

test.skipIf(libfaketime === undefined)(
  `a worker whose clock is ten minutes fast takes part, and does no harm (skipped without libfaketime)`,
  rounds,
  async () => {
    let tree: Tree;
    do {
      tree = await makeTree();
      const end = await endOf(servers[0], await submitScan(servers[1], tree.root));
      expect(end).toMatchObject({ ...completed, counts: { new: clipCount } });
      await expectWhole(tree, { lostChunks: 0 });
    } while (!(await hasProbed(early ?? lost, tree.root)));
    if (!isLong) early?.kill("SIGKILL");
  },
);

test(
  "a coordinator that is suspended beyond its lease loses its scan to another server, and writes nothing when it wakes",
  rounds,
  async () => {
    const tree = await makeTree();
    const id = await submitScan(servers[0], tree.root);
    await untilSaved(id);
    const { coordinator, other } = await rolesIn(id);
    coordinator.kill("SIGSTOP");
    await untilTakenOver(id, other);
    coordinator.kill("SIGCONT");
    expect(await cancelScan(other, id)).toBe(200);
    const ends = await Promise.all([endOf(other, id), endOf(coordinator, id)]);
    for (const end of ends) expect(end).toMatchObject({ status: "cancelled", attempt: 0 });
    const kept = await saved(id);
    expect(await endOf(other, await submitScan(other, tree.root))).toMatchObject(completed);
    expect(await saved(id)).toBe(kept);
    // Those of both servers and of the worker.
    await expectWhole(tree, { lostChunks: (isLong ? 5 : 3) * slots });
  },
);

test(
  "Postgres crashes: the scan waits for it and goes on, and a cancel right after the start holds",
  rounds,
  async () => {
    const tree = await makeTree();
    const crash = async (id: string, awayMs: number) => {
      await untilSaved(id);
      await postgres.stop();
      await delay(awayMs);
      await postgres.start();
    };
    const first = await submitScan(servers[0], tree.root);
    await crash(first, 0);
    const status = await cancelScan(servers[1], first);
    expect([200, 503]).toContain(status);
    const end = await endOf(servers[1], first);
    // A cancel that was answered with 503 may still take effect.
    if (status === 200) expect(end.status).toBe("cancelled");
    const second = await submitScan(servers[1], tree.root);
    // In the long version often for longer than a lease, and than workers keep their chunks.
    await crash(second, isLong ? Math.random() * 45_000 : 200);
    expect(await endOf(servers[0], second)).toMatchObject(completed);
    await expectWhole(tree, { lostChunks: isLong ? 5 * slots : 1 });
  },
);

test("a cancel is answered although a process was suspended in the middle of a commit", rounds, async () => {
  const tree = await makeTree();
  const id = await submitScan(servers[0], tree.root);
  await untilSaved(id);
  // A session with the limits of the program, which does nothing more.
  const pool = openPool(url, { max: 1 });
  const suspended = await pool.connect();
  await suspended.query("begin");
  await suspended.query("select from jobs where id = $1 for update", [id]);
  expect(await cancelScan(servers[1], id)).toBe(200);
  expect(await endOf(servers[1], id)).toMatchObject({ status: "cancelled" });
  suspended.release(true);
  await pool.end();
});

test(
  "a worker whose network swallows everything loses its chunks to others, and a cancel does not wait for it",
  rounds,
  async () => {
    const tree = await makeTree();
    const first = await submitScan(servers[0], tree.root);
    await untilSaved(first);
    network.hold();
    expect(await cancelScan(servers[1], first)).toBe(200);
    expect(await endOf(servers[1], first)).toMatchObject({ status: "cancelled" });
    const second = await submitScan(servers[0], tree.root);
    expect(await endOf(servers[1], second)).toMatchObject(completed);
    // And the files that the other processes were reading when the first scan was cancelled.
    await expectWhole(tree, { lostChunks: slots + 1 });
    network.letGo();
    if (!isLong) return;
    // It finds a new connection, and works again.
    const isListed = () =>
      withClient(async (client) => {
        const { rows } = await client.query(
          "select from scan_workers where pid = $1 and seen_at > extract(epoch from now()) * 1000 - 5000",
          [worker.pid],
        );
        return rows.length;
      });
    await expect.poll(isListed, patience).toBe(1);
  },
);

test.runIf(isLong)(
  "a coordinator whose network swallows everything loses its scan to another server, and learns of the cancel there",
  rounds,
  async () => {
    const [one, other] = servers;
    const tree = await makeTree();
    const id = await submitScan(one, tree.root);
    await untilSaved(id);
    expect((await rolesIn(id)).coordinator.pid).toBe(one.pid);
    networkOfServer.hold();
    await untilTakenOver(id, other);
    expect(await cancelScan(other, id)).toBe(200);
    expect(await endOf(other, id)).toMatchObject({ status: "cancelled", attempt: 0 });
    expect(await endOf(other, await submitScan(other, tree.root))).toMatchObject(completed);
    await expectWhole(tree, { lostChunks: (isLong ? 5 : 3) * slots });
    networkOfServer.letGo();
    const statusOn = async (server: GleanerServer) => (await server.call("GET", `/api/v1/jobs/${id}`)).body.status;
    await expect.poll(() => statusOn(one), patience).toBe("cancelled");
  },
);

test(
  "a coordinator that gets SIGTERM is gone within ten seconds, and the other server continues its scan, without a charge",
  rounds,
  async () => {
    const tree = await makeTree();
    const id = await submitScan(servers[0], tree.root);
    await untilSaved(id);
    const { coordinator, other } = await rolesIn(id);
    const toldAt = performance.now();
    coordinator.kill("SIGTERM");
    expect(await coordinator.exit).toMatchObject({ code: 0 });
    expect(performance.now() - toldAt).toBeLessThan(10_000);
    const name = coordinator === servers[0] ? "one" : "other";
    const end = await endOf(other, id);
    expect(end).toMatchObject({ ...completed, counts: { new: clipCount } });
    await expectWhole(tree, { lostChunks: 0 });
    if (isLong) servers[coordinator === servers[0] ? 0 : 1] = await startServer(name);
  },
);

test("the counts equalled the rows at every moment", async () => {
  isOver = true;
  expect(await sampling).toBeGreaterThan(50);
});
