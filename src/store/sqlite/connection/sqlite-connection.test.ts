import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  batch,
  claim,
  committed,
  expectStoreError,
  insertPending,
  leaseOf,
  video,
} from "../../../../test/store/store-under-test.ts";
import { KyselyJobStore } from "../../jobs/kysely-job-store.ts";
import { migrate } from "../../migrations/migrate.ts";
import { kyselyScanLibrary } from "../../scans/kysely-scan-library.ts";
import type { Tables } from "../../schema.ts";
import { newVideoId } from "../../videos/new-video-id.ts";
import { sqliteDialect } from "../dialect/sqlite-dialect.ts";
import { sqliteVideoIndex } from "../search/sqlite-video-index.ts";
import { sqliteDifferences } from "../sqlite-differences.ts";
import { SqliteConnection } from "./sqlite-connection.ts";

let directory: string;
let path: string;
let connection: SqliteConnection;
let db: Kysely<Tables>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-sqlite-"));
  path = join(directory, "gleaner.db");
  connection = new SqliteConnection({ path, busyTimeoutMs: 100 });
  db = new Kysely<Tables>({ dialect: sqliteDialect(connection, "transactions") });
  await connection.execute("pragma journal_mode = wal");
  await db.transaction().execute((transaction) => migrate(transaction, { differences: sqliteDifferences, name: path }));
});
afterEach(async () => {
  await db.destroy();
  await rm(directory, { recursive: true });
});

function note(version: number) {
  return { schema_version: version, checked_at: null };
}

function insertAll(into: Kysely<Tables>, rows: readonly ReturnType<typeof note>[]) {
  return sqliteDifferences.insertRows(into.insertInto("store_info"), rows);
}

async function notes(): Promise<readonly number[]> {
  const rows = await db.selectFrom("store_info").select("schema_version").where("schema_version", ">", 100).execute();
  return rows.map((row) => row.schema_version);
}

describe("a transaction", () => {
  test("has no other statement within it: what comes in between stays when it is undone", async () => {
    const began = Promise.withResolvers<void>();
    const others = Promise.withResolvers<void>();
    const undone = db.transaction().execute(async (transaction) => {
      await transaction.insertInto("store_info").values(note(101)).execute();
      began.resolve();
      await others.promise;
      await transaction.insertInto("store_info").values(note(102)).execute();
      throw new Error("undo");
    });
    await began.promise;
    const order: string[] = [];
    const alone = db.insertInto("store_info").values(note(103)).execute();
    const next = db.transaction().execute(async (transaction) => {
      await transaction.insertInto("store_info").values(note(104)).execute();
    });
    const ends = [
      undone.catch(() => order.push("undone")),
      alone.then(() => order.push("alone")),
      next.then(() => order.push("next")),
    ];
    others.resolve();
    await Promise.all(ends);
    expect(order).toEqual(["undone", "alone", "next"]);
    expect(await notes()).toEqual([103, 104]);
  });

  test("is undone as a whole where one of its statements fails, and the next one works", async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.insertInto("store_info").values(note(101)).execute();
      await sql`insert into store_info (schema_version) values (null)`.execute(transaction);
    });
    await expect(failing).rejects.toMatchObject({ code: "SQLITE_ERROR" });
    await expect(failing).rejects.toThrow("NOT NULL constraint failed");
    await db.transaction().execute((transaction) => transaction.insertInto("store_info").values(note(102)).execute());
    expect(await notes()).toEqual([102]);
  });

  test("takes many rows with one statement, all of them or none", async () => {
    const rows = [101, 102, 103].map(note);
    await db.transaction().execute((transaction) => insertAll(transaction, rows).execute());
    expect(await notes()).toEqual([101, 102, 103]);
    const withNoVersion = [note(104), { ...note(105), schema_version: null as never }, note(106)];
    const failing = db.transaction().execute((transaction) => insertAll(transaction, withNoVersion).execute());
    await expect(failing).rejects.toThrow("NOT NULL constraint failed");
    await expect(insertAll(db, rows).execute()).rejects.toThrow("need a transaction");
    expect(await notes()).toEqual([101, 102, 103]);
  });

  test("counts all the rows that one statement has changed, and has all that it returns", async () => {
    await db.transaction().execute(async (transaction) => {
      const { numInsertedOrUpdatedRows } = await insertAll(transaction, [101, 102].map(note)).executeTakeFirstOrThrow();
      expect(numInsertedOrUpdatedRows).toBe(2n);
      const returned = await insertAll(transaction, [103, 104].map(note)).returning("schema_version").execute();
      expect(returned).toEqual([{ schema_version: 103 }, { schema_version: 104 }]);
    });
  });
});

test("a commit that need not wait for the disk does not, and all others do", async () => {
  const level = async (on: Kysely<Tables>) => (await sql`pragma synchronous`.execute(on)).rows;
  await connection.execute("pragma synchronous = full");
  for (const isUndone of [false, true]) {
    const done = db.transaction().execute(async (transaction) => {
      await sqliteDifferences.needNotWait?.(transaction);
      expect(await level(transaction)).toEqual([{ synchronous: 1 }]);
      if (isUndone) throw new Error("undone");
    });
    if (isUndone) await expect(done).rejects.toThrow("undone");
    else await done;
    await db.transaction().execute(async (transaction) => {
      expect(await level(transaction)).toEqual([{ synchronous: 2 }]);
    });
  }
});

