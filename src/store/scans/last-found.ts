import type { Kysely } from "kysely";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** See `ScanLibrary.lastFound`. Scans of one directory complete in the order in which they were submitted. */
export async function lastFound(
  { db, differences }: { readonly db: Kysely<Tables>; readonly differences: SqlDifferences },
  scan: { readonly path: string; readonly recursive: boolean },
): Promise<number | null> {
  const row = await db
    .selectFrom("jobs")
    .select("counts")
    .where("status", "=", "completed")
    .where("type", "=", "scan")
    .where((eb) => differences.jsonHas(eb.ref("payload"), "path", scan.path))
    .where((eb) => differences.jsonHas(eb.ref("payload"), "recursive", scan.recursive))
    // A scan of parts of the directory, or of chosen videos, has found no other files.
    .where("payload", "not like", '%"only":%')
    .where("payload", "not like", '%"chosen":%')
    .orderBy("submission", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : foundIn(row.counts);
}

/** The scan needs the number only for its progress bar, so a row that makes no sense is no error here. */
function foundIn(counts: string): number | null {
  try {
    const value: unknown = JSON.parse(counts);
    const found: unknown = typeof value === "object" && value !== null && "found" in value ? value.found : null;
    return typeof found === "number" ? found : null;
  } catch {
    return null;
  }
}
