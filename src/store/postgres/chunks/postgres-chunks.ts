/**
 * Chunks of scans in Postgres. Own rows decide, and pg-boss delivers: the table `scan_chunks` has the files, it and the job's
 * row say whether a chunk may be committed, and pg-boss hands each chunk to one worker, and to another one when a worker
 * dies. A delivery that is gone although its chunk is open is made again.
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
import { ChunksElsewhere } from "./chunks-elsewhere.ts";
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

/**
 * How long a worker waits for a server that does not answer, in milliseconds. A worker that gave no sign of life for this
 * long has lost its chunk.
 */
const workerPatienceMs = 20_000;

/** The chunk was taken from the worker, so nothing of it may be written. The transaction must be rolled back. */
class ChunkLost extends Error {
  override readonly name = "ChunkLost";
  readonly code = "CHUNK_LOST";
}

/** A chunk as its coordinator sees it. */
interface SeenChunk {
  readonly id: string;
  /** `undelivered`: it is open, but pg-boss does not deliver it. */
  readonly state: "waiting" | "held" | "undelivered" | "reported" | "refused" | "deadly";
  /** JSON */
  readonly report: string | null;
  /** JSON; null unless the coordinator needs them. */
  readonly files: string | null;
}

/** What pg-boss delivers. The row of the chunk has everything else. */
interface ChunkData {
  readonly lease: Lease;
}

/** The report of a chunk that its coordinator has taken back. */
const takenBack: ChunkReport = { handled: 0, superseded: 0, failed: [], gaveUp: true };

/** What a worker reads of the chunk that it takes. */
interface TakenRow {
  readonly refusals: number;
  /** JSON */
  readonly files: string;
}

