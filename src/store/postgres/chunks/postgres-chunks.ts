/**
 * Chunks of scans in Postgres. Own rows decide, and pg-boss delivers: the table `scan_chunks` and the job's row say whether
 * a chunk may be committed, and pg-boss hands each chunk to one worker, and to another one when a worker dies.
 *
 * A commit is one transaction, in this order: it completes the delivery, so that a worker that was thought dead writes
 * nothing; it writes the rows and the counts of the job, if the run still holds its lease; and it writes the report of
 * the chunk, unless the coordinator has taken the chunk back.
 */
import { randomUUID } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import { type CommandResponse, type Job as Delivery, fromKysely, type PgBoss } from "pg-boss";
import type { Job, Lease } from "../../../jobs/job.ts";
import type { Worker, WorkerReport } from "../../../library/workers.ts";
import type { Chunk, ChunkBoard, ChunkReport, ChunkSource, TakenChunk } from "../../../scanning/chunks/chunk.ts";
import type { FileStat, ScanBatch } from "../../../scanning/scan-library.ts";
import { jobFromRow } from "../../jobs/job-rows.ts";
import { commitBatch, LeaseLostMeanwhile } from "../../scans/commit-batch.ts";
import type { Tables } from "../../schema.ts";
import { newVideoId } from "../../videos/new-video-id.ts";
import { patiently } from "../patiently.ts";
import { postgresDifferences } from "../postgres-differences.ts";
import { postgresError } from "../postgres-error.ts";
import {
  deleteWorker,
  forgetSilentWorkers,
  readWorkers,
  type WorkerIdentity,
  workersAlive,
  writeWorker,
} from "./worker-rows.ts";

/** The queue of chunks. */
export const chunkQueue = "chunks";

/** After so many refusals, the coordinator probes the files of a chunk. */
const mostRefusals = 4;

/** The chunk was taken from the worker, so nothing of it may be written. The transaction must be rolled back. */
class ChunkLost extends Error {
  override readonly name = "ChunkLost";
  readonly code = "CHUNK_LOST";
}

/** A chunk that is no longer with workers. */
interface EndedChunk {
  readonly id: string;
  readonly end: "reported" | "refused" | "deadly";
  /** JSON */
  readonly report: string | null;
  /** JSON */
  readonly files: string | null;
}

/** What pg-boss delivers. */
interface ChunkData {
  readonly lease: Lease;
  readonly files: readonly FileStat[];
}

interface Parts {
  readonly db: Kysely<Tables>;
  readonly boss: PgBoss;
  /** The database in messages. */
  readonly name: string;
  readonly worker: WorkerIdentity;
  readonly now: () => Date;
}

