/**
 * The chunks that a worker of this process takes.
 *
 * A commit is one transaction, in this order: it completes the delivery, so that a worker that was thought dead writes
 * nothing; it writes the rows and the counts of the job, if the run still holds its lease; and it writes the report of
 * the chunk, unless the coordinator has taken the chunk back.
 */
import { randomUUID } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import { type Job as Delivery, fromKysely, type PgBoss } from "pg-boss";
import { isAllowed } from "../../../files/is-within.ts";
import type { Job, Lease } from "../../../jobs/job.ts";
import type { WorkerReport } from "../../../library/workers.ts";
import type { ChunkReport, ChunkSource, TakenChunk } from "../../../scanning/chunks/chunk.ts";
import { takesChunk, type Wishes } from "../../../scanning/chunks/takes-chunk.ts";
import type { FileStat, ScanBatch } from "../../../scanning/scan-library.ts";
import { LeaseLostMeanwhile } from "../../jobs/held-job.ts";
import { jobFromRow } from "../../jobs/job-rows.ts";
import { commitBatch } from "../../scans/commit-batch.ts";
import type { Tables } from "../../schema.ts";
import { newVideoId } from "../../videos/new-video-id.ts";
import { patiently } from "../patiently.ts";
import { postgresDifferences } from "../postgres-differences.ts";
import { postgresError } from "../postgres-error.ts";
import { affected, type ChunkData, chunkQueue, insertChunk, mostRefusals } from "./chunk-rows.ts";
import { SkippedChunks } from "./skipped-chunks.ts";
import { deleteWorker, type WorkerIdentity, writeWorker } from "./worker-rows.ts";

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

/** What a worker reads of the chunk that it takes. */
interface TakenRow {
  readonly refusals: number;
  /** JSON */
  readonly files: string;
}

type Part = Parameters<TakenChunk["commit"]>[0];

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
  /** Called after each commit. */
  readonly onCommit: () => void;
}

