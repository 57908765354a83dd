import { Kysely, sql } from "kysely";
import type { Pool } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cuttableConnection } from "../../../test/postgres/cuttable-connection.ts";
import { postgresServer } from "../../../test/postgres/postgres-server.ts";
import { expectStoreError } from "../../../test/store/store-under-test.ts";
import { markOfPreparedQuery, postgresDialect } from "./postgres-dialect.ts";
import { postgresDifferences } from "./postgres-differences.ts";
import { openPool } from "./postgres-pool.ts";

let pool: Pool;
let db: Kysely<object>;
beforeEach(async () => {
  pool = openPool((await postgresServer()).url("postgres"), { max: 1 });
  db = new Kysely({ dialect: postgresDialect(pool, "the database") });
});
afterEach(() => pool.end());

const prepared = sql<{ one: number }>`select 1 as one${sql.raw(markOfPreparedQuery)}`;
const namesOfPrepared = async () => (await pool.query("select name from pg_prepared_statements")).rows;

test("a marked query is prepared once, and others are not", async () => {
  for (let round = 0; round < 3; round += 1) expect((await prepared.execute(db)).rows).toEqual([{ one: 1 }]);
  await sql`select 2`.execute(db);
  expect(await namesOfPrepared()).toEqual([{ name: expect.stringMatching(/^gleaner_[0-9a-f]{16}$/) as string }]);
});

test("a query that the server has forgotten runs without being prepared, as behind a pool of its connections", async () => {
  await prepared.execute(db);
  await pool.query("deallocate all");
  for (let round = 0; round < 3; round += 1) expect((await prepared.execute(db)).rows).toEqual([{ one: 1 }]);
  expect(await namesOfPrepared()).toEqual([]);
});

test("a pool of queries that are always the same prepares all of them that have parameters", async () => {
  const fixed = new Kysely<object>({ dialect: postgresDialect(pool, "the database", { prepares: "all" }) });
  for (let round = 0; round < 2; round += 1) {
    await fixed.transaction().execute((transaction) => sql`select ${round}::int`.execute(transaction));
  }
  expect(await namesOfPrepared()).toHaveLength(1);
});

test("a transaction whose query the server has forgotten runs again, and prepares nothing", async () => {
  const fixed = new Kysely<object>({ dialect: postgresDialect(pool, "the database", { prepares: "all" }) });
  const one = sql<{ one: number }>`select ${1}::int as one`;
  await one.execute(fixed);
  await pool.query("deallocate all");
  const { rows } = await postgresDifferences.inTransaction(fixed, (transaction) => one.execute(transaction));
  expect(rows).toEqual([{ one: 1 }]);
  expect(await namesOfPrepared()).toEqual([]);
});

test("a prepared query whose table has another column meanwhile is run as it is", async () => {
  const fixed = new Kysely<object>({ dialect: postgresDialect(pool, "the database", { prepares: "all" }) });
  const all = sql`select * from changing where one = ${1}`;
  await pool.query("create temporary table changing (one int); insert into changing values (1)");
  await all.execute(fixed);
  await pool.query("alter table changing add column two int default 2");
  expect((await all.execute(fixed)).rows).toEqual([{ one: 1, two: 2 }]);
});

test("whole numbers are numbers, and texts are storable, also in lists", async () => {
  const { rows } =
    await sql`select 2::bigint as whole, ${"a\0b"} as text, ${["a\0", "\ud800"]}::text[] as list`.execute(db);
  expect(rows).toEqual([{ whole: 2, text: "a\ufffdb", list: ["a\ufffd", "\ufffd"] }]);
});

test("a transaction whose connection is lost fails, and the next one works", async () => {
  const lost = db.transaction().execute(async (transaction) => {
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction);
  });
  await expectStoreError(lost, "STORE_UNAVAILABLE", "The database");
  expect((await prepared.execute(db)).rows).toEqual([{ one: 1 }]);
});

test("a connection that gives no answer is given up, also in a transaction, and the next one works", async () => {
  const network = await cuttableConnection((await postgresServer()).url("postgres"));
  const silentPool = openPool(network.url, { max: 1, answerMs: 300 });
  const silent = new Kysely<object>({ dialect: postgresDialect(silentPool, "the database") });
  await prepared.execute(silent);
  network.hold();
  await expectStoreError(prepared.execute(silent), "STORE_UNAVAILABLE", "The database cannot be reached");
  network.letGo();
  const lost = silent.transaction().execute(async (transaction) => {
    network.hold();
    await sql`select 1`.execute(transaction);
  });
  await expectStoreError(lost, "STORE_UNAVAILABLE", "The database cannot be reached");
  network.letGo();
  expect((await prepared.execute(silent)).rows).toEqual([{ one: 1 }]);
  await silentPool.end();
  await network.close();
});

test("an error of a statement stays as it is", async () => {
  await expect(sql`select nothing from nowhere`.execute(db)).rejects.toThrow('relation "nowhere" does not exist');
});
