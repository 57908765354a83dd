/**
 * Measures how many rows a second go into Postgres, and what a row, a chunk, a directory of the walk and an idle worker
 * cost there. No file is read: paths and facts are made up. docs/many-machines.md reckons with these costs.
 */
import { dirname } from "node:path";
import type { Client } from "pg";
import type { BenchRun, Findings } from "../bench-run.ts";
import { CommitLoad, filesOfChunk } from "../postgres/commit-load.ts";
import type { DurablePostgres } from "../postgres/durable-postgres.ts";
import { perDirectory, seriesPaths } from "../postgres/series-paths.ts";
import { count, figure, withSpread } from "../quantities.ts";
import type { Row } from "../row.ts";
import { spreadOf } from "../statistics.ts";

/** How many workers commit at a time. The first is compared with. */
const workers = [1, 4, 16] as const;
type Workers = (typeof workers)[number];

/** How long workers are idle for their cost, in milliseconds. */
const idleMs = 5_000;
/** Directories that are asked for at a time, as a walk does. */
const directoriesAhead = 8;

/** What a part of the work took. */
interface Cost {
  readonly ms: number;
  /** Of all processes of Postgres. */
  readonly processorMs: number;
  readonly walBytes: number;
}

export async function measureRowsIntoPostgres(run: BenchRun, postgres: DurablePostgres): Promise<Findings> {
  const { settings, say } = run;
  const url = await postgres.createDatabase();
  const client = await postgres.connect(url);
  const meter = new Meter(postgres, client);
  await using load = await CommitLoad.open(url, Math.max(...workers));
  const puts: Cost[] = [];
  const commits = new Map<Workers, Cost[]>(workers.map((many) => [many, []]));
  let rows = 0;
  for (let nth = 0; nth < settings.runs; nth++) {
    for (const [many, costs] of commits) {
      run.signal.throwIfAborted();
      say(`rows, ${nth + 1} of ${settings.runs}: ${count(settings.rows)} by ${many}`);
      const paths = seriesPaths(rows, settings.rows);
      puts.push(await meter.measure(() => load.put(paths)));
      costs.push(await meter.measure(() => load.commitAll(many)));
      rows += settings.rows;
    }
  }
  say("rows: the walk, idle workers and the sizes");
  const paths = seriesPaths(0, rows);
  const directories = [...new Set(paths.map((path) => dirname(path)))];
  const walk = await meter.measure(() => askForAll(load, directories));
  const idle = await meter.measure(() => load.idle(idleMs));
  const sizes = await sizesOf(client);
  await client.end();
  const written = await expectRows(postgres, url, rows);

  const ratesOf = (many: Workers) => spreadOf((commits.get(many) ?? []).map(({ ms }) => (settings.rows / ms) * 1_000));
  const [first, ...others] = workers;
  const row = (many: Workers, what: string): Row => ({
    what,
    gleaner: withSpread(ratesOf(many), "rows/s"),
    instead: "",
    figure: ratesOf(many).median,
    figureText: `${figure(ratesOf(many).median / filesOfChunk)} commits/s`,
    goal: null,
  });
  const chunks = settings.rows / filesOfChunk;
  const all = [...commits.values()].flat();
  return {
    rows: [
      row(first, `rows into Postgres, one worker that only commits`),
      ...others.map((many) => row(many, `· ${many} workers that only commit`)),
    ],
    notes: [
      `**Rows into Postgres.** Chunks of ${filesOfChunk} new files, with made-up paths of ${figure(meanLength(paths))} letters and ${perDirectory} files a directory, committed by the code of a worker without reading a file, and meanwhile collected by the code of a coordinator, all in one process on the same cores. ${count(written)} rows in the end. Costs, of which the processor time is that of Postgres alone:`,
      costTable([
        ["row: write-ahead log", bytes(per(all, ({ walBytes }) => walBytes, settings.rows))],
        ["row: processor", microseconds(per(all, ({ processorMs }) => processorMs, settings.rows))],
        ["chunk, to put it in: write-ahead log", bytes(per(puts, ({ walBytes }) => walBytes, chunks))],
        ["chunk, to put it in: processor", microseconds(per(puts, ({ processorMs }) => processorMs, chunks))],
        ["chunk, to put it in: time, one after the other", microseconds(per(puts, ({ ms }) => ms, chunks))],
        ["chunk: room in the queue until it is deleted", bytes(sizes.queue / (rows / filesOfChunk))],
        [
          `directory of ${perDirectory} files, asked for by the walk: processor`,
          microseconds(walk.processorMs / directories.length),
        ],
        [`directory, ${directoriesAhead} at a time: time`, microseconds(walk.ms / directories.length)],
        ["idle worker, a second: processor", microseconds((idle.processorMs / Math.max(...workers) / idleMs) * 1_000)],
      ]),
      "Room of a row, with the room that tables and indexes keep free:",
      costTable([
        ...sizes.relations.map(([name, size]): [string, string] => [name, bytes(size / rows)]),
        ["**all**", bytes(sizes.relations.reduce((sum, [, size]) => sum + size, 0) / rows)],
      ]),
    ],
  };
}

