/**
 * The behaviours of pg-boss that Gleaner relies on, against a real server. An upgrade that changes one of them fails here.
 * Several are not as one expects: the title says what is so.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Kysely, PostgresDialect, sql } from "kysely";
import { Pool } from "pg";
import { type CommandResponse, fromKysely, PgBoss } from "pg-boss";
import { beforeAll, describe, expect, test } from "vitest";
import { connect, postgresServer } from "./postgres-server.ts";

/** The least time that pg-boss allows between two signs of life of a worker, in seconds. */
const heartbeatSeconds = 10;

let url: string;
let boss: PgBoss;
let db: Kysely<{ rows: { text: string } }>;
const bosses: PgBoss[] = [];

/** Another process, as far as pg-boss can tell. */
async function another(options: ConstructorParameters<typeof PgBoss>[0] = {}): Promise<PgBoss> {
  const started = new PgBoss({
    connectionString: url,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    ...options,
  });
  started.on("error", () => {});
  bosses.push(started);
  await started.start();
  return started;
}

beforeAll(async () => {
  const server = await postgresServer();
  const name = `boss_${randomUUID().replaceAll("-", "")}`;
  const admin = await connect(server.url("postgres"));
  await admin.query(`create database ${name}`);
  url = server.url(name);
  const pool = new Pool({ connectionString: url, max: 4 });
  // Sessions end in these tests.
  pool.on("error", () => {});
  db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  boss = await another();
  await db.schema.createTable("rows").addColumn("text", "text").execute();
  return async () => {
    await Promise.all(bosses.map((each) => each.stop({ graceful: false })));
    await db.destroy();
    await admin.end();
  };
});

let queues = 0;

/** A queue of its own, with the options that Gleaner gives its queues. */
async function newQueue(options: Parameters<PgBoss["createQueue"]>[1] = {}): Promise<string> {
  const name = `queue-${queues++}`;
  await boss.createQueue(name, { retryLimit: 2, heartbeatSeconds, ...options });
  return name;
}

async function fetchOne(queue: string, by: PgBoss = boss) {
  const [job] = await by.fetch<{ chunk: number }>(queue);
  if (job === undefined) throw new Error("The queue is empty");
  return job;
}

/** The number of jobs that a call changed. The types of pg-boss leave it out. */
function affected(response: CommandResponse): number {
  return (response as { readonly affected: number }).affected;
}

/** Takes all jobs of the queue from their workers, as happens by itself after `heartbeatSeconds` without a sign of life. */
async function loseClaims(queue: string): Promise<void> {
  const active = sql`pgboss.job where name = ${queue} and state = 'active'`;
  await sql`update pgboss.job set heartbeat_on = now() - interval '1 hour' where name = ${queue} and state = 'active'`.execute(
    db,
  );
  // At most once a second, whoever asks for it.
  await boss.supervise(queue);
  await expect.poll(async () => (await sql`select from ${active}`.execute(db)).rows, { timeout: 10_000 }).toEqual([]);
}

describe("a job that was taken from its worker and fetched again", () => {
  test("is settled by its new worker only, if the whole job is handed in", async () => {
    const queue = await newQueue();
    await boss.send(queue, { chunk: 1 });
    const stale = await fetchOne(queue);
    await loseClaims(queue);
    const held = await fetchOne(queue);
    expect(held).toMatchObject({ id: stale.id, retryCount: stale.retryCount + 1 });
    expect(affected(await boss.complete(queue, stale))).toBe(0);
    expect(affected(await boss.touch(queue, stale))).toBe(0);
    expect(affected(await boss.fail(queue, stale))).toBe(0);
    expect(affected(await boss.complete(queue, held))).toBe(1);
    expect(affected(await boss.complete(queue, held))).toBe(0);
  });

  test("is settled by the old worker, too, if only the id is handed in: Gleaner must never do that", async () => {
    const queue = await newQueue();
    await boss.send(queue, { chunk: 1 });
    const stale = await fetchOne(queue);
    await loseClaims(queue);
    await fetchOne(queue);
    expect(affected(await boss.complete(queue, stale.id))).toBe(1);
  });

  test("fails for good after its retries, and is never fetched again", async () => {
    const queue = await newQueue();
    const id = await boss.send(queue, { chunk: 1 });
    for (let attempt = 0; attempt <= 2; attempt += 1) {
      expect(await fetchOne(queue)).toMatchObject({ retryCount: attempt });
      await loseClaims(queue);
    }
    expect(await boss.fetch(queue)).toEqual([]);
    expect(await boss.findJobs(queue, { id: id ?? "" })).toMatchObject([{ state: "failed" }]);
  });
});

