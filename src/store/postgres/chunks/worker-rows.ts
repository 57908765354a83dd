/** The rows of `scan_workers`. All times are of the clock of the server, as those of leases. */
import { type Kysely, sql } from "kysely";
import type { LeftPath, Worker, WorkerReport } from "../../../library/workers.ts";
import type { Wishes } from "../../../scanning/chunks/takes-chunk.ts";
import type { Tables } from "../../schema.ts";
import { postgresDifferences } from "../postgres-differences.ts";

/** A worker as it knows itself. */
export type WorkerIdentity = Pick<Worker, "id" | "host" | "pid" | "version" | "pathMap" | "only">;

/** A worker that gave no sign of life for so long counts as silent, in milliseconds. */
const silentMs = 10_000;
/** A silent worker is forgotten after so long, in milliseconds. */
const forgottenMs = 3_600_000;

const now = postgresDifferences.serverTime ?? sql<number>`0`;

export async function writeWorker(db: Kysely<Tables>, worker: WorkerIdentity, report: WorkerReport): Promise<void> {
  const { id, host, pid, version, pathMap, only } = worker;
  const { state, jobId, problems, leaves } = report;
  await sql`
    insert into scan_workers as old (id, host, pid, version, path_map, only_directories, state, job_id, problems, leaves,
      since, started_at, seen_at)
    values (${id}::uuid, ${host}, ${pid}, ${version}, ${JSON.stringify(pathMap)}, ${JSON.stringify(only)}, ${state},
      ${jobId}, ${JSON.stringify(problems)}, ${JSON.stringify(leaves)}, ${now}, ${now}, ${now})
    on conflict (id) do update set state = excluded.state, job_id = excluded.job_id, problems = excluded.problems,
      leaves = excluded.leaves, seen_at = excluded.seen_at,
      since = case when old.state = excluded.state and old.job_id is not distinct from excluded.job_id then old.since
        else excluded.since end
  `.execute(db);
}

export async function deleteWorker(db: Kysely<Tables>, { id }: WorkerIdentity): Promise<void> {
  await sql`delete from scan_workers where id = ${id}::uuid`.execute(db);
}

export async function forgetSilentWorkers(db: Kysely<Tables>): Promise<void> {
  await sql`delete from scan_workers where seen_at < ${now} - ${forgottenMs}`.execute(db);
}

/** The number of workers that are not silent. */
export const workersAlive = sql<number>`(select count(*) from scan_workers where seen_at >= ${now} - ${silentMs})`;

/** The workers that are not silent and leave files alone, as JSON; null if there are none. */
export const workersThatLeave = sql<string | null>`(
  select json_agg(json_build_object('host', host, 'pid', pid, 'leaves', leaves::json))::text
  from scan_workers where leaves <> '[]' and seen_at >= ${now} - ${silentMs}
)`;

/** What each worker wants that is not silent. */
export async function readWishes(db: Kysely<Tables>): Promise<readonly Wishes[]> {
  const { rows } = await sql<{ only_directories: string; leaves: string }>`
    select only_directories, leaves from scan_workers where seen_at >= ${now} - ${silentMs}`.execute(db);
  return rows.map((row) => ({
    only: JSON.parse(row.only_directories) as string[],
    leaves: (JSON.parse(row.leaves) as LeftPath[]).map(({ directory }) => directory),
  }));
}

interface WorkerRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly path_map: string;
  readonly only_directories: string;
  readonly state: WorkerReport["state"];
  readonly job_id: string | null;
  readonly problems: string;
  readonly leaves: string;
  readonly since: number;
  readonly seen_at: number;
  readonly silent_ms: number;
}

/** All workers that are not forgotten, the oldest first. @param here the worker of this process */
export async function readWorkers(db: Kysely<Tables>, here: WorkerIdentity): Promise<readonly Worker[]> {
  const { rows } = await sql<WorkerRow>`
    select *, ${now} - seen_at as silent_ms from scan_workers where seen_at >= ${now} - ${forgottenMs}
    order by started_at, id
  `.execute(db);
  return rows.map((row) => {
    const isSilent = row.silent_ms > silentMs;
    return {
      id: row.id,
      host: row.host,
      pid: row.pid,
      version: row.version,
      pathMap: JSON.parse(row.path_map) as string[],
      only: JSON.parse(row.only_directories) as string[],
      isHere: row.id === here.id,
      state: isSilent ? "silent" : row.state,
      jobId: isSilent ? null : row.job_id,
      problems: JSON.parse(row.problems) as string[],
      leaves: isSilent ? [] : (JSON.parse(row.leaves) as LeftPath[]),
      since: new Date(isSilent ? row.seen_at : row.since),
    };
  });
}