class Meter {
  readonly #postgres: DurablePostgres;
  readonly #client: Client;

  constructor(postgres: DurablePostgres, client: Client) {
    this.#postgres = postgres;
    this.#client = client;
  }

  async measure(work: () => Promise<unknown>): Promise<Cost> {
    const before = await this.#read();
    await work();
    const after = await this.#read();
    return {
      ms: after.ms - before.ms,
      processorMs: after.processorMs - before.processorMs,
      walBytes: after.walBytes - before.walBytes,
    };
  }

  async #read(): Promise<Cost> {
    const { rows } = await this.#client.query<{ at: number }>(
      "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as at",
    );
    const [{ at } = { at: 0 }] = rows;
    return { walBytes: at, processorMs: await this.#postgres.processorMs(), ms: performance.now() };
  }
}

/** Asks for the known files of every directory, some at a time. */
async function askForAll({ store, lease }: CommitLoad, directories: readonly string[]): Promise<void> {
  const left = directories.values();
  const ask = async (): Promise<void> => {
    for (const directory of left) {
      const section = { directory, after: null, upTo: null, disk: "259:1 ext4 volume1" };
      await store.scans.known({ ...section, jobId: lease.jobId, resumes: null });
    }
  };
  await Promise.all(Array.from({ length: directoriesAhead }, ask));
}

interface Sizes {
  /** Tables with videos in them, and their indexes, the largest first, in bytes. */
  readonly relations: readonly (readonly [name: string, bytes: number])[];
  /** All tables of pg-boss. */
  readonly queue: number;
}

async function sizesOf(client: Client): Promise<Sizes> {
  const { rows } = await client.query<{ schema: string; name: string; bytes: number }>(
    `select nspname as schema, relname as name, pg_table_size(pg_class.oid) as bytes from pg_class
      join pg_namespace on pg_namespace.oid = relnamespace
      where relkind in ('r', 'i') and nspname in ('public', 'pgboss') order by bytes desc`,
  );
  const sum = (schema: string) => rows.filter((row) => row.schema === schema).reduce((all, row) => all + row.bytes, 0);
  const least = sum("public") / 1_000;
  const large = rows.filter((row) => row.schema === "public" && row.bytes > least);
  return { relations: large.map(({ name, bytes: size }) => [name, size] as const), queue: sum("pgboss") };
}

async function expectRows(postgres: DurablePostgres, url: string, rows: number): Promise<number> {
  const client = await postgres.connect(url);
  const { rows: counted } = await client.query<{ videos: number }>("select count(*) as videos from videos");
  await client.end();
  const videos = counted[0]?.videos ?? 0;
  if (videos !== rows) throw new Error(`${rows} rows were committed, and ${videos} are there`);
  return videos;
}

function per(costs: readonly Cost[], of: (cost: Cost) => number, each: number): number {
  return spreadOf(costs.map((cost) => of(cost) / each)).median;
}

function meanLength(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
}

function bytes(value: number): string {
  return `${count(value)} B`;
}

function microseconds(ms: number): string {
  return `${figure(ms * 1_000)} µs`;
}

function costTable(lines: readonly (readonly [what: string, cost: string])[]): string {
  return ["| | |", "| --- | ---: |", ...lines.map(([what, cost]) => `| ${what} | ${cost} |`)].join("\n");
}
