/**
 * Deletes old jobs with their errors and samples, in bounded parts. Each part is one short transaction, so that commits
 * and cancels come in between.
 *
 * A job gets the status `pruned` first, which no query asks for, and its rows go after that. A reader therefore sees the
 * whole job or none of it, even if the process dies in between: the next part goes on.
 */
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { HistoryLimits } from "../../jobs/job-store.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { isInUse, prunedStatus } from "./set-aside.ts";

const jobsOfPart = 50;
const errorsOfPart = 1_000;

interface Parts {
  readonly writer: Kysely<Tables>;
  /** For reads that take a moment. */
  readonly reader: Kysely<Tables>;
  /** For reads that may take long. Most libraries never need it, and then its connection is not opened. */
  readonly searcher: Kysely<Tables>;
  readonly differences: SqlDifferences;
}

/**
 * Deletes one part. See `JobStore.prune`.
 *
 * @returns whether there may be more
 */
export async function pruneJobs(parts: Parts, limits: HistoryLimits): Promise<boolean> {
  if (await deletePart(parts)) return true;
  const beyond = await beyondLimits(parts.reader, limits);
  if (!(await hasJobs(parts.reader, beyond))) return false;
  const ids = await idsToPrune(parts.searcher, beyond);
  if (ids.length === 0) return false;
  // An ended job never changes again, so nothing can have changed since the reading.
  await parts.writer
    .updateTable("jobs")
    .set({ status: prunedStatus })
    .where((eb) => parts.differences.isOneOf(eb.ref("id"), ids))
    .execute();
  return true;
}

type SqlBool = RawBuilder<boolean>;

const hasEnded = sql<boolean>`status in ('completed', 'failed', 'timeout', 'cancelled')`;

/** Deletes some rows of the first job that is being pruned, or the job itself. False if no job is being pruned. */
async function deletePart({ writer, differences }: Parts): Promise<boolean> {
  return differences.inTransaction(writer, async (transaction) => {
    const job = await transaction
      .selectFrom("jobs")
      .select("id")
      .where("status", "=", prunedStatus)
      .limit(1)
      // Another process may be deleting the rows of a job. If both did, one could take the rest for deleted.
      .$if(differences.locksRows, (query) => query.forUpdate().skipLocked())
      .executeTakeFirst();
    if (job === undefined) return false;
    const some = transaction
      .selectFrom("scan_errors")
      .select("id")
      .where("job_id", "=", job.id)
      .orderBy("id")
      .limit(errorsOfPart);
    const { numDeletedRows } = await transaction
      .deleteFrom("scan_errors")
      .where("id", "in", some)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === BigInt(errorsOfPart)) return true;
    await transaction.deleteFrom("job_samples").where("job_id", "=", job.id).execute();
    await transaction.deleteFrom("removed_videos").where("job_id", "=", job.id).execute();
    await transaction.deleteFrom("jobs").where("id", "=", job.id).execute();
    return true;
  });
}

/** Ended jobs beyond the limits, whether they may be deleted or not. */
async function beyondLimits(db: Kysely<Tables>, { endedBefore, most }: HistoryLimits): Promise<SqlBool> {
  const oldest = await db
    .selectFrom("jobs")
    .select("submission")
    .where(isInUse)
    .orderBy("submission", "desc")
    .offset(most)
    .limit(1)
    .executeTakeFirst();
  return sql<boolean>`${hasEnded} and (finished_at < ${endedBefore.getTime()} or submission <= ${oldest?.submission ?? 0})`;
}

async function hasJobs(db: Kysely<Tables>, condition: SqlBool): Promise<boolean> {
  const job = await db.selectFrom("jobs").select("id").where(condition).limit(1).executeTakeFirst();
  return job !== undefined;
}

/**
 * Jobs beyond the limits, the oldest first. These stay:
 * - the newest job of every unique key: the last scan of its directory;
 * - jobs that a video names, or a file that still cannot be read: people follow the reference;
 * - jobs that an active job continues;
 * - the job that changed last: its revision orders all later changes.
 */
async function idsToPrune(db: Kysely<Tables>, beyond: SqlBool): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("jobs")
    .select("id")
    .where(beyond)
    .where(
      sql<boolean>`(unique_key is null or exists (
        select 1 from jobs as newer where newer.unique_key = jobs.unique_key and newer.submission > jobs.submission))`,
    )
    .where(sql<boolean>`not exists (select 1 from videos where videos.job_id = jobs.id)`)
    .where(
      sql<boolean>`not exists (
        select 1 from scan_errors where scan_errors.job_id = jobs.id and scan_errors.is_current = 1)`,
    )
    .where(
      sql<boolean>`not exists (
        select 1 from jobs as next where next.resumes = jobs.id and next.status in ('pending', 'running'))`,
    )
    .where(sql<boolean>`revision < (select max(revision) from jobs)`)
    .orderBy("submission")
    .limit(jobsOfPart)
    .execute();
  return rows.map(({ id }) => id);
}
