import { type Kysely, sql } from "kysely";
import type { NewJob } from "../../jobs/job-store.ts";
import { holdsItsKey, type JobRow, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { newJobRow } from "./job-rows.ts";

/**
 * Inserts a job by one statement, so that no claim and no end falls in between: see `JobStore.insert`.
 *
 * @returns its row, or that of the active job with the same key
 */
export async function insertJob(db: Kysely<Tables>, job: NewJob, differences: SqlDifferences): Promise<JobRow> {
  const isPending = sql<boolean>`jobs.status = 'pending'`;
  const takesOver = job.keepsPending === true ? sql<boolean>`false` : isPending;
  return db
    .insertInto("jobs")
    .values(newJobRow(job, differences))
    .onConflict((conflict) =>
      conflict
        .column("unique_key")
        .where(holdsItsKey)
        .doUpdateSet({
          payload: sql`case when ${takesOver} then excluded.payload else jobs.payload end`,
          lane: sql`case when ${takesOver} then excluded.lane else jobs.lane end`,
          revision: sql`case when ${takesOver}
              and (jobs.payload <> excluded.payload or jobs.lane is distinct from excluded.lane)
            then ${differences.nextRevision} else jobs.revision end`,
        }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}
