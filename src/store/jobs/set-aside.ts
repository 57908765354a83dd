/**
 * Rows of `jobs` that make no sense, because something else than Gleaner wrote them: bad JSON, an unknown status, or
 * fields that contradict the status. Such a row is set aside: it gets a status that no query asks for, and it holds its
 * unique key no more. One row therefore stands in the way of no other job. Its old status stays readable in the new one.
 */
import { type Kysely, sql } from "kysely";
import type { Job } from "../../jobs/job.ts";
import { StoreError } from "../../jobs/store-error.ts";
import type { JobRow, Tables } from "../schema.ts";
import { jobFromRow } from "./job-rows.ts";

const prefix = "set aside: ";

/** The status of a job whose rows are being deleted: see prune-jobs.ts. */
export const prunedStatus = "pruned";

/** The row is neither set aside nor being deleted. */
export const isInUse = sql<boolean>`(status not like ${sql.lit(`${prefix}%`)} and status <> ${sql.lit(prunedStatus)})`;

/** The job in a row, or the error of a row that makes no sense. */
export function jobOrError(row: JobRow): Job | StoreError {
  try {
    return jobFromRow(row);
  } catch (error) {
    if (error instanceof StoreError && error.code === "STORE_CORRUPT") return error;
    throw error;
  }
}

/** Sets the row aside, unless it has changed since. */
export async function setAside(db: Kysely<Tables>, row: JobRow): Promise<void> {
  await db
    .updateTable("jobs")
    .set({ status: `${prefix}${row.status}` })
    .where("id", "=", row.id)
    .where("revision", "=", row.revision)
    .where(isInUse)
    .execute();
}

/** The ids of all rows that are set aside. */
export async function idsSetAside(db: Kysely<Tables>): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("jobs")
    .select("id")
    .where("status", ">=", prefix)
    .where("status", "<", `${prefix}\u{10ffff}`)
    .orderBy("submission")
    .execute();
  return rows.map(({ id }) => id);
}
