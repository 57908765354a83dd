import type { Kysely } from "kysely";
import { jobFromRow } from "../jobs/job-rows.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** See `ScanLibrary.lastFound`. Scans of one directory complete in the order in which they were submitted. */
export async function lastFound(
  { db, differences }: { readonly db: Kysely<Tables>; readonly differences: SqlDifferences },
  scan: { readonly path: string; readonly recursive: boolean },
): Promise<number | null> {
  const row = await db
    .selectFrom("jobs")
    .selectAll()
    .where("status", "=", "completed")
    .where("type", "=", "scan")
    .where((eb) => differences.jsonHas(eb.ref("payload"), "path", scan.path))
    .where((eb) => differences.jsonHas(eb.ref("payload"), "recursive", scan.recursive))
    .orderBy("submission", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : (jobFromRow(row).counts["found"] ?? null);
}
