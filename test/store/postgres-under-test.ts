import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import { openPostgres } from "../../src/store/postgres/open-postgres.ts";
import type { Store } from "../../src/store/store.ts";
import { connect, type PostgresServer, postgresServer } from "../postgres/postgres-server.ts";
import type { OpenStore } from "./store-under-test.ts";

const template = "gleaner_template";
const tables = [
  "jobs",
  "job_samples",
  "directories",
  "videos",
  "video_details",
  "video_checks",
  "video_hashes",
  "held_groups",
  "removed_videos",
  "scan_errors",
  "roots",
  "settings",
  "webhook_deliveries",
  "saved_filters",
];

/** Opens empty Postgres stores, each in a database of its own. */
export const openPostgresUnderTest: OpenStore = postgresUnderTest(async () => createDatabase(await postgresServer()));

/** A store that no test uses. Emptying it takes a tenth of the time of opening one. */
interface UnusedStore {
  readonly url: string;
  readonly store: Store;
  /** Past the store. */
  readonly client: Client;
  setClock(now: () => Date): void;
}

/**
 * Opens stores. One that a test has closed is emptied, and opened for the next test. It ends with the process of the tests.
 *
 * @param makeDatabase makes a database with the tables of Gleaner, and returns its address
 */
export function postgresUnderTest(makeDatabase: () => Promise<string>): OpenStore {
  const unused: UnusedStore[] = [];
  return async ({ now }) => {
    const opened = unused.pop() ?? (await openUnused(await makeDatabase()));
    opened.setClock(now);
    const { url, store, client } = opened;
    const others: Store[] = [];
    return {
      ...store,
      hasTypedColumns: true,
      async another() {
        const other = await openPostgres({ url });
        others.push(other);
        return other;
      },
      execute: async (sql) => (await client.query<object>(sql)).rows,
      async close() {
        await Promise.all(others.map((other) => other.close()));
        await empty(client);
        unused.push(opened);
      },
    };
  };
}

async function openUnused(url: string): Promise<UnusedStore> {
  let clock = () => new Date();
  const store = await openPostgres({ url, now: () => clock() });
  const setClock = (now: () => Date): void => {
    clock = now;
  };
  return { url, store, client: await connect(url), setClock };
}

/** What the rows of a few tests leave behind slows nothing down. */
const fewRows = 1_000;

async function empty(client: Client): Promise<void> {
  let rows = 0;
  await client.query("update store_info set webhook_cursor = null, webhook_address = null");
  for (const table of tables) rows += (await client.query(`delete from ${table}`)).rowCount ?? 0;
  if (rows > fewRows) await client.query(`truncate ${tables.join(", ")} restart identity`);
}

/** Makes a database with the tables of Gleaner, and returns its address. */
export async function createDatabase(server: PostgresServer): Promise<string> {
  const name = newName();
  const admin = await adminOf(server);
  await admin.query(`create database ${name} template ${template}`);
  return server.url(name);
}

/**
 * Makes an empty database, and returns its address.
 *
 * @param options as `create database` takes them
 */
export async function createEmptyDatabase(server: PostgresServer, options = ""): Promise<string> {
  const name = newName();
  const admin = await adminOf(server);
  await admin.query(`create database ${name} template template0 ${options}`);
  return server.url(name);
}

function newName(): string {
  return `test_${randomUUID().replaceAll("-", "")}`;
}

let admin: Promise<Client> | null = null;

/** A connection for making databases. The first one of a run makes the template. */
function adminOf(server: PostgresServer): Promise<Client> {
  admin ??= (async () => {
    const client = await connect(server.url("postgres"));
    await client.query("select pg_advisory_lock(1)");
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [template]);
    if (rowCount === 0) {
      await client.query(`create database ${template}_part`);
      await (await openPostgres({ url: server.url(`${template}_part`) })).close();
      await client.query(`alter database ${template}_part rename to ${template}`);
    }
    await client.query("select pg_advisory_unlock(1)");
    return client;
  })();
  return admin;
}
