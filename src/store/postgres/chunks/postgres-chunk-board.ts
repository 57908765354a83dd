import { type Kysely, sql } from "kysely";
import type { PgBoss } from "pg-boss";
import type { Job, Lease } from "../../../jobs/job.ts";
import type { Chunk, ChunkBoard, ChunkReport, LeavingWorker } from "../../../scanning/chunks/chunk.ts";
import { isLeftByAll } from "../../../scanning/chunks/takes-chunk.ts";
import type { FileStat } from "../../../scanning/scan-library.ts";
import { jobFromRow } from "../../jobs/job-rows.ts";
import type { Tables } from "../../schema.ts";
import { patiently } from "../patiently.ts";
import { postgresDifferences } from "../postgres-differences.ts";
import { chunkQueue, deliverAgain, insertChunk, mostRefusals } from "./chunk-rows.ts";
import { readWishes, workersAlive, workersThatLeave } from "./worker-rows.ts";

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

/** When the deliveries of chunks that were taken back are deleted, in milliseconds. */
const laterMs = 300;

/** The report of a chunk that its coordinator has taken back. */
const takenBack: ChunkReport = { handled: 0, superseded: 0, failed: [], gaveUp: true };

interface Parts {
  readonly db: Kysely<Tables>;
  readonly boss: PgBoss;
}

/** The chunks of scans that this process coordinates. */
export class PostgresChunkBoard implements ChunkBoard {
  readonly #parts: Parts;
  /** Wake those who wait for the next commit of this process. */
  readonly #onCommit = new Set<() => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async put(chunk: Chunk): Promise<void> {
    const { db, boss } = this.#parts;
    await patiently(() =>
      postgresDifferences.inTransaction(db, (transaction) => insertChunk({ transaction, boss }, chunk)),
    );
  }

  async collect(
    lease: Lease,
    { isStopped = false }: { readonly isStopped?: boolean } = {},
  ): ReturnType<ChunkBoard["collect"]> {
    const { db, boss } = this.#parts;
    const chunks = await patiently(() => this.#read(lease));
    const of = (state: SeenChunk["state"]) => chunks.filter((chunk) => chunk.state === state);
    for (const { id } of of("undelivered")) {
      const again = { id, lease };
      await patiently(() =>
        postgresDifferences.inTransaction(db, (transaction) => deliverAgain({ transaction, boss }, again)),
      );
    }
    const ended = [...of("reported"), ...of("refused"), ...of("deadly")];
    // In a call of its own, so that a report is not lost together with the answer of the server.
    if (ended.length > 0) await patiently(() => this.#delete(ended.map(({ id }) => id)));
    const chunkOf = ({ id, files }: SeenChunk): Chunk => ({
      id,
      lease,
      files: JSON.parse(files ?? "[]") as FileStat[],
    });
    const { job, workers, leaving } = isStopped
      ? { job: null, workers: 0, leaving: [] }
      : await patiently(() => this.#jobAndWorkers(lease.jobId));
    const mayBeLeft = leaving.length > 0 && of("waiting").length > 0;
    const left = mayBeLeft ? await patiently(() => this.#takeLeftByAll(lease)) : [];
    return {
      reports: of("reported").map(({ report }) => JSON.parse(report ?? "") as ChunkReport),
      open: chunks.length - ended.length - left.length,
      held: of("held").length,
      workers,
      leaving,
      deadly: of("deadly").map(chunkOf),
      refused: [...of("refused"), ...left].map(chunkOf),
      job,
    };
  }

  /**
   * Takes one chunk away that waits and that all workers leave alone: the coordinator has to probe it before it comes for
   * another one. Its delivery stays, and is dropped by a worker.
   */
  async #takeLeftByAll(lease: Lease): Promise<readonly SeenChunk[]> {
    const { db } = this.#parts;
    const wishes = await readWishes(db);
    const waiting = await sql<{ id: string; files: string }>`
      select id::text as id, files from scan_chunks where ${isOf(lease)} and report is null and ${isWaiting}
    `.execute(db);
    const left = waiting.rows.find(({ files }) => isLeftByAll(wishes, JSON.parse(files) as FileStat[]));
    if (left === undefined) return [];
    const { rows } = await sql<SeenChunk>`
      delete from scan_chunks where id = ${left.id}::uuid and report is null and ${isWaiting}
      returning id::text as id, 'refused' as state, report, files
    `.execute(db);
    return rows;
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
    if (ids.length === 0) return;
    if (which === "all") await boss.cancel(chunkQueue, ids).catch(() => {});
    // Later, because people wait for the end of the scan. Workers drop those that they get before.
    else setTimeout(() => void boss.deleteJob(chunkQueue, ids).catch(() => {}), laterMs).unref();
  }

  async nextCommitHere(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onCommit.add(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    this.#onCommit.delete(resolve);
  }

  /** Call this when a worker of this process has committed. */
  committedHere(): void {
    for (const wake of this.#onCommit) wake();
  }

  async #delete(ids: readonly string[]): Promise<void> {
    await sql`delete from scan_chunks where id = any(${ids}::uuid[])`.execute(this.#parts.db);
  }

  async #jobAndWorkers(id: string): Promise<{
    readonly job: Job | null;
    readonly workers: number;
    readonly leaving: readonly LeavingWorker[];
  }> {
    const ofJob = this.#parts.db.selectFrom("jobs").selectAll().where("id", "=", id);
    const row = await ofJob.select([workersAlive.as("workers"), workersThatLeave.as("leaving")]).executeTakeFirst();
    return {
      job: row === undefined ? null : jobFromRow(row),
      workers: row?.workers ?? 0,
      leaving: JSON.parse(row?.leaving ?? "[]") as LeavingWorker[],
    };
  }
}

/** A worker that has died, and whose delivery waits for another one, does not have its chunk any more. */
const isWaiting = sql`(worker is null or not exists (select from pgboss.job as delivery
  where delivery.name = ${chunkQueue} and delivery.id = scan_chunks.id and delivery.state = 'active'))`;

function isOf({ jobId, claim }: Lease) {
  return sql`job_id = ${jobId} and claim = ${claim}`;
}
