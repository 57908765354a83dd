/** Scans that several workers share, on a real Postgres, with a real prober. Every worker has connections of its own. */
import { randomUUID } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DurableQueue } from "../../src/jobs/durable-queue.ts";
import type { EndedJob, JobId } from "../../src/jobs/job.ts";
import type { ChunkSource } from "../../src/scanning/chunks/chunk.ts";
import { ChunkWorker, type ChunkWorkerOptions } from "../../src/scanning/chunks/chunk-worker.ts";
import { createProber } from "../../src/scanning/probe/create-prober.ts";
import type { Prober } from "../../src/scanning/probe/prober.ts";
import { createScanHandler } from "../../src/scanning/scan-handler.ts";
import { scanRequest } from "../../src/scanning/scan-payload.ts";
import { SpareThreads } from "../../src/scanning/walk/spare-threads.ts";
import { openChunks } from "../../src/store/postgres/chunks/open-chunks.ts";
import { openPostgres } from "../../src/store/postgres/open-postgres.ts";
import { copyClip, makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import { overlay } from "../overlay.ts";
import { defaultWalkRules } from "../scanning/walk-rules.ts";
import { createDatabase } from "../store/postgres-under-test.ts";
import { batch, leaseOf, startScan, video } from "../store/store-under-test.ts";
import { connect, type PostgresServer, postgresServer } from "./postgres-server.ts";

const clipCount = 400;

let server: PostgresServer;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let root: string;
let paths: readonly string[];
let prober: Prober;
const threads = { spare: new SpareThreads() };

/** A connection that shares no code with what is tested. */
let client: Client;
let url: string;
let closing: AsyncDisposableStack;
let queue: DurableQueue;
/** Whether the process that coordinates the scan may probe files itself. */
let coordinatorProbes: boolean;
/** The files whose probes have begun, by the names of the workers. */
let probed: Map<string, string[]>;

beforeAll(async () => {
  server = await postgresServer();
  directory = await temporaryDirectory();
  root = join(directory.path, "videos");
  paths = await makeClipTree(root, clipCount);
  prober = createProber({
    wanted: "auto",
    limits: { concurrency: 2, timeoutMs: 30_000, memoryBytes: 2 ** 30, niceness: 0 },
  });
});

afterAll(async () => {
  await prober.close();
  await directory[Symbol.asyncDispose]();
});

beforeEach(async () => {
  closing = new AsyncDisposableStack();
  url = await createDatabase(server);
  client = await connect(url);
  closing.defer(() => client.end());
  probed = new Map();
  coordinatorProbes = false;
  const store = await openPostgres({ url });
  closing.defer(() => store.close());
  const { board } = await open("coordinator");
  const handler = createScanHandler({
    walk: defaultWalkRules,
    threads,
    library: store.scans,
    board,
    prober: () =>
      coordinatorProbes ? Promise.resolve(prober) : Promise.reject(new Error("The coordinator probes nothing")),
  });
  queue = new DurableQueue({ store: store.jobs, handlers: { scan: handler }, alone: false, now: () => new Date() });
  await queue.start();
  closing.defer(() => queue.stop());
});

afterEach(() => closing.disposeAsync());

async function open(worker: string, only: readonly string[] = []) {
  const self = { id: randomUUID(), host: worker, pid: process.pid, version: "test", pathMap: [], only };
  const opened = await openChunks({ url, worker: self, onError: () => {} });
  closing.defer(() => opened.close());
  return opened;
}

/** A worker as another process would have it. */
async function startWorker(
  name: string,
  options: Partial<ChunkWorkerOptions> & {
    readonly change?: (source: ChunkSource) => Partial<ChunkSource>;
    readonly only?: readonly string[];
  } = {},
): Promise<ChunkWorker> {
  const { source } = await open(name, options.only);
  const begun: string[] = [];
  probed.set(name, begun);
  const watched = overlay(prober, {
    probe: (path, given) => {
      begun.push(path);
      return prober.probe(path, given);
    },
  });
  const worker = new ChunkWorker({
    source: overlay<ChunkSource>(source, options.change?.(source) ?? {}),
    prober: () => Promise.resolve(watched),
    roots: () => Promise.resolve([]),
    onError: (error) => expect.soft(error).toBeUndefined(),
    ...options,
  });
  worker.start();
  closing.defer(() => worker.stop());
  return worker;
}

async function end(id: JobId): Promise<EndedJob> {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

const submit = () => queue.submit(scanRequest({ path: root, recursive: true, retry_errors: false }));

async function countsAndRows(id: JobId) {
  const { rows } = await client.query(
    `select counts, (select count(*) from videos where job_id = $1) as videos,
      (select count(*) from scan_errors where job_id = $1) as errors from jobs where id = $1`,
    [id],
  );
  const [{ counts, videos, errors }] = rows as [{ counts: string; videos: number; errors: number }];
  const { new: added, updated, moved, error_count: failed } = JSON.parse(counts);
  return { counted: { videos: added + updated + moved, errors: failed }, rows: { videos, errors } };
}

/** Compares counts and rows until the scan has ended. @returns how often */
async function watchCounts(id: JobId): Promise<number> {
  let isOver = false;
  void end(id).then(() => {
    isOver = true;
  });
  for (let samples = 1; ; samples += 1) {
    const { counted, rows } = await countsAndRows(id);
    expect(counted).toEqual(rows);
    if (isOver) return samples;
  }
}

async function untilSomeCounted(id: JobId, least = 1): Promise<void> {
  const { signal } = new AbortController();
  for await (const { job } of queue.feed.subscribe({ jobId: id, signal })) {
    if ((job.counts["new"] ?? 0) >= least) return;
  }
}

/** The numbers of files of the chunks that are open. A busy machine makes smaller chunks. */
async function waiting(): Promise<readonly number[]> {
  const { rows } = await client.query<{ files: number }>(
    "select json_array_length(files::json) as files from scan_chunks",
  );
  return rows.map(({ files }) => files).toSorted(byNumber);
}

const byNumber = (one: number, other: number) => one - other;

/** Waits until all files of the scan are in chunks, which no worker takes. */
async function untilAllWait(): Promise<readonly number[]> {
  const all = async () => (await waiting()).reduce((sum, files) => sum + files, 0);
  await expect.poll(all, { timeout: 20_000 }).toBe(clipCount);
  return waiting();
}

const allProbed = () => [...probed.values()].flat().toSorted();

describe("a scan that three workers share", () => {
  test("ends completed, with each file probed once, by all of them, and counts that equal the rows at any moment", async () => {
    for (const name of ["one", "two", "three"]) await startWorker(name, { slots: 1 });
    const id = await submit();
    expect(await watchCounts(id)).toBeGreaterThan(10);
    expect(await end(id)).toMatchObject({ status: "completed", counts: { found: clipCount, new: clipCount } });
    expect(allProbed()).toEqual(paths.toSorted());
    for (const files of probed.values()) expect(files.length).toBeGreaterThan(0);
    const { rows } = await client.query("select count(*) as left from scan_chunks");
    expect(rows).toEqual([{ left: 0 }]);
  });

  test("stops when it is cancelled, keeps what it counts, and the next scan probes only the rest", async () => {
    const submitted = Promise.withResolvers<JobId>();
    let cancelling: ReturnType<typeof queue.cancel> | undefined;
    const cancelAfterCommit = async (source: ChunkSource, ...most: Parameters<ChunkSource["take"]>) => {
      const taken = await source.take(...most);
      return taken.map((chunk) =>
        overlay(chunk, {
          commit: async (part) => {
            const job = await chunk.commit(part);
            await (cancelling ??= queue.cancel(await submitted.promise));
            return job;
          },
        }),
      );
    };
    const change = (source: ChunkSource) => ({
      take: (...most: Parameters<ChunkSource["take"]>) => cancelAfterCommit(source, ...most),
    });
    for (const name of ["one", "two", "three"]) await startWorker(name, { slots: 1, change });
    const id = await submit();
    submitted.resolve(id);
    const cancelled = await end(id);
    expect(await cancelling).toMatchObject({ kind: "accepted" });
    expect(cancelled).toMatchObject({ status: "cancelled", stoppedEarly: true });
    const { counted, rows } = await countsAndRows(id);
    expect(counted).toEqual(rows);
    expect(rows.videos).toBeLessThan(clipCount);
    // Whoever was still at work can write nothing.
    const before = allProbed().length;
    const rest = await end(await submit());
    expect(rest).toMatchObject({
      status: "completed",
      counts: { found: clipCount, skipped: rows.videos, new: clipCount - rows.videos },
    });
    expect(allProbed().length - before).toBe(clipCount - rows.videos);
    expect((await countsAndRows(id)).rows).toEqual(rows);
  });

  test("goes on when a worker leaves, which gives its rest to the others", async () => {
    const leaving = await startWorker("leaving", { slots: 1 });
    const id = await submit();
    await untilSomeCounted(id);
    await leaving.stop();
    const left = probed.get("leaving")?.length ?? 0;
    expect(left).toBeLessThan(clipCount);
    await startWorker("staying");
    expect(await end(id)).toMatchObject({ status: "completed", attempt: 0, counts: { new: clipCount } });
    expect(new Set(allProbed())).toEqual(new Set(paths));
    // Files that the prober had not begun: some milliseconds of work ahead for each of its processes.
    expect(allProbed().length).toBeLessThan(clipCount + 40);
  });
});

test("moved files are no work for workers: the process that walks moves their videos without any", async () => {
  // Not links to one file, as in the other tree.
  const own = join(directory.path, "copies");
  const names = Array.from({ length: 30 }, (_, index) => `${index}.mp4`);
  for (const name of names) await copyClip("h264-aac-faststart.mp4", join(own, "old", name));
  const scan = async () => end(await queue.submit(scanRequest({ path: own, recursive: true, retry_errors: false })));
  const worker = await startWorker("one");
  expect(await scan()).toMatchObject({ counts: { new: 30 } });
  await worker.stop();
  const ids = () => client.query("select id from videos order by id");
  const before = (await ids()).rows;
  await rename(join(own, "old"), join(own, "new"));
  expect(await scan()).toMatchObject({
    status: "completed",
    counts: { found: 30, moved: 30, new: 0, missing: 0 },
  });
  expect((await ids()).rows).toEqual(before);
  expect(allProbed()).toHaveLength(30);
});

test("a scan of chosen videos has workers read these files only, and counts what it has written", async () => {
  const own = join(directory.path, "choice");
  const names = Array.from({ length: 12 }, (_, index) => `${index}.mp4`);
  for (const name of names) await copyClip("h264-aac-faststart.mp4", join(own, name));
  const wishes = { path: own, recursive: true, retry_errors: false };
  for (const name of ["one", "two"]) await startWorker(name);
  await end(await queue.submit(scanRequest(wishes)));
  for (const begun of probed.values()) begun.length = 0;
  await copyClip("vp8-vorbis.webm", join(own, "0.mp4"));
  for (const name of ["1.mp4", "9.mp4"]) await rm(join(own, name));
  const { rows } = await client.query("select id from videos where filename < '5' order by filename");
  const ids = rows.map(({ id }) => id);
  const id = await queue.submit(scanRequest({ ...wishes, full: true, chosen: { choice: { ids }, count: ids.length } }));
  const counted = { found: 6, updated: 1, skipped: 5, missing: 1, new: 0, error_count: 0 };
  expect(await end(id)).toMatchObject({ status: "completed", counts: counted });
  expect(allProbed()).toEqual(["0", "10", "11", "2", "3", "4"].map((name) => join(own, `${name}.mp4`)));
  const { rows: written } = await client.query(
    "select filename, missing_job_id is not null as missing from videos where $1 in (job_id, missing_job_id) order by filename",
    [id],
  );
  expect(written).toEqual([
    { filename: "0.mp4", missing: false },
    { filename: "1.mp4", missing: true },
  ]);
});

test("a commit of a worker leaves the number of files in all as the coordinator has expected it", async () => {
  await queue.stop();
  const store = await openPostgres({ url });
  closing.defer(() => store.close());
  const lease = leaseOf(await startScan(store));
  await store.scans.commit(lease, batch({ found: 40, skipped: 10, expected: 80 }));
  const { board, source } = await open("one");
  const found = Array.from({ length: 30 }, (_, index) => video(`/lib/${index}.mp4`));
  await board.put({ id: randomUUID(), lease, files: found.map(({ file }) => file) });
  const [chunk] = await source.take(1, []);
  const job = await chunk?.commit({ videos: found, problems: [], left: [], strange: [], failed: [] });
  // The page shows the files in all as the scanned ones, divided by the progress.
  expect(job).toMatchObject({ counts: { scanned: 40 }, progress: 0.5 });
});

test("a worker that falls silent loses its chunk to another, and writes nothing when it wakes", async () => {
  const taken = Promise.withResolvers<Awaited<ReturnType<ChunkSource["take"]>>>();
  const { source } = await open("silent");
  const id = await submit();
  const taking = setInterval(() => {
    void source.take(1, []).then((some) => some.length > 0 && taken.resolve(some));
  }, 50);
  const [lost] = await taken.promise;
  clearInterval(taking);
  await startWorker("other");
  expect(await end(id)).toMatchObject({ status: "completed", counts: { new: clipCount } });
  expect(await lost?.keep()).toBe(false);
  expect(await lost?.commit({ videos: [], problems: [], failed: [], strange: [], left: lost.files })).toBeNull();
  const { counted, rows } = await countsAndRows(id);
  expect(counted).toEqual(rows);
}, 60_000);

describe("a worker that sees other files", () => {
  const elsewhere = (path: string) => join("/nowhere", path);

  test("refuses them and records no errors: another worker reads them", async () => {
    const examples: string[] = [];
    const refused = Promise.withResolvers<void>();
    await startWorker("here", {
      change: (source) => ({
        take: async (...most) => {
          await refused.promise;
          return source.take(...most);
        },
      }),
    });
    // Workers that are alive may take the files. Without them the process that has listed the files would read them.
    await expect.poll(async () => (await client.query("select from scan_workers")).rowCount).toBe(1);
    await startWorker("elsewhere", {
      pathHere: elsewhere,
      onMismatch: (_, { path, message }) => {
        examples.push(`${path} ${message}`);
        refused.resolve();
      },
    });
    const id = await submit();
    expect(await end(id)).toMatchObject({ status: "completed", counts: { new: clipCount, error_count: 0 } });
    expect(examples[0]).toMatch(/videos\/.* (is not there|was gone|vanished)/);
  });

  test("goes on with other files, and leaves them to the process that has listed them if there is nobody else", async () => {
    coordinatorProbes = true;
    const [other, same] = [join(root, "shelf 0"), join(root, "shelf 1")];
    const isIn = (directory: string) => (path: string) => path.startsWith(`${directory}/`);
    const moved = (path: string) => (isIn(other)(path) ? join("/nowhere", path) : path);
    // Longer than a test may take.
    await startWorker("elsewhere", { pathHere: moved, leaveMs: 600_000 });
    const submitted = [other, same].map((path) =>
      queue.submit(scanRequest({ path, recursive: true, retry_errors: false })),
    );
    const [id, idOfSame] = (await Promise.all(submitted)) as [JobId, JobId];
    const activities = new Set<string | null>();
    const following = new AbortController();
    const follow = async () => {
      for await (const { activity } of queue.feed.subscribe({ jobId: id, signal: following.signal })) {
        activities.add(typeof activity === "object" ? (activity?.message ?? null) : activity);
      }
    };
    const followed = follow().catch(() => {});
    for (const job of [await end(id), await end(idOfSame)]) {
      expect(job).toMatchObject({ status: "completed", counts: { error_count: 0 } });
    }
    following.abort();
    await followed;
    const readByWorker = probed.get("elsewhere")?.filter((path) => !path.startsWith("/nowhere")) ?? [];
    expect(readByWorker.toSorted()).toEqual(paths.filter(isIn(same)).toSorted());
    expect([...activities].filter((activity) => activity?.startsWith("worker "))).toContainEqual(
      expect.stringMatching(
        /^worker elsewhere \(process \d+\) leaves .*shelf 0.* to others: .* is not there on this machine\.$/,
      ),
    );
  });
});

test("files of which a worker sees a few others are read by the process that has listed them, and are no errors", async () => {
  coordinatorProbes = true;
  const shelf = paths.filter((path) => path.startsWith(join(root, "shelf 1/")));
  const moved = new Set(shelf.filter((_, index) => index % 4 === 0));
  await startWorker("one", { pathHere: (path) => (moved.has(path) ? join("/nowhere", path) : path) });
  const id = await queue.submit(scanRequest({ path: join(root, "shelf 1"), recursive: true, retry_errors: false }));
  expect(await end(id ?? expect.fail())).toMatchObject({
    status: "completed",
    counts: { found: shelf.length, new: shelf.length, error_count: 0 },
  });
});

describe("a worker that is limited to some directories", () => {
  /** The chunks that no worker has ever had. */
  const untouched = async () => {
    const { rows } = await client.query(
      `select sum(jsonb_array_length(chunk.files::jsonb))::int as files, count(*) as chunks
      from scan_chunks as chunk join pgboss.job as delivery on delivery.id = chunk.id
      where chunk.worker is null and refusals = 0 and delivery.state = 'created' and retry_count = 0 and started_on is null`,
    );
    return rows[0] as { files: number; chunks: number };
  };
  const untilPut = async () => {
    await expect.poll(untouched).toMatchObject({ files: clipCount });
  };

  test("reads all of their files, where its map says, and leaves the rest as it is", async () => {
    const only = [join(root, "shelf 0"), join(root, "shelf 3", "box-13")];
    const own = paths.filter((path) => only.some((directory) => path.startsWith(`${directory}/`)));
    const id = await submit();
    await untilPut();
    await startWorker("limited", { only, pathHere: (path) => path.replace(root, `${root}/.`) });
    await expect.poll(async () => (await countsAndRows(id)).rows.videos).toBe(own.length);
    // It goes on asking, and gets nothing.
    await expect.poll(untouched).toMatchObject({ files: clipCount - own.length });
    expect(
      probed
        .get("limited")
        ?.map((path) => path.replace("/./", "/"))
        .toSorted(),
    ).toEqual(own.toSorted());
    await startWorker("rest");
    expect(await end(id)).toMatchObject({ status: "completed", counts: { new: clipCount, error_count: 0 } });
    expect(allProbed().length).toBe(clipCount);
  });

  test("gives a chunk of other directories back uncharged that comes while it asks", async () => {
    const { source } = await open("limited", ["/elsewhere"]);
    await submit();
    await untilPut();
    // The worker first looks which chunks wait, and then fetches: in between, all of them appear.
    // Until then they seem to be with another worker. The coordinator would deliver others again.
    await client.query("update pgboss.job set state = 'active', heartbeat_on = now()");
    await client.query("begin");
    await client.query("lock table pgboss.job in exclusive mode");
    const taking = source.take(2, []);
    const isWaiting = `select from pg_stat_activity
      where wait_event_type = 'Lock' and query like '%SKIP LOCKED%' and datname = current_database()`;
    // A transaction sees one state of the activity only.
    const observer = await connect(url);
    closing.defer(() => observer.end());
    await expect.poll(async () => (await observer.query(isWaiting)).rowCount, { interval: 10 }).toBe(1);
    await client.query("update pgboss.job set state = 'created', heartbeat_on = null");
    await client.query("commit");
    expect(await taking).toEqual([]);
    expect(await untouched()).toMatchObject({ files: clipCount });
    expect(await source.take(2, [])).toEqual([]);
  });
});

test("files that are gone when a worker comes to them are errors of the scan, as on one machine", async () => {
  coordinatorProbes = true;
  const id = await submit();
  await untilAllWait();
  await rename(join(root, "shelf 0", "box-0"), join(directory.path, "box-0"));
  try {
    await startWorker("one");
    const job = await end(id);
    expect(job).toMatchObject({ counts: { new: clipCount - 25 } });
    const { counted, rows } = await countsAndRows(id);
    expect(counted).toEqual(rows);
  } finally {
    await rename(join(directory.path, "box-0"), join(root, "shelf 0", "box-0"));
  }
});

test("a chunk is delivered again if its delivery was deleted, or has ended without a report", async () => {
  const id = await submit();
  const all = await untilAllWait();
  const states = async () => (await client.query("select state from pgboss.job where name = 'chunks'")).rows;
  await client.query("delete from pgboss.job where id in (select id from scan_chunks limit 3)");
  await client.query("update pgboss.job set state = 'cancelled' where name = 'chunks'");
  await expect.poll(states, { timeout: 20_000 }).toEqual(all.map(() => ({ state: "created" })));
  await startWorker("one");
  expect(await end(id)).toMatchObject({ status: "completed", counts: { new: clipCount } });
  expect(allProbed()).toEqual(paths.toSorted());
});

test("a chunk under which every worker died is tried file by file, and the file that does it again is an error", async () => {
  const id = await submit();
  const [first = 0, ...others] = await untilAllWait();
  // As pg-boss does after the third death.
  const fail = (files: number) =>
    client.query(
      `update pgboss.job set state = 'failed'
        where id = (select id from scan_chunks where json_array_length(files::json) = $1 limit 1)`,
      [files],
    );
  await fail(first);
  const ones = Array.from({ length: first }, () => 1);
  await expect.poll(waiting, { timeout: 20_000 }).toEqual([...ones, ...others].toSorted(byNumber));
  await fail(1);
  await startWorker("one");
  expect(await end(id)).toMatchObject({ status: "completed", counts: { new: clipCount - 1, error_count: 1 } });
  const { rows } = await client.query("select code, message from scan_errors where job_id = $1", [id]);
  expect(rows).toEqual([{ code: "crashed", message: expect.stringContaining("every process that worked on it died") }]);
});

test("a scan that is cancelled while no worker has its chunks takes them back at once", async () => {
  const id = await submit();
  await untilAllWait();
  // A worker that took one has died, and its chunk waits for another worker.
  await client.query(`update scan_chunks set worker = 'dead' where id = (select id from scan_chunks limit 1)`);
  await queue.cancel(id);
  expect(await end(id)).toMatchObject({
    status: "cancelled",
    stoppedEarly: true,
    counts: { new: 0, found: clipCount },
  });
  expect(await waiting()).toEqual([]);
});

test("a chunk of which nothing was read ends after a cancel without waiting for other commits of the scan", async () => {
  const { source } = await open("worker");
  const id = await submit();
  await untilAllWait();
  const [chunk] = await source.take(1, []);
  expect(await queue.cancel(id)).toMatchObject({ kind: "accepted" });
  const other = await connect(url);
  await other.query("begin");
  await other.query("select from jobs where id = $1 for update", [id]);
  expect(await chunk?.commit({ videos: [], problems: [], left: chunk.files, strange: [], failed: [] })).toMatchObject({
    id,
  });
  await other.end();
  expect(await end(id)).toMatchObject({ status: "cancelled" });
});

test("chunks of a run that is over are deleted while all processes go on", async () => {
  await open("one");
  const id = await submit();
  await untilAllWait();
  // As after the death of the coordinator: another run has the scan.
  await queue.stop();
  await client.query("update jobs set claim = claim + 1, status = 'completed' where id = $1", [id]);
  await client.query(
    "insert into scan_chunks (id, job_id, claim, files) select gen_random_uuid(), $1, 1, '[]' from generate_series(1, 3)",
    [id],
  );
  const left = async () => (await client.query("select from scan_chunks")).rowCount;
  await expect.poll(left, { timeout: 20_000, interval: 100 }).toBe(0);
}, 60_000);
