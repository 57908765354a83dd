/** The Postgres server of the measurements: one that loses nothing in a power cut, with its files on a disk. */
import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { connect, keepServer, portOf } from "../../test/postgres/postgres-server.ts";
import { type ProcessStatus, statusOfProcesses } from "../process-status.ts";

export interface DurablePostgres extends AsyncDisposable {
  /** Makes an empty database, and returns its address. */
  createDatabase(): Promise<string>;
  /** Drops a database that nobody uses. With a million videos, it takes much room. */
  dropDatabase(url: string): Promise<void>;
  /** A connection past the program. */
  connect(url: string): Promise<Client>;
  /** How much processor time all processes of the server have taken so far, in milliseconds. */
  processorMs(): Promise<number>;
  /** The most memory of its own that a session has now, in bytes. */
  largestSession(): Promise<number>;
  /** How many sessions programs have on a database now. */
  sessions(url: string): Promise<number>;
  /** For the results. */
  readonly facts: readonly (readonly [name: string, fact: string])[];
}

export async function startDurablePostgres({
  say,
}: {
  readonly say: (text: string) => void;
}): Promise<DurablePostgres> {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-bench-postgres-"));
  say("starting Postgres");
  const keeper = keepServer(directory, { runPid: process.pid, kind: "durable" });
  const ended = once(keeper, "exit");
  const stop = async (): Promise<void> => {
    keeper.kill("SIGTERM");
    await ended;
  };
  try {
    const port = await portOf(directory);
    const urlOf = (database: string) => `postgres://gleaner@127.0.0.1:${port}/${database}`;
    const [serverPid = ""] = (await readFile(join(directory, "data", "postmaster.pid"), "utf8")).split("\n");
    const admin = await connect(urlOf("postgres"));
    let databases = 0;
    return {
      async createDatabase() {
        const name = `bench_${(databases += 1)}`;
        await admin.query(`create database ${name} template template0`);
        return urlOf(name);
      },
      async dropDatabase(url) {
        await admin.query(`drop database ${nameOf(url)} with (force)`);
      },
      async sessions(url) {
        const sessions = "select from pg_stat_activity where datname = $1";
        return (await admin.query(sessions, [nameOf(url)])).rowCount ?? 0;
      },
      connect,
      processorMs: async () => sum((await processesOf(serverPid)).map(({ processorMs }) => processorMs)),
      largestSession: async () => Math.max(...(await processesOf(serverPid)).map(({ ownBytes }) => ownBytes)),
      facts: await describeServer(admin),
      async [Symbol.asyncDispose]() {
        await admin.end();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** The first process of the server, and its children. */
async function processesOf(serverPid: string): Promise<readonly ProcessStatus[]> {
  const all = await statusOfProcesses();
  return all.filter(({ pid, parentPid }) => pid === Number(serverPid) || parentPid === Number(serverPid));
}

async function describeServer(admin: Client): Promise<DurablePostgres["facts"]> {
  const { rows } = await admin.query<{ name: string; value: string }>(
    `select name, current_setting(name) as value from unnest(array['server_version', 'fsync', 'synchronous_commit',
      'full_page_writes', 'shared_buffers', 'max_wal_size']) as name`,
  );
  const [version, ...settings] = rows;
  return [["Postgres", `${version?.value}, ${settings.map(({ name, value }) => `${name} ${value}`).join(", ")}`]];
}

function sum(figures: readonly number[]): number {
  return figures.reduce((all, one) => all + one, 0);
}
