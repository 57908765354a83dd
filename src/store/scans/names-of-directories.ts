import { type Expression, type RawBuilder, sql } from "kysely";
import { separators } from "../directory-range.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/**
 * The names of those directories in a directory that have rows of a table at any depth, with separators in between; null
 * if there are none. It seeks from one directory to the next, so its cost depends on the number of directories, not on
 * the number of rows below them.
 *
 * @param range all paths in the directory: see `everythingIn`
 * @param source.holds the rows that count: the condition of the table's index by directory
 */
export function namesOfDirectories(
  range: { readonly from: Expression<unknown>; readonly before: Expression<unknown> },
  source: {
    readonly differences: SqlDifferences;
    readonly table: "videos" | "scan_errors";
    readonly holds: Expression<boolean>;
  },
): RawBuilder<string | null> {
  const { from, before } = range;
  const { differences, holds } = source;
  const { separator, afterSeparator } = separators;
  const table = sql.table(source.table);
  const rest = sql<string>`substr(found.directory, length(${from}) + 1)`;
  const lengthOfName = sql`${differences.position(rest, separator)} - 1`;
  return sql`(
    with recursive found (directory) as (
      select (
        select file.directory from ${table} as file
        where file.directory > ${from} and file.directory < ${before} and ${holds}
        order by file.directory limit 1
      )
      union all
      select (
        select file.directory from ${table} as file
        where file.directory > substr(found.directory, 1, length(${from}) + ${lengthOfName}) || ${afterSeparator}
          and file.directory < ${before} and ${holds}
        order by file.directory limit 1
      )
      from found where found.directory is not null
    )
    select ${differences.joined(sql`substr(${rest}, 1, ${lengthOfName})`, separator)}
    from found where found.directory is not null
  )`;
}