export class PostgresChunks implements ChunkBoard, ChunkSource {
  readonly #parts: Parts;
  /** Wake those who wait for the next commit of this process. */
  readonly #onCommit = new Set<() => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Deletes chunks of runs that are over, and workers that are gone. */
  async deleteLeftovers(): Promise<void> {
    await forgetSilentWorkers(this.#parts.db);
    await sql`
      delete from scan_chunks as chunk where not exists (
        select from jobs where jobs.id = chunk.job_id and jobs.claim = chunk.claim and jobs.status = 'running'
      )
    `.execute(this.#parts.db);
  }

  async put(chunk: Chunk): Promise<void> {
    await patiently(() => this.#inTransaction((transaction) => this.#insert(transaction, chunk)));
  }

  async collect(lease: Lease): ReturnType<ChunkBoard["collect"]> {
    const { open, held, workers, ended, job } = await patiently(() => this.#read(lease));
    // In a call of its own, so that a report is not lost together with the answer of the server.
    if (ended.length > 0) await patiently(() => this.#delete(ended.map(({ id }) => id)));
    const chunkOf = ({ id, files }: EndedChunk): Chunk => ({
      id,
      lease,
      files: JSON.parse(files ?? "[]") as FileStat[],
    });
    return {
      reports: ended.flatMap(({ report }) => (report === null ? [] : [JSON.parse(report) as ChunkReport])),
      open,
      held,
      workers,
      deadly: ended.filter(({ end }) => end === "deadly").map(chunkOf),
      refused: ended.filter(({ end }) => end === "refused").map(chunkOf),
      job,
    };
  }

  async #read(lease: Lease) {
    const { db } = this.#parts;
    const { rows } = await sql<EndedChunk>`
      select chunk.id::text as id, chunk.report, coalesce(chunk.refused_files, (delivery.data -> 'files')::text) as files,
        case when chunk.report is not null then 'reported' when chunk.refused_files is not null then 'refused' else 'deadly' end
          as end
      from scan_chunks as chunk left join pgboss.job as delivery on delivery.name = ${chunkQueue} and delivery.id = chunk.id
      where ${isOf(lease)} and (report is not null or refused_files is not null or delivery.state = 'failed')
    `.execute(db);
    // A delivery that is active has a worker that is alive, or was a few seconds ago.
    const { rows: counted } = await sql<{ all: number; held: number; workers: number }>`
      select count(*) as all, count(*) filter (where chunk.report is null and delivery.state = 'active') as held,
        ${workersAlive} as workers
      from scan_chunks as chunk left join pgboss.job as delivery on delivery.name = ${chunkQueue} and delivery.id = chunk.id
      where ${isOf(lease)}
    `.execute(db);
    const [{ all, held, workers } = { all: 0, held: 0, workers: 0 }] = counted;
    return { ended: rows, open: all - rows.length, held, workers, job: await this.#job(lease.jobId) };
  }

  async withdraw(lease: Lease, which: "waiting" | "all"): Promise<number> {
    const { db, boss } = this.#parts;
    const { rows } = await patiently(() =>
      sql<{ id: string }>`
        select id::text as id from scan_chunks
        where ${isOf(lease)} and report is null ${which === "waiting" ? sql`and worker is null` : sql``}
      `.execute(db),
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await patiently(() =>
      sql`
        delete from scan_chunks
        where id = any(${ids}::uuid[]) and report is null ${which === "waiting" ? sql`and worker is null` : sql``}
      `.execute(db),
    );
    // After that statement, because a worker that commits holds the delivery first, and then waits for the row. A delivery
    // without a row costs a worker a moment, and nothing else.
    if (which === "all") await boss.cancel(chunkQueue, ids).catch(() => {});
    return ids.length;
  }

  async nextCommitHere(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onCommit.add(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    this.#onCommit.delete(resolve);
  }

  async take(most: number): Promise<readonly TakenChunk[]> {
    const { db, boss, worker, now } = this.#parts;
    const deliveries = await this.#calling(() => boss.fetch<ChunkData>(chunkQueue, { batchSize: most }));
    const taken: TakenChunk[] = [];
    for (const delivery of deliveries) {
      const { lease } = delivery.data;
      const update = sql<{ refusals: number }>`
        update scan_chunks set worker = ${worker.id}, taken_at = ${now().getTime()}
        where id = ${delivery.id}::uuid and report is null and exists (
          select from jobs
          where id = ${lease.jobId} and claim = ${lease.claim} and status = 'running' and cancel_requested_at is null
        )
        returning refusals
      `;
      // A delivery that is dropped here counts as a death of this worker.
      const { rows } = await patiently(() => update.execute(db));
      const [row] = rows;
      // Its coordinator takes the row away.
      if (row === undefined) await boss.deleteJob(chunkQueue, delivery);
      else taken.push(this.#taken(delivery, row.refusals));
    }
    return taken;
  }

  async report(report: WorkerReport): Promise<void> {
    await writeWorker(this.#parts.db, this.#parts.worker, report);
  }

  async leave(): Promise<void> {
    await deleteWorker(this.#parts.db, this.#parts.worker);
  }

  /** See `ListWorkers`. */
  workers(): Promise<readonly Worker[]> {
    return readWorkers(this.#parts.db);
  }

  async stopped(leases: readonly Lease[]): Promise<readonly Lease[]> {
    const ids = [...new Set(leases.map(({ jobId }) => jobId))];
    const { rows } = await sql<{ id: string; claim: number }>`
      select id, claim from jobs where id = any(${ids}::text[]) and status = 'running' and cancel_requested_at is null
    `.execute(this.#parts.db);
    return leases.filter(({ jobId, claim }) => !rows.some((row) => row.id === jobId && row.claim === claim));
  }

  #taken(delivery: Delivery<ChunkData>, refusals: number): TakenChunk {
    const { boss } = this.#parts;
    const { lease, files } = delivery.data;
    return {
      id: delivery.id,
      lease,
      files,
      commit: (part) => patiently(() => this.#commit(delivery, part, refusals)),
      refuse: async () => {
        const nothing = { videos: [], problems: [], failed: [], left: files };
        await patiently(() => this.#commit(delivery, nothing, refusals + 1));
      },
      keep: async () => affected(await this.#calling(() => boss.touch(chunkQueue, delivery))) === 1,
    };
  }

  /** @param refusals how often the rest of the chunk was refused */
  async #commit(
    delivery: Delivery<ChunkData>,
    part: Parameters<TakenChunk["commit"]>[0],
    refusals: number,
  ): Promise<Job | null> {
    const { videos, problems, left, failed } = part;
    const { lease } = delivery.data;
    try {
      const job = await this.#inTransaction(async (transaction) => {
        await this.#complete(transaction, delivery);
        const now = this.#parts.now();
        const context = {
          transaction,
          differences: postgresDifferences,
          jobId: lease.jobId,
          now: now.getTime(),
          newVideoId: () => newVideoId(now),
          locked: null,
        };
        const { outcome } = await commitBatch(context, lease, { ...emptyBatch, videos, problems }, { isPart: true });
        if (outcome.kind === "lost") throw new ChunkLost();
        const { job, superseded } = outcome;
        const isStopped = job.status !== "running" || job.cancelRequestedAt !== null;
        // Of a scan that goes on, another worker gets the rest.
        if (left.length > 0 && !isStopped) {
          await this.#insert(transaction, { id: randomUUID(), lease, files: left }, refusals);
        }
        const handled = videos.length + problems.length;
        const report: ChunkReport = { handled, superseded, failed, gaveUp: left.length > 0 && isStopped };
        const { rows } = await sql`
          update scan_chunks set report = ${JSON.stringify(report)}
          where id = ${delivery.id}::uuid and report is null returning id
        `.execute(transaction);
        if (rows.length === 0) throw new ChunkLost();
        return job;
      });
      for (const wake of this.#onCommit) wake();
      return job;
    } catch (error) {
      if (error instanceof ChunkLost || error instanceof LeaseLostMeanwhile) return null;
      throw error;
    }
  }

  /** Ends the delivery. The whole delivery is handed in, and not its id, so that only its last holder can. */
  async #complete(transaction: Transaction<Tables>, delivery: Delivery<ChunkData>): Promise<void> {
    const response = await this.#parts.boss.complete(chunkQueue, delivery, null, { db: fromKysely(transaction) });
    if (affected(response) !== 1) throw new ChunkLost();
  }

  /** Waits for a worker, or after too many refusals for the coordinator. */
  async #insert(transaction: Transaction<Tables>, { id, lease, files }: Chunk, refusals = 0): Promise<void> {
    const isForWorkers = refusals < mostRefusals;
    const refused = isForWorkers ? null : JSON.stringify(files);
    await sql`
      insert into scan_chunks (id, job_id, claim, refusals, refused_files)
      values (${id}::uuid, ${lease.jobId}, ${lease.claim}, ${refusals}, ${refused})
      on conflict do nothing
    `.execute(transaction);
    const data: ChunkData = { lease, files };
    if (isForWorkers) await this.#parts.boss.send(chunkQueue, data, { id, db: fromKysely(transaction) });
  }

  #inTransaction<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return postgresDifferences.inTransaction(this.#parts.db, work);
  }

  /** Calls pg-boss on a connection of its own. */
  async #calling<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      throw postgresError(error, this.#parts.name);
    }
  }

  async #delete(ids: readonly string[]): Promise<void> {
    await sql`delete from scan_chunks where id = any(${ids}::uuid[])`.execute(this.#parts.db);
  }

  async #job(id: string): Promise<Job | null> {
    const row = await this.#parts.db.selectFrom("jobs").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : jobFromRow(row);
  }
}

function isOf({ jobId, claim }: Lease) {
  return sql`job_id = ${jobId} and claim = ${claim}`;
}

/** The number of jobs that a call of pg-boss changed. Its types leave it out. */
function affected(response: CommandResponse): number {
  return (response as { readonly affected: number }).affected;
}

const emptyBatch: ScanBatch = {
  videos: [],
  problems: [],
  present: [],
  missing: [],
  goneProblems: [],
  found: 0,
  skipped: 0,
  unreadable: 0,
  progress: null,
};
