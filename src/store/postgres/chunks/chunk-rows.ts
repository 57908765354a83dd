/**
 * Chunks of scans in Postgres. Own rows decide, and pg-boss delivers: the table `scan_chunks` has the files, it and the job's
 * row say whether a chunk may be committed, and pg-boss hands each chunk to one worker, and to another one when a worker
 * dies. A delivery that is gone although its chunk is open is made again.
 */
import { type Kysely, sql, type Transaction } from "kysely";
import { type CommandResponse, fromKysely, type PgBoss } from "pg-boss";
import type { Lease } from "../../../jobs/job.ts";
import type { Chunk } from "../../../scanning/chunks/chunk.ts";
import type { Tables } from "../../schema.ts";

/** The queue of chunks. */
export const chunkQueue = "chunks";

/** After so many refusals, the coordinator probes the files of a chunk. */
export const mostRefusals = 4;

/** What pg-boss delivers. The row of the chunk has everything else. */
export interface ChunkData {
  readonly lease: Lease;
}

/**
 * Puts a chunk in. It waits for a worker, or after too many refusals for the coordinator.
 *
 * @param refusals how often its files were refused
 */
export async function insertChunk(
  { transaction, boss }: { readonly transaction: Transaction<Tables>; readonly boss: PgBoss },
  { id, lease, files }: Chunk,
  refusals = 0,
): Promise<void> {
  await sql`
    insert into scan_chunks (id, job_id, claim, refusals, files)
    values (${id}::uuid, ${lease.jobId}, ${lease.claim}, ${refusals}, ${JSON.stringify(files)})
    on conflict do nothing
  `.execute(transaction);
  if (refusals < mostRefusals) await deliver({ transaction, boss }, { id, lease });
}

/** Does nothing if the chunk has a delivery. */
async function deliver(
  { transaction, boss }: { readonly transaction: Transaction<Tables>; readonly boss: PgBoss },
  { id, lease }: Omit<Chunk, "files">,
): Promise<void> {
  const data: ChunkData = { lease };
  // A group of its own: see `SkippedChunks`.
  await boss.send(chunkQueue, data, { id, group: { id }, db: fromKysely(transaction) });
}

/** For a chunk whose delivery was deleted, or has ended without a report: by a person, or because it was very old. */
export async function deliverAgain(
  { transaction, boss }: { readonly transaction: Transaction<Tables>; readonly boss: PgBoss },
  chunk: Omit<Chunk, "files">,
): Promise<void> {
  await boss.deleteJob(chunkQueue, chunk.id, { db: fromKysely(transaction) });
  await deliver({ transaction, boss }, chunk);
}

/** Deletes the chunks of runs that are over. */
export async function deleteChunksOfOldRuns(db: Kysely<Tables>): Promise<void> {
  await sql`
    delete from scan_chunks as chunk where not exists (
      select from jobs where jobs.id = chunk.job_id and jobs.claim = chunk.claim and jobs.status = 'running'
    )
  `.execute(db);
}

/** The number of jobs that a call of pg-boss changed. Its types leave it out. */
export function affected(response: CommandResponse): number {
  return (response as { readonly affected: number }).affected;
}
