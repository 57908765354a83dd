/**
 * Measures a cancel across processes: a server coordinates the scan, workers read the files, and a client cancels at
 * another server. Measured from sending the request until a client that waits at that other server has read that the scan
 * is cancelled, so with everything that was read by then in the library.
 *
 * The cancel comes at a random moment after all workers have begun to read.
 */
import { deepStrictEqual } from "node:assert";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { openPostgresLibrary } from "../../test/postgres/postgres-rows.ts";
import type { BenchRun, Findings } from "../bench-run.ts";
import { changeEach, madeAt } from "../make-trees.ts";
import type { MeasuredServer } from "../measured-server.ts";
import type { DurablePostgres } from "../postgres/durable-postgres.ts";
import { startServer, startWorker } from "../postgres/processes.ts";
import { count, figure } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { quantile } from "../statistics.ts";

const promptness: Goal = { better: "lower", reach: 100, goFor: 30 };

/** More than the workers read before the last cancel. */
const files = 4_000;
/** Within so many milliseconds after all workers have files comes the cancel. */
const withinMs = 100;
/** How many workers read the scan that is cancelled, each with as many probers as here: all together keep the cores busy. */
const few = 2;
const many = 8;
const probers = 1;

interface Cancels {
  /** Until the client at the other server knows, in milliseconds. */
  readonly toCancelled: number[];
  /** Until a client at the server that coordinates knows. */
  readonly toCancelledThere: number[];
  /** Until the cancel was answered. */
  readonly toAnswer: number[];
  /** A round trip to the database just before. */
  readonly pings: number[];
}

export async function measureCancelOnAnotherServer(run: BenchRun, postgres: DurablePostgres): Promise<Findings> {
  const quiet = await cancelMany(run, postgres, few);
  const busy = await cancelMany(run, postgres, many);
  const { settings } = run;
  return {
    rows: [
      row(`cancel on another server, ${few} workers, p99 of ${count(settings.cancels)}`, quiet),
      row(`cancel on another server, ${many} workers, p99 of ${count(settings.cancels)}`, busy),
    ],
    notes: [
      `**Cancel.** Two servers that read no files, and ${few} or ${many} workers with ${probers} prober each, all on this machine. One server coordinates a scan of ${count(files)} changed files. \`POST /api/v1/jobs/{id}/cancel\` goes to the other server, up to ${withinMs} ms after all workers have files, so that all of them have to write some; the time ends when \`GET /api/v1/jobs/{id}/wait\` at that server has brought the job as \`cancelled\`. ${inWords("At the server that coordinates", quiet.toCancelledThere, busy.toCancelledThere)}; ${inWords("the cancel itself was answered", quiet.toAnswer, busy.toAnswer)}. \`select 1\` is a round trip to Postgres just before each cancel. After every cancel, the counts of the scan were compared with its rows: always equal.`,
    ],
  };
}

function row(what: string, { toCancelled, pings }: Cancels): Row {
  const p99 = quantile(toCancelled, 0.99);
  return {
    what,
    gleaner: `p50 ${figure(quantile(toCancelled, 0.5))}, p90 ${figure(quantile(toCancelled, 0.9))}, max ${figure(quantile(toCancelled, 1))} ms`,
    instead: `select 1: p50 ${figure(quantile(pings, 0.5))}, p99 ${figure(quantile(pings, 0.99))} ms`,
    figure: p99,
    figureText: `${figure(p99)} ms`,
    goal: promptness,
  };
}

function inWords(what: string, quiet: readonly number[], busy: readonly number[]): string {
  const [one, other] = [quiet, busy].map(
    (times) => `p50 ${figure(quantile(times, 0.5))}, p99 ${figure(quantile(times, 0.99))} ms`,
  );
  return `${what}: ${one} with ${few} workers, ${other} with ${many}`;
}

async function cancelMany(run: BenchRun, postgres: DurablePostgres, workers: number): Promise<Cancels> {
  const { settings, workspace, say } = run;
  const tree = await workspace.tree("links", files);
  const url = await postgres.createDatabase();
  await using processes = new AsyncDisposableStack();
  const coordinator = processes.use(await startServer(run, url));
  const other = processes.use(await startServer(run, url));
  for (let nth = 0; nth < workers; nth++) processes.use(await startWorker(run, url, { probers }));
  const client = await postgres.connect(url);
  processes.defer(() => client.end());
  const library = openPostgresLibrary(url);
  processes.defer(() => library.close());

  say(`cancel, ${workers} workers: one scan to warm up`);
  await coordinator.scan(tree.root);
  const cancels: Cancels = { toCancelled: [], toCancelledThere: [], toAnswer: [], pings: [] };
  for (let nth = 1; cancels.toCancelled.length < settings.cancels; nth++) {
    changeEach(tree, new Date(madeAt.getTime() + nth * 1_000));
    const jobId = await coordinator.startScan(tree.root);
    // Only a busy machine keeps a worker from its files so long that the others have read all of them.
    if (!(await allRead(client, jobId, workers))) continue;
    await cancelOne({ jobId, coordinator, other, client }, cancels);
    const { counted, rows } = await library.countsAndRowsOf(jobId);
    deepStrictEqual(counted, rows);
    const done = cancels.toCancelled.length;
    if (done % 50 === 0) say(`cancel, ${workers} workers: ${done} of ${settings.cancels} done`);
  }
  return cancels;
}

interface RunningScan {
  readonly jobId: string;
  readonly coordinator: MeasuredServer;
  readonly other: MeasuredServer;
  readonly client: Client;
}

async function cancelOne({ jobId, coordinator, other, client }: RunningScan, cancels: Cancels): Promise<void> {
  const ends = [other, coordinator].map(async (server) => {
    const { status } = await server.ended(jobId);
    return { status, at: performance.now() };
  });
  await delay(Math.random() * withinMs);
  const pingedAt = performance.now();
  await client.query("select 1");
  const startedAt = performance.now();
  const { status } = await other.call("POST", `/api/v1/jobs/${jobId}/cancel`);
  const answeredAt = performance.now();
  const [here, there] = await Promise.all(ends);
  if (status !== 200 || here?.status !== "cancelled" || there?.status !== "cancelled") {
    throw new Error(`A cancel was answered with ${status}, and the scan ended ${here?.status}`);
  }
  cancels.toCancelled.push(here.at - startedAt);
  cancels.toCancelledThere.push(there.at - startedAt);
  cancels.toAnswer.push(answeredAt - startedAt);
  cancels.pings.push(startedAt - pingedAt);
}

/** Waits until so many workers have files of the scan. @returns false if the scan has ended before */
async function allRead(client: Client, jobId: string, workers: number): Promise<boolean> {
  const query = `select status, (select count(distinct worker) from scan_chunks where job_id = jobs.id and report is null)
    as busy from jobs where id = $1`;
  for (;;) {
    const { rows } = await client.query<{ status: string; busy: number }>(query, [jobId]);
    const [{ status, busy } = { status: "gone", busy: 0 }] = rows;
    if (busy >= workers) return true;
    if (status !== "running" && status !== "pending") return false;
    await delay(5);
  }
}
