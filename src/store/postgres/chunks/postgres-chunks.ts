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
import type { Chunk, ChunkBoard, ChunkReport, ChunkSource, TakenChunk } from "../../../scanning/chunks/chunk.ts";
import type { FileStat, ScanBatch } from "../../../scanning/scan-library.ts";
import { jobFromRow } from "../../jobs/job-rows.ts";
import { commitBatch, LeaseLostMeanwhile } from "../../scans/commit-batch.ts";
import type { Tables } from "../../schema.ts";
import { newVideoId } from "../../videos/new-video-id.ts";
import { postgresDifferences } from "../postgres-differences.ts";

/** The queue of chunks. */
export const chunkQueue = "chunks";

/** After so many refusals, the coordinator probes the files of a chunk. */
const mostRefusals = 2;

/** The chunk was taken from the worker, so nothing of it may be written. The transaction must be rolled back. */
class ChunkLost extends Error {
  override readonly name = "ChunkLost";
  readonly code = "CHUNK_LOST";
}

/** What pg-boss delivers. */
interface ChunkData {
  readonly lease: Lease;
  readonly files: readonly FileStat[];
}

interface Parts {
  readonly db: Kysely<Tables>;
  readonly boss: PgBoss;
  /** How this process is shown to people. */
  readonly worker: string;
  readonly now: () => Date;
}

export class PostgresChunks implements ChunkBoard, ChunkSource {
  readonly #parts: Parts;
  #committedHere = Promise.withResolvers<void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Deletes chunks of runs that are over. */
  async deleteLeftovers(): Promise<void> {
    await sql`
      delete from scan_chunks as chunk where not exists (
        select from jobs where jobs.id = chunk.job_id and jobs.claim = chunk.claim and jobs.status = 'running'
      )
    `.execute(this.#parts.db);
  }

  async put(chunk: Chunk): Promise<void> {
    await this.#inTransaction((transaction) => this.#insert(transaction, chunk));
  }

  async collect(lease: Lease): ReturnType<ChunkBoard["collect"]> {
    const { db, boss } = this.#parts;
    const { rows } = await sql<{ report: string }>`
      delete from scan_chunks where ${isOf(lease)} and report is not null returning report
    `.execute(db);
    const { rows: refused } = await sql<{ id: string; files: string }>`
      delete from scan_chunks where ${isOf(lease)} and refused_files is not null returning id::text as id, refused_files as files
    `.execute(db);
    const [left] = (
      await sql<{ open: number; deadly: string[] | null }>`
        select count(*) as open,
          array_agg(chunk.id::text) filter (where delivery.state in ('failed', 'cancelled')) as deadly
        from scan_chunks as chunk
        left join pgboss.job as delivery on delivery.name = ${chunkQueue} and delivery.id = chunk.id
        where chunk.job_id = ${lease.jobId} and chunk.claim = ${lease.claim}
      `.execute(db)
    ).rows;
    const deadly: Chunk[] = [];
    for (const id of left?.deadly ?? []) {
      const [delivery] = await boss.findJobs<ChunkData>(chunkQueue, { id });
      const { rows: taken } =
        await sql`delete from scan_chunks where id = ${id}::uuid and report is null returning id`.execute(db);
      if (delivery !== undefined && taken.length > 0) deadly.push({ id, ...delivery.data });
    }
    const job = await this.#job(lease.jobId);
    const reports = rows.map(({ report }): ChunkReport => JSON.parse(report));
    return {
      reports,
      open: Number(left?.open ?? 0) - deadly.length,
      deadly,
      refused: refused.map(({ id, files }): Chunk => ({ id, lease, files: JSON.parse(files) })),
      job,
    };
  }

  async withdraw(lease: Lease, which: "waiting" | "all"): Promise<number> {
    const { db, boss } = this.#parts;
    const { rows } = await sql<{ id: string }>`
      delete from scan_chunks where ${isOf(lease)} and report is null ${which === "waiting" ? sql`and worker is null` : sql``}
      returning id::text as id
    `.execute(db);
    // After that statement: a worker that commits holds the delivery first, and then waits for the row.
    if (rows.length > 0)
      await boss.cancel(
        chunkQueue,
        rows.map(({ id }) => id),
      );
    return rows.length;
  }

  nextCommitHere(): Promise<void> {
    return this.#committedHere.promise;
  }

  async take(most: number): Promise<readonly TakenChunk[]> {
    const { db, boss, worker, now } = this.#parts;
    const deliveries = await boss.fetch<ChunkData>(chunkQueue, { batchSize: most });
    const taken: TakenChunk[] = [];
    for (const delivery of deliveries) {
      const { lease } = delivery.data;
      const { rows } = await sql<{ refusals: number }>`
        update scan_chunks set worker = ${worker}, taken_at = ${now().getTime()}
        where id = ${delivery.id}::uuid and report is null and exists (
          select from jobs
          where id = ${lease.jobId} and claim = ${lease.claim} and status = 'running' and cancel_requested_at is null
        )
        returning refusals
      `.execute(db);
      const [row] = rows;
      // Its coordinator takes the row away.
      if (row === undefined) await boss.deleteJob(chunkQueue, delivery);
      else taken.push(this.#taken(delivery, Number(row.refusals)));
    }
    return taken;
  }

  async stopped(leases: readonly Lease[]): Promise<readonly Lease[]> {
    const ids = [...new Set(leases.map(({ jobId }) => jobId))];
    const { rows } = await sql<{ id: string; claim: number }>`
      select id, claim from jobs where id = any(${ids}::text[]) and status = 'running' and cancel_requested_at is null
    `.execute(this.#parts.db);
    return leases.filter(({ jobId, claim }) => !rows.some((row) => row.id === jobId && Number(row.claim) === claim));
  }

  #taken(delivery: Delivery<ChunkData>, refusals: number): TakenChunk {
    const { boss } = this.#parts;
    const { lease, files } = delivery.data;
    return {
      id: delivery.id,
      lease,
      files,
      commit: (part) => this.#commit(delivery, part, refusals),
      refuse: async () => {
        await this.#commit(delivery, { videos: [], problems: [], failed: [], left: files }, refusals + 1);
      },
      keep: async () => affected(await boss.touch(chunkQueue, delivery)) === 1,
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
      this.#committedHere.resolve();
      this.#committedHere = Promise.withResolvers();
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
    `.execute(transaction);
    const data: ChunkData = { lease, files };
    if (isForWorkers) await this.#parts.boss.send(chunkQueue, data, { id, db: fromKysely(transaction) });
  }

  #inTransaction<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return postgresDifferences.inTransaction(this.#parts.db, work);
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