describe("a transaction of the library", () => {
  test("settles a job and writes its rows together, or neither", async () => {
    const queue = await newQueue();
    await boss.send(queue, { chunk: 1 });
    const job = await fetchOne(queue);
    const commit = (text: string, fails: boolean) =>
      db.transaction().execute(async (transaction) => {
        expect(affected(await boss.complete(queue, job, null, { db: fromKysely(transaction) }))).toBe(1);
        await transaction.insertInto("rows").values({ text }).execute();
        if (fails) throw new Error("the disk is full");
      });
    await expect(commit("lost", true)).rejects.toThrow("the disk is full");
    await commit("kept", false);
    expect(affected(await boss.complete(queue, job))).toBe(0);
    expect(await db.selectFrom("rows").selectAll().execute()).toEqual([{ text: "kept" }]);
  });

  test("puts a job in, or not if it is rolled back", async () => {
    const queue = await newQueue();
    const put = (id: string, fails: boolean) =>
      db.transaction().execute(async (transaction) => {
        expect(await boss.send(queue, { chunk: 1 }, { id, db: fromKysely(transaction) })).toBe(id);
        expect(await boss.fetch(queue)).toEqual([]);
        if (fails) throw new Error("the claim is lost");
      });
    await expect(put(randomUUID(), true)).rejects.toThrow("the claim is lost");
    const id = randomUUID();
    await put(id, false);
    expect(await boss.fetch(queue, { batchSize: 10 })).toMatchObject([{ id }]);
  });

  test("in which a job is settled keeps it from being taken away until the end", async () => {
    const queue = await newQueue();
    await boss.send(queue, { chunk: 1 });
    const job = await fetchOne(queue);
    await sql`update pgboss.job set heartbeat_on = now() - interval '1 hour' where id = ${job.id}`.execute(db);
    await db.transaction().execute(async (transaction) => {
      expect(affected(await boss.complete(queue, job, null, { db: fromKysely(transaction) }))).toBe(1);
      // Two sweeps of every process.
      await delay(2_500);
      expect(await boss.fetch(queue)).toEqual([]);
    });
    expect(await boss.fetch(queue)).toEqual([]);
    expect(await boss.findJobs(queue, { id: job.id })).toMatchObject([{ state: "completed" }]);
  });
});

describe("the jobs of a queue", () => {
  test("are fetched oldest first, though in no order within a batch, and each by one worker", async () => {
    const queue = await newQueue();
    for (let chunk = 0; chunk < 30; chunk += 1) await boss.send(queue, { chunk });
    const first = await boss.fetch<{ chunk: number }>(queue, { batchSize: 5 });
    expect(first.map(({ data }) => data.chunk).toSorted()).toEqual([0, 1, 2, 3, 4]);
    const workers = await Promise.all([another(), another(), another()]);
    const fetched = await Promise.all(
      Array.from({ length: 30 }, (_, index) => (workers[index % 3] ?? expect.fail()).fetch<{ chunk: number }>(queue)),
    );
    const rest = fetched.flat().map(({ data }) => data.chunk);
    expect(rest.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 25 }, (_, index) => index + 5));
  });

  test("are put in once for each id, also after the job is done, until it is deleted", async () => {
    const queue = await newQueue();
    const id = randomUUID();
    expect(await boss.send(queue, {}, { id })).toBe(id);
    expect(await boss.send(queue, {}, { id })).toBeNull();
    await boss.complete(queue, await fetchOne(queue));
    expect(await boss.send(queue, {}, { id })).toBeNull();
    // Both in one transaction: a job that is gone is put in again.
    await db.transaction().execute(async (transaction) => {
      const inTransaction = { db: fromKysely(transaction) };
      await boss.deleteJob(queue, id, inTransaction);
      expect(await boss.send(queue, {}, { id, ...inTransaction })).toBe(id);
    });
    expect(await fetchOne(queue)).toMatchObject({ id, retryCount: 0 });
  });

  test("are never fetched once cancelled, and a worker that has one can no longer settle it", async () => {
    const queue = await newQueue();
    const waiting = await boss.send(queue, {});
    await boss.cancel(queue, waiting ?? "");
    expect(await boss.fetch(queue)).toEqual([]);
    await boss.send(queue, {});
    const held = await fetchOne(queue);
    await boss.cancel(queue, held.id);
    expect(affected(await boss.complete(queue, held))).toBe(0);
  });

  test("with one key are one at a time in an exclusive queue, also while a worker has it or it waits for a retry", async () => {
    const queue = await newQueue({ policy: "exclusive" });
    const send = (singletonKey: string) => boss.send(queue, {}, { singletonKey });
    expect(await send("scan 1")).not.toBeNull();
    expect(await send("scan 1")).toBeNull();
    expect(await send("scan 2")).not.toBeNull();
    const [one, two] = await boss.fetch(queue, { batchSize: 2 });
    expect(await send("scan 1")).toBeNull();
    await loseClaims(queue);
    expect(await send("scan 1")).toBeNull();
    await boss.cancel(queue, [one?.id ?? "", two?.id ?? ""]);
    expect(await send("scan 1")).not.toBeNull();
  });
});

