import type { Kysely } from "kysely";
import { naturalSortKey } from "../../files/natural-order.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** Of these paths, those that a job has an error of. */
export async function pathsWithErrors(
  { reader, differences }: { readonly reader: Kysely<Tables>; readonly differences: SqlDifferences },
  jobId: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await reader
    .selectFrom("scan_errors")
    .select("path")
    .where("job_id", "=", jobId)
    .where((eb) => differences.isOneOf(eb.ref("path_key"), paths.map(naturalSortKey)))
    .execute();
  return new Set(rows.map(({ path }) => path));
}
