import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect, type PostgresServer, postgresServer } from "../../../test/postgres/postgres-server.ts";
import { createDatabase, createEmptyDatabase } from "../../../test/store/postgres-under-test.ts";
import {
  claim,
  commit,
  expectStoreError,
  insertPending,
  newJob,
  startScan,
  video,
  videoAt,
} from "../../../test/store/store-under-test.ts";
import { schemaSteps } from "../migrations/schema-steps.ts";
import type { Store } from "../store.ts";
import { openPostgres } from "./open-postgres.ts";

const stepNames = Object.keys(schemaSteps);

let server: PostgresServer;
/** A connection past the store, to its database. */
let admin: Client;
let url: string;
const opened: Store[] = [];

async function useDatabase(address: string): Promise<void> {
  url = address;
  admin = await connect(url);
}

async function open(address = url): Promise<Store> {
  const store = await openPostgres({ url: address });
  opened.push(store);
  return store;
}

beforeEach(async () => {
  server = await postgresServer();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await admin.end();
});

describe("an empty database", () => {
  beforeEach(async () => useDatabase(await createEmptyDatabase(server)));

  test("is made a library once when ten processes start at once", async () => {
    const said = await Promise.all(Array.from({ length: 10 }, () => openInProcess(url)));
    expect(said).toEqual(Array.from({ length: 10 }, () => "opened\n"));
    const { rows } = await admin.query("select name from kysely_migration order by name");
    expect(rows).toEqual(stepNames.map((name) => ({ name })));
    await insertPending(await open());
  });

  test("of another encoding than UTF8 is refused", async () => {
    const other = await createEmptyDatabase(server, "encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'");
    await expectStoreError(open(other), "STORE_UNAVAILABLE", "The encoding of", "LATIN1", "--encoding UTF8");
  });

  test("of a server that is too old is refused", async () => {
    // The server is no old one: it only says so.
    await admin.query(`create schema past; create function past.current_setting(name text) returns text language sql
      as $$ select case name when 'server_version' then '14.9' when 'server_version_num' then '140009' else 'UTF8' end $$`);
    await admin.query(`alter database ${databaseOf(url)} set search_path = past, pg_catalog, public`);
    await expectStoreError(open(), "STORE_UNAVAILABLE", "is Postgres 14.9", "version 15 or later");
  });

  test("in which the user may create no tables says so", async () => {
    await admin.query("create role guest login password 'guest'").catch(() => {});
    const guest = server.urlAs("guest", "guest", databaseOf(url));
    await expectStoreError(open(guest), "STORE_READ_ONLY", "permission denied", "owner of the database");
  });

  test("that is not empty belongs to another program, and is left as it is", async () => {
    await admin.query("create table customers (id bigint)");
    await expectStoreError(open(), "STORE_UNAVAILABLE", "belongs to another program", "table customers", "createdb");
    const { rows } = await admin.query(
      "select table_name from information_schema.tables where table_schema = 'public'",
    );
    expect(rows).toEqual([{ table_name: "customers" }]);
    await admin.query("create schema library");
    await admin.query(`alter database ${databaseOf(url)} set search_path = library`);
    await insertPending(await open());
  });

  test("that can only be read says so", async () => {
    await admin.query(`alter database ${databaseOf(url)} set default_transaction_read_only = on`);
    await expectStoreError(open(), "STORE_READ_ONLY", "can only be read", "primary server");
  });
});

describe("a database that cannot be used says so, and shows no password:", () => {
  beforeEach(async () => useDatabase(await createEmptyDatabase(server)));

  test("no server at the address", async () => {
    const nowhere = "postgres://gleaner:s3cret@127.0.0.1:1/gleaner";
    await expectStoreError(
      open(nowhere),
      "STORE_UNAVAILABLE",
      "gleaner (gleaner@127.0.0.1:1) cannot be reached",
      "DATABASE_URL",
    );
    await expect(open(nowhere)).rejects.not.toThrow("s3cret");
  });

  test("no host of that name", async () => {
    await expectStoreError(
      open("postgres://gleaner@nowhere.invalid/gleaner"),
      "STORE_UNAVAILABLE",
      "cannot be reached",
    );
  });

  test("a wrong password", async () => {
    await admin.query("create role guest login password 'guest'").catch(() => {});
    const wrong = server.urlAs("guest", "s3cret", databaseOf(url));
    await expectStoreError(open(wrong), "STORE_UNAVAILABLE", "refuses this user", "password", "DATABASE_URL");
    await expect(open(wrong)).rejects.not.toThrow("s3cret");
  });

  test("no password where one is needed", async () => {
    await admin.query("create role guest login password 'guest'").catch(() => {});
    await expectStoreError(open(server.urlAs("guest", "", databaseOf(url))), "STORE_UNAVAILABLE", "DATABASE_URL");
  });

  test("no database of that name", async () => {
    await expectStoreError(open(server.url("nothing")), "STORE_UNAVAILABLE", "does not exist", "createdb");
  });
});

