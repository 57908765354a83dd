import { type Kysely, type RawBuilder, sql } from "kysely";
import type { JobRow, Tables } from "../schema.ts";
import { isInUse } from "./set-aside.ts";

export interface ChangedJobRows {
  readonly rows: readonly JobRow[];
  readonly next: number;
  readonly more: boolean;
}

/**
 * The rows of the jobs that changed after `revision`: see `JobStore.changedSince`.
 *
 * Where several writers commit at the same time, a row can appear whose revision is lower than one that was read before.
 * All such rows are above `settledRevision`. So this is where the next reading begins, and rows above it are read again.
 *
 * @param settledRevision see `SqlDifferences`
 */
export async function changedJobRows(
  db: Kysely<Tables>,
  { revision, limit }: { readonly revision: number; readonly limit: number },
  settledRevision: RawBuilder<number> | null,
): Promise<ChangedJobRows> {
  if (settledRevision === null) {
    const changed = db.selectFrom("jobs").selectAll().where(isInUse).where("revision", ">", revision);
    const rows = await changed.orderBy("revision").limit(limit).execute();
    return { rows, next: rows.at(-1)?.revision ?? revision, more: rows.length === limit };
  }
  // One statement, so that the rows and the settled revision are of one moment.
  const { rows } = await sql<JobRow & { settled: number }>`
    with state as materialized (select ${settledRevision} as settled),
      first as materialized (
        select revision from jobs where ${isInUse} and revision > ${revision} order by revision limit ${limit}
      )
    select jobs.*, state.settled from state
      left join jobs on ${isInUse} and revision > ${revision}
        and (revision > state.settled or revision <= (select max(first.revision) from first))
    order by revision
  `.execute(db);
  const found = rows.filter((row) => row.id !== null);
  const settled = rows[0]?.settled ?? revision;
  const settledRows = found.filter((row) => row.revision <= settled);
  const last = settledRows.at(-1);
  // Jobs of one transaction have one revision, so there may be some more than `limit`.
  if (settledRows.length >= limit && last !== undefined) return { rows: settledRows, next: last.revision, more: true };
  return { rows: found, next: Math.max(revision, settled), more: false };
}