/** The files of a chunk, or those that are left of them. */
interface Rest {
  readonly files: readonly FileStat[];
  /** How often they were refused. */
  readonly refusals: number;
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
  /** Null if the worker is not limited to some directories. */
  readonly #elsewhere: ChunksElsewhere | null;
  /** Wake those who wait for the next commit of this process. */
  readonly #onCommit = new Set<() => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { only } = parts.worker;
    this.#elsewhere = only.length === 0 ? null : new ChunksElsewhere({ only, queue: chunkQueue });
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
    const chunks = await patiently(() => this.#read(lease));
    const of = (state: SeenChunk["state"]) => chunks.filter((chunk) => chunk.state === state);
    for (const { id } of of("undelivered")) {
      await patiently(() => this.#inTransaction((transaction) => this.#deliverAgain(transaction, { id, lease })));
    }
    const ended = [...of("reported"), ...of("refused"), ...of("deadly")];
    // In a call of its own, so that a report is not lost together with the answer of the server.
    if (ended.length > 0) await patiently(() => this.#delete(ended.map(({ id }) => id)));
    const chunkOf = ({ id, files }: SeenChunk): Chunk => ({
      id,
      lease,
      files: JSON.parse(files ?? "[]") as FileStat[],
    });
    const { job, workers } = await patiently(() => this.#jobAndWorkers(lease.jobId));
    return {
      reports: of("reported").map(({ report }) => JSON.parse(report ?? "") as ChunkReport),
      open: chunks.length - ended.length,
      held: of("held").length,
      workers,
      deadly: of("deadly").map(chunkOf),
      refused: of("refused").map(chunkOf),
      job,
    };
  }

  /** All chunks of a run, at one moment. */
  async #read(lease: Lease): Promise<readonly SeenChunk[]> {
    // A delivery that is active has a worker that is alive, or was a few seconds ago.
    const { rows } = await sql<SeenChunk>`
      select id::text as id, state, report, case when state in ('refused', 'deadly') then files end as files from (
        select chunk.id, chunk.report, chunk.files, case
          when chunk.report is not null then 'reported'
          when chunk.refusals >= ${mostRefusals} then 'refused'
          when delivery.state = 'failed' then 'deadly'
          when delivery.state = 'active' then 'held'
          when delivery.state in ('created', 'retry') then 'waiting'
          else 'undelivered' end as state
        from scan_chunks as chunk left join pgboss.job as delivery on delivery.name = ${chunkQueue} and delivery.id = chunk.id
        where ${isOf(lease)}
      ) as chunks
    `.execute(this.#parts.db);
    return rows;
  }

  async withdraw(lease: Lease, which: "waiting" | "all"): Promise<void> {
    const { db, boss } = this.#parts;
    // A worker that has died, and whose delivery waits for another one, does not have its chunk any more.
    const isWaiting = sql`(worker is null or not exists (select from pgboss.job as delivery
      where delivery.name = ${chunkQueue} and delivery.id = scan_chunks.id and delivery.state = 'active'))`;
    const { rows } = await patiently(() =>
      sql<{ id: string }>`
        update scan_chunks set report = ${JSON.stringify(takenBack)}
        where ${isOf(lease)} and report is null ${which === "waiting" ? sql`and ${isWaiting}` : sql``}
        returning id::text as id
      `.execute(db),
    );
    // After that statement, because a worker that commits holds the delivery first, and then waits for the row. A delivery
    // of a chunk that was taken back costs a worker a moment, and nothing else.
    const ids = rows.map(({ id }) => id);
    if (which === "all" && ids.length > 0) await boss.cancel(chunkQueue, ids).catch(() => {});
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
    const deliveries = await this.#calling(() => this.#fetch(most));
    const taken: TakenChunk[] = [];
    let hasDivided = false;
    for (const delivery of deliveries) {
      const { lease } = delivery.data;
      const update = sql<TakenRow>`
        update scan_chunks set worker = ${worker.id}, taken_at = ${now().getTime()}
        where id = ${delivery.id}::uuid and report is null and exists (
          select from jobs
          where id = ${lease.jobId} and claim = ${lease.claim} and status = 'running' and cancel_requested_at is null
        )
        returning refusals, files
      `;
      // A delivery that is dropped here counts as a death of this worker.
      const { rows } = await patiently(() => update.execute(db), workerPatienceMs);
      const [row] = rows;
      // Its coordinator takes the row away.
      if (row === undefined) await boss.deleteJob(chunkQueue, delivery);
      else {
        const { refusals } = row;
        const files = JSON.parse(row.files) as readonly FileStat[];
        if (this.#elsewhere === null || files.every((file) => this.#elsewhere?.isInside(file))) {
          taken.push(this.#taken(delivery, { files, refusals }));
        } else {
          await this.#divide(delivery, { files, refusals }, this.#elsewhere);
          hasDivided = true;
        }
      }
    }
    return taken.length === 0 && hasDivided ? this.take(most) : taken;
  }

  async #fetch(most: number): Promise<readonly Delivery<ChunkData>[]> {
    const { db, boss } = this.#parts;
    const ignoreGroups = await this.#elsewhere?.waiting(db);
    return boss.fetch<ChunkData>(chunkQueue, { batchSize: most, ...(ignoreGroups !== undefined && { ignoreGroups }) });
  }

  /**
   * Puts the files for this worker into a chunk of their own, and the others into another one: all of them, if the chunk
   * came just before it was fetched.
   */
  async #divide(delivery: Delivery<ChunkData>, { files, refusals }: Rest, elsewhere: ChunksElsewhere): Promise<void> {
    const parts = [files.filter((file) => elsewhere.isInside(file)), files.filter((file) => !elsewhere.isInside(file))];
    const rests = parts.map((part) => ({ files: part, refusals }));
    await patiently(() => this.#commit(delivery, nothing, rests), workerPatienceMs);
  }

  async report(report: WorkerReport): Promise<void> {
    await writeWorker(this.#parts.db, this.#parts.worker, report);
  }

  async leave(): Promise<void> {
    await deleteWorker(this.#parts.db, this.#parts.worker);
  }

  /** See `ListWorkers`. */
  workers(): Promise<readonly Worker[]> {
    return readWorkers(this.#parts.db, this.#parts.worker);
  }

  async stopped(leases: readonly Lease[]): Promise<readonly Lease[]> {
    const ids = [...new Set(leases.map(({ jobId }) => jobId))];
    const { rows } = await sql<{ id: string; claim: number }>`
      select id, claim from jobs where id = any(${ids}::text[]) and status = 'running' and cancel_requested_at is null
    `.execute(this.#parts.db);
    return leases.filter(({ jobId, claim }) => !rows.some((row) => row.id === jobId && row.claim === claim));
  }

  #taken(delivery: Delivery<ChunkData>, { files, refusals }: Rest): TakenChunk {
    const { boss } = this.#parts;
    const { lease } = delivery.data;
    return {
      id: delivery.id,
      lease,
      files,
      commit: (part) =>
        patiently(() => this.#commit(delivery, part, [{ files: part.left, refusals }]), workerPatienceMs),
      refuse: async () => {
        const rests = [{ files, refusals: refusals + 1 }];
        await patiently(() => this.#commit(delivery, nothing, rests), workerPatienceMs);
      },
      keep: async () => affected(await this.#calling(() => boss.touch(chunkQueue, delivery))) === 1,
    };
  }

  /** @param rests files that other workers get, unless the scan is told to stop */
  async #commit(
    delivery: Delivery<ChunkData>,
    { videos, problems, failed }: Omit<Parameters<TakenChunk["commit"]>[0], "left">,
    rests: readonly Rest[],
  ): Promise<Job | null> {
    const { lease } = delivery.data;
    const left = rests.filter(({ files }) => files.length > 0);
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
        for (const { files, refusals } of isStopped ? [] : left) {
          await this.#insert(transaction, { id: randomUUID(), lease, files }, refusals);
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

  /** The chunk waits for a worker, or after too many refusals for the coordinator. */
  async #insert(transaction: Transaction<Tables>, { id, lease, files }: Chunk, refusals = 0): Promise<void> {
    await sql`
      insert into scan_chunks (id, job_id, claim, refusals, files)
      values (${id}::uuid, ${lease.jobId}, ${lease.claim}, ${refusals}, ${JSON.stringify(files)})
      on conflict do nothing
    `.execute(transaction);
    if (refusals < mostRefusals) await this.#deliver(transaction, { id, lease });
  }

  /** Does nothing if the chunk has a delivery. */
  async #deliver(transaction: Transaction<Tables>, { id, lease }: Omit<Chunk, "files">): Promise<void> {
    const data: ChunkData = { lease };
    // A group of its own: see `ChunksElsewhere`.
    const options = { id, group: { id }, db: fromKysely(transaction) };
    await this.#parts.boss.send(chunkQueue, data, options);
  }

  /** For a chunk whose delivery was deleted, or has ended without a report: by a person, or because it was very old. */
  async #deliverAgain(transaction: Transaction<Tables>, chunk: Omit<Chunk, "files">): Promise<void> {
    await this.#parts.boss.deleteJob(chunkQueue, chunk.id, { db: fromKysely(transaction) });
    await this.#deliver(transaction, chunk);
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

  async #jobAndWorkers(id: string): Promise<{ readonly job: Job | null; readonly workers: number }> {
    const { db } = this.#parts;
    const ofJob = db.selectFrom("jobs").selectAll().select(workersAlive.as("workers")).where("id", "=", id);
    const row = await ofJob.executeTakeFirst();
    return { job: row === undefined ? null : jobFromRow(row), workers: row?.workers ?? 0 };
  }
}

function isOf({ jobId, claim }: Lease) {
  return sql`job_id = ${jobId} and claim = ${claim}`;
}

/** The number of jobs that a call of pg-boss changed. Its types leave it out. */
function affected(response: CommandResponse): number {
  return (response as { readonly affected: number }).affected;
}

/** Nothing of a chunk. */
const nothing = { videos: [], problems: [], failed: [] } as const;

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