test("a fetch leaves out jobs of the groups that it names, and changes nothing of them", async () => {
  const queue = await newQueue();
  const [one, two] = [randomUUID(), randomUUID()];
  for (const id of [one, two]) await boss.send(queue, {}, { id, group: { id } });
  expect(await boss.fetch(queue, { batchSize: 2, ignoreGroups: [one] })).toMatchObject([{ id: two }]);
  expect(await boss.fetch(queue, { batchSize: 2 })).toMatchObject([{ id: one, retryCount: 0 }]);
});

describe("a queue that exists", () => {
  test("keeps its old options when it is created again: only an update changes them", async () => {
    const queue = await newQueue({ retryLimit: 5 });
    await boss.createQueue(queue, { retryLimit: 7 });
    expect(await boss.getQueue(queue)).toMatchObject({ retryLimit: 5 });
    await boss.updateQueue(queue, { retryLimit: 7 });
    expect(await boss.getQueue(queue)).toMatchObject({ retryLimit: 7 });
  });
});

test("no job may take longer than a day, and no worker may be silent for less than ten seconds", async () => {
  await expect(newQueue({ expireInSeconds: 86_401 })).rejects.toThrow(/24 hours/);
  await expect(newQueue({ heartbeatSeconds: 9 })).rejects.toThrow(/>= 10|at least 10/);
});

test("a worker that gives no sign of life loses its job to another within the limit and one sweep", async () => {
  const queue = await newQueue();
  await boss.send(queue, { chunk: 1 });
  const lost = await fetchOne(queue, await another());
  await expect
    .poll(() => boss.fetch(queue), { timeout: 30_000, interval: 100 })
    .toMatchObject([{ id: lost.id, retryCount: 1 }]);
  expect(affected(await boss.complete(queue, lost))).toBe(0);
}, 60_000);

test("a worker that touches its job keeps it", async () => {
  const queue = await newQueue();
  await boss.send(queue, { chunk: 1 });
  const job = await fetchOne(queue);
  // In one transaction, because other processes look for silent workers all the time.
  await db.transaction().execute(async (transaction) => {
    await sql`update pgboss.job set heartbeat_on = now() - interval '1 hour' where id = ${job.id}`.execute(transaction);
    expect(affected(await boss.touch(queue, job, { db: fromKysely(transaction) }))).toBe(1);
  });
  await boss.supervise(queue);
  expect(await boss.fetch(queue)).toEqual([]);
  expect(affected(await boss.complete(queue, job))).toBe(1);
});

test("ten processes that start at once on an empty database all work, and make one schema", async () => {
  const server = await postgresServer();
  const admin = await connect(server.url("postgres"));
  const name = `boss_${randomUUID().replaceAll("-", "")}`;
  await admin.query(`create database ${name}`);
  const started = await Promise.all(
    Array.from({ length: 10 }, () => another({ connectionString: server.url(name), max: 2 })),
  );
  await started[0]?.createQueue("chunks");
  for (const each of started) expect(await each.send("chunks", {})).not.toBeNull();
  await Promise.all(started.map((each) => each.stop({ graceful: false })));
  await admin.end();
});

test("a listener is back about a second after its session was ended, says so, and has heard nothing in between", async () => {
  const listener = await another();
  const heard: string[] = [];
  const returned = Promise.withResolvers<void>();
  let connections = 0;
  const handle = await listener.getDb().listen?.(
    "gleaner_cancel",
    (payload) => heard.push(payload),
    () => {
      connections += 1;
      if (connections > 1) returned.resolve();
    },
  );
  const notify = (payload: string) => sql`select pg_notify('gleaner_cancel', ${payload})`.execute(db);
  await notify("first");
  await expect.poll(() => heard).toEqual(["first"]);
  const isListening = sql`pid <> pg_backend_pid() and query ilike 'listen %'`;
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where ${isListening}`.execute(db);
  await notify("lost");
  await returned.promise;
  await notify("last");
  await expect.poll(() => heard).toEqual(["first", "last"]);
  await handle?.close();
});

test("the processes that take part are known with host, process and signs of life", async () => {
  const instances = await boss.getInstances();
  expect(instances.length).toBeGreaterThan(1);
  expect(instances.every(({ pid, live }) => pid === process.pid || !live)).toBe(true);
});

test("the schema has the version that this was tried with", async () => {
  expect(await boss.schemaVersion()).toBe(46);
});