describe("a library", () => {
  beforeEach(async () => useDatabase(await createDatabase(server)));

  test("that is closed and opened again has all that was committed", async () => {
    const before = await open();
    await commit(before, await startScan(before), { videos: [video("/lib/a.mp4")] });
    const kept = await videoAt(before, "/lib/a.mp4");
    await before.close();
    expect(await videoAt(await open(), "/lib/a.mp4")).toEqual(kept);
  });

  test("of a newer Gleaner is refused and left as it is", async () => {
    await admin.query("update store_info set schema_version = 4711");
    await expectStoreError(open(), "STORE_TOO_NEW", "written by a newer Gleaner (schema 4711", "Update Gleaner");
    await admin.query(`update store_info set schema_version = ${stepNames.length}`);
    await admin.query("insert into kysely_migration (name, timestamp) values ('9999-holograms', '2030')");
    await expectStoreError(open(), "STORE_TOO_NEW", "schema 9999-holograms");
  });

  test("that is sound passes its check, and is not written by it", async () => {
    const store = await open();
    const before = await admin.query("select xmin, * from store_info");
    await store.check();
    expect((await admin.query("select xmin, * from store_info")).rows).toEqual(before.rows);
    await admin.query("alter table store_info rename to gone");
    await expect(store.check()).rejects.toThrow("store_info");
  });

  test("that is closed says so, and can be closed again", async () => {
    const store = await open();
    await store.close();
    await store.close();
    await expectStoreError(store.check(), "STORE_UNAVAILABLE", "Postgres database");
    await expectStoreError(store.jobs.list({ limit: 1 }), "STORE_UNAVAILABLE");
    await expectStoreError(store.videos.list({ limit: 1 }), "STORE_UNAVAILABLE");
  });

  test("whose server ends all connections goes on with new ones", async () => {
    const store = await open();
    const job = await startScan(store);
    await store.videos.list({ limit: 1 });
    await admin.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
    // A connection may only be found to be gone when it is used.
    await Promise.all(
      [store.check(), store.jobs.get(job.id), commit(store, job, {})].map((call) => call.catch(() => {})),
    );
    await store.check();
    await commit(store, job, { videos: [video("/lib/a.mp4")] });
    expect(await store.jobs.get(job.id)).toMatchObject({ counts: { new: 1 } });
  });

  test("of which another program holds locks says so, and goes on once they are free", {
    timeout: 60_000,
  }, async () => {
    const store = await open();
    const job = await insertPending(store);
    await admin.query("begin; lock table jobs in access exclusive mode");
    await expectStoreError(store.jobs.insert(newJob()), "STORE_LOCKED", "holds locks", "try again");
    await admin.query("rollback");
    expect(await store.jobs.get(job.id)).toEqual(job);
  });

  test("keeps new revisions above all others when it was restored on another server", async () => {
    const first = await open();
    const job = await insertPending(first);
    await first.close();
    await admin.query(`update jobs set revision = 1000000000000, submission = 5000`);
    const store = await open();
    const next = await insertPending(store);
    expect(next.revision).toBeGreaterThan(1e12);
    expect((await store.jobs.list({ limit: 10 })).jobs.map(({ id }) => id)).toEqual([next.id, job.id]);
    expect((await store.jobs.changedSince(1e12, { limit: 10 })).jobs).toEqual([next]);
  });

  test("judges leases by the clock of the server", async () => {
    const store = await open();
    const [row] = (await admin.query("select extract(epoch from now()) * 1000 as now")).rows as { now: string }[];
    const now = (await store.jobs.sharedNow())?.getTime() ?? expect.fail();
    expect(Math.abs(now - Number(row?.now))).toBeLessThan(10_000);
  });

  test("is not held up by a process that is suspended in the middle of a transaction", {
    timeout: 60_000,
  }, async () => {
    const store = await open();
    const job = await claim(store, await insertPending(store));
    const other = suspendedWithLock(url, job.id);
    try {
      await other.locked;
      other.child.kill("SIGSTOP");
      expect(await store.jobs.cancel(job.id, { reason: null, now: new Date() })).toMatchObject({ kind: "accepted" });
    } finally {
      other.child.kill("SIGKILL");
    }
  });
});

function databaseOf(address: string): string {
  return new URL(address).pathname.slice(1);
}

const moduleAt = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

async function openInProcess(address: string): Promise<string> {
  const script = `const { openPostgres } = await import(${moduleAt("./open-postgres.ts")});
    await openPostgres({ url: process.argv[1] }).then(
      (store) => store.close().then(() => console.log("opened")),
      (error) => console.log(error.code, error.message, error.cause),
    );`;
  const child = run(script, [address]);
  const [said] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return said;
}

/** A process that has begun a transaction on a connection of the store, and has locked a job in it. */
function suspendedWithLock(address: string, jobId: string) {
  const script = `const { openPool } = await import(${moduleAt("./postgres-pool.ts")});
    const client = await openPool(process.argv[1], { max: 1 }).connect();
    await client.query("begin");
    await client.query("select 1 from jobs where id = $1 for update", [process.argv[2]]);
    console.log("locked");
    setInterval(() => {}, 1000);`;
  const child = run(script, [address, jobId]);
  return { child, locked: once(child.stdout, "data") };
}

function run(script: string, args: readonly string[]) {
  return spawn(process.execPath, ["--input-type=module", "--eval", script, "--", ...args], {
    cwd: "/",
    stdio: ["ignore", "pipe", "inherit"],
  });
}