test("statements that are handed in at once run in their order", async () => {
  const inserts = [101, 102, 103, 104].map((version) =>
    connection.execute("insert into store_info (schema_version) values (?)", [version]),
  );
  const { rows } = await connection.execute("select max(schema_version) as last from store_info");
  expect(rows).toEqual([{ last: 104 }]);
  expect((await Promise.all(inserts)).map(({ changes }) => changes)).toEqual([1, 1, 1, 1]);
});

test("more different statements than are kept ready all work, again and again", async () => {
  for (let round = 0; round < 2; round += 1) {
    for (let number = 0; number < 150; number += 1) {
      expect((await connection.execute(`select ${number} as number`)).rows).toEqual([{ number }]);
    }
  }
});

test("a column that another connection adds has its name in the rows of a statement that has run before", async () => {
  const all = "select * from store_info";
  const { rows: before } = await connection.execute(all);
  const other = new SqliteConnection({ path, busyTimeoutMs: 1_000 });
  await other.execute("alter table store_info add column colour text default 'green'");
  await other.close();
  const { rows: after } = await connection.execute(all);
  expect(before).toHaveLength(1);
  expect(after).toEqual([{ ...before[0], colour: "green" }]);
});

test("a statement that is no SQL fails alone", async () => {
  await expect(connection.execute("selec 1")).rejects.toMatchObject({ code: "SQLITE_ERROR" });
  await expect(connection.execute("select ?, ?", [1, {}])).rejects.toMatchObject({ code: "SQLITE_ERROR" });
  expect((await connection.execute("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("a thread that dies fails all that waits for it, and all that comes after", async () => {
  const long = "with recursive n (x) as (select 1 union all select x + 1 from n limit 500000) select count(*) from n";
  const first = connection.execute("select 1");
  const atWork = connection.execute(long);
  const waiting = [connection.execute("select 2"), connection.execute("select 3")];
  await first;
  const ended = connection.terminate();
  for (const execution of waiting) await expectStoreError(execution, "STORE_UNAVAILABLE", path, "safe");
  await Promise.allSettled([atWork]);
  await ended;
  await expectStoreError(connection.execute("select 3"), "STORE_UNAVAILABLE", path);
  await expectStoreError(notes(), "STORE_UNAVAILABLE", path);
});

test("a parameter that cannot be sent to the thread fails its own statement, and no other gets a wrong answer", async () => {
  const values = [1, () => {}, 2, Symbol("x"), 3];
  const answers = await Promise.allSettled(values.map((value) => connection.execute("select ? as value", [value])));
  expect(answers.map((answer) => (answer.status === "fulfilled" ? answer.value.rows : "failed"))).toEqual([
    [{ value: 1 }],
    "failed",
    [{ value: 2 }],
    "failed",
    [{ value: 3 }],
  ]);
});

test("a full disk undoes the commit that does not fit, keeps those before, and goes on once there is room", async () => {
  const jobs = new KyselyJobStore({
    writer: db,
    reader: db,
    searcher: db,
    differences: sqliteDifferences,
    onError: () => {},
  });
  const parts = { reader: db, writer: db, differences: sqliteDifferences, index: sqliteVideoIndex };
  const scans = kyselyScanLibrary({ ...parts, now: () => new Date(), newVideoId, onIndexLeft: () => {} });
  const job = await claim({ jobs }, await insertPending({ jobs }));
  const next = (round: number) =>
    scans.commit(
      leaseOf(job),
      batch({ videos: Array.from({ length: 100 }, (_, index) => video(`/lib/${round}/${index}.mp4`)), found: 1 }),
    );
  const rows = async () => (await db.selectFrom("videos").select("id").execute()).length;

  committed(await next(0));
  const { rows: pages } = await connection.execute("select page_count + 40 as room from pragma_page_count");
  const room = Number(Object.values(pages[0] ?? {})[0]);
  await connection.execute(`pragma max_page_count = ${room}`);
  let fitting = 1;
  await expectStoreError(
    (async () => {
      for (; fitting < 20; fitting += 1) committed(await next(fitting));
    })(),
    "STORE_FULL",
    path,
    "Free some space",
  );
  expect(await rows()).toBe(fitting * 100);
  expect((await jobs.get(job.id))?.counts).toMatchObject({ new: fitting * 100 });

  await connection.execute("pragma max_page_count = 100000");
  expect(committed(await next(fitting)).job.counts).toMatchObject({ new: fitting * 100 + 100 });
  expect(await rows()).toBe(fitting * 100 + 100);
});

test("the thread of a closed connection serves the next one, which has nothing of the one before", async () => {
  await connection.execute("create temporary table mine (number)");
  await connection.execute("begin immediate");
  const closed = connection.close();
  await expectStoreError(connection.execute("select 1"), "STORE_UNAVAILABLE", path);
  await closed;
  const next = new SqliteConnection({ path, busyTimeoutMs: 100 });
  await next.execute("begin immediate");
  await next.execute("rollback");
  await expect(next.execute("select * from mine")).rejects.toThrow("no such table: mine");
  await connection.close();
  await connection.terminate();
  await expectStoreError(connection.execute("select 1"), "STORE_UNAVAILABLE", path);
  expect((await next.execute("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await next.close();
});