export class PostgresChunkSource implements ChunkSource {
  readonly #parts: Parts;
  readonly #skipped = new SkippedChunks(chunkQueue);
  /** Deliveries of chunks that were given up, which are to be ended when nobody waits. */
  #givenUp: Delivery<ChunkData>[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async take(most: number, leaves: readonly string[]): Promise<readonly TakenChunk[]> {
    const { db, boss, worker, now } = this.#parts;
    const wishes: Wishes = { only: worker.only, leaves };
    await this.#endGivenUp();
    const deliveries = await this.#calling(() => this.#fetch(most, wishes));
    const taken: TakenChunk[] = [];
    let hasGivenBack = false;
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
        const isWhole = files.every(({ path }) => isAllowed(path, worker.only));
        if (isWhole && takesChunk(wishes, files) === "takes") {
          taken.push(this.#taken(delivery, { files, refusals }));
        } else {
          await this.#giveBack(delivery, { files, refusals });
          hasGivenBack = true;
        }
      }
    }
    return taken.length === 0 && hasGivenBack ? this.take(most, leaves) : taken;
  }

  async #fetch(most: number, wishes: Wishes): Promise<readonly Delivery<ChunkData>[]> {
    const { db, boss } = this.#parts;
    const isPicky = wishes.only.length + wishes.leaves.length > 0;
    const ignoreGroups = isPicky ? await this.#skipped.waiting(db, wishes) : [];
    return boss.fetch<ChunkData>(chunkQueue, { batchSize: most, ignoreGroups });
  }

  /**
   * Puts the files for this worker into a chunk of their own, and the others into another one: all of them, if the chunk
   * came just before it was fetched.
   */
  async #giveBack(delivery: Delivery<ChunkData>, { files, refusals }: Rest): Promise<void> {
    const isHere = ({ path }: FileStat) => isAllowed(path, this.#parts.worker.only);
    const parts = [files.filter(isHere), files.filter((file) => !isHere(file))];
    const rests = parts.map((part) => ({ files: part, refusals }));
    await patiently(() => this.#commit(delivery, nothing, rests), workerPatienceMs);
  }

  async report(report: WorkerReport): Promise<void> {
    await writeWorker(this.#parts.db, this.#parts.worker, report);
  }

  async leave(): Promise<void> {
    await this.#endGivenUp();
    await deleteWorker(this.#parts.db, this.#parts.worker);
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
        patiently(async () => {
          const { videos, problems, strange } = part;
          const isEmpty = videos.length + problems.length + strange.length === 0;
          const given = isEmpty ? await this.#giveUp(delivery) : null;
          return given ?? (await this.#commit(delivery, part, restsOf(part, refusals)));
        }, workerPatienceMs),
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
    { videos, problems, failed }: Omit<Part, "left" | "strange">,
    rests: readonly Rest[],
  ): Promise<Job | null> {
    const { lease } = delivery.data;
    const left = rests.filter(({ files }) => files.length > 0);
    try {
      const { db, boss, onCommit } = this.#parts;
      const job = await postgresDifferences.inTransaction(db, async (transaction) => {
        await this.#complete(transaction, delivery);
        const now = this.#parts.now();
        const context = {
          transaction,
          differences: postgresDifferences,
          jobId: lease.jobId,
          now: now.getTime(),
          newVideoId: () => newVideoId(now),
        };
        let isReported = false;
        const report = async (seen: Job, superseded: number): Promise<void> => {
          const gaveUp = left.length > 0 && isStopped(seen);
          const handled = videos.length + problems.length;
          await this.#report(transaction, delivery, { handled, superseded, failed, gaveUp }, isStopped(seen));
          isReported = true;
        };
        const { outcome } = await commitBatch(
          context,
          lease,
          { ...emptyBatch, videos, problems },
          {
            isPart: true,
            // All workers wait for the row of the job, so as little as possible happens while it is locked.
            beforeCounts: async (seen, superseded) => {
              if (left.length === 0 || isStopped(seen)) await report(seen, superseded);
            },
          },
        );
        if (outcome.kind === "lost") throw new ChunkLost();
        const { job, superseded } = outcome;
        for (const { files, refusals } of isStopped(job) ? [] : left) {
          await insertChunk({ transaction, boss }, { id: randomUUID(), lease, files }, refusals);
        }
        if (!isReported) await report(job, superseded);
        return job;
      });
      onCommit();
      return job;
    } catch (error) {
      if (error instanceof ChunkLost || error instanceof LeaseLostMeanwhile) return null;
      throw error;
    }
  }

  /**
   * Writes the report of a chunk.
   *
   * After a cancel, all workers commit at once, one after the other, and people wait. None of them waits for the disk:
   * the end of the scan does, and with it is everything on the disk that was committed before.
   */
  async #report(
    transaction: Transaction<Tables>,
    { id }: Delivery<ChunkData>,
    report: ChunkReport,
    isStopped: boolean,
  ): Promise<void> {
    const { rows } = await sql`
      update scan_chunks set report = ${JSON.stringify(report)} where id = ${id}::uuid and report is null
      returning ${isStopped ? withoutWaiting : sql`id`}
    `.execute(transaction);
    if (rows.length === 0) throw new ChunkLost();
  }

  /**
   * Gives the files of a chunk up if their scan was cancelled. Nothing of the chunk is written, so one statement is enough,
   * and it leaves the rows of the job and of the delivery alone: other workers have results to write.
   *
   * @returns null if the scan goes on, or the chunk was taken away
   */
  async #giveUp(delivery: Delivery<ChunkData>): Promise<Job | null> {
    const { db, worker, onCommit } = this.#parts;
    const report: ChunkReport = { handled: 0, superseded: 0, failed: [], gaveUp: true };
    const { rows } = await sql<object>`
      update scan_chunks as chunk set report = ${JSON.stringify(report)} from jobs
      where chunk.id = ${delivery.id}::uuid and chunk.report is null and chunk.worker = ${worker.id}
        and jobs.id = chunk.job_id and jobs.claim = chunk.claim
        and jobs.status = 'running' and jobs.cancel_requested_at is not null
      returning jobs.*, ${withoutWaiting}
    `.execute(db);
    const [row] = rows;
    if (row === undefined) return null;
    onCommit();
    this.#givenUp.push(delivery);
    return jobFromRow(row);
  }

  /** A delivery that does not end comes once more, and is dropped then. */
  async #endGivenUp(): Promise<void> {
    const ended = this.#givenUp;
    this.#givenUp = [];
    if (ended.length > 0) await this.#parts.boss.complete(chunkQueue, ended).catch(() => {});
  }

  /** Ends the delivery. The whole delivery is handed in, and not its id, so that only its last holder can. */
  async #complete(transaction: Transaction<Tables>, delivery: Delivery<ChunkData>): Promise<void> {
    const response = await this.#parts.boss.complete(chunkQueue, delivery, null, { db: fromKysely(transaction) });
    if (affected(response) !== 1) throw new ChunkLost();
  }

  /** Calls pg-boss on a connection of its own. */
  async #calling<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      throw postgresError(error, this.#parts.name);
    }
  }
}

/** For the answer of a statement: its transaction does not wait for the disk. */
const withoutWaiting = sql`set_config('synchronous_commit', 'off', true)`;

function isStopped(job: Job): boolean {
  return job.status !== "running" || job.cancelRequestedAt !== null;
}

/** @param refusals how often the files of the chunk were refused before */
function restsOf({ left, strange }: Part, refusals: number): readonly Rest[] {
  return [
    { files: left, refusals },
    { files: strange, refusals: mostRefusals },
  ];
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
  expected: null,
};
