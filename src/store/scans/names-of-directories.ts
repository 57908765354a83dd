import { type Expression, type RawBuilder, sql } from "kysely";
import { separators } from "../directory-range.ts";
import { isCurrent, isPresent } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** Tables with files that a scan compares with those on the disk: videos that are not marked missing, and problems. */
type FileTable = "videos" | "scan_errors";

/**
 * The names of those directories in a directory that have files of a table at any depth, with separators in between; null
 * if there are none. It seeks from one directory to the next, so its cost depends on the number of directories, not on
 * the number of files below them.
 *
 * @param range all paths in the directory: see `everythingIn`
 */
export function namesOfDirectories(
  table: FileTable,
  range: { readonly from: Expression<unknown>; readonly before: Expression<unknown> },
  differences: SqlDifferences,
): RawBuilder<string | null> {
  const { from, before } = range;
  const { separator, afterSeparator } = separators;
  const rest = sql<string>`substr(found.directory, length(${from}) + 1)`;
  const lengthOfName = sql`${differences.position(rest, separator)} - 1`;
  const nextName = sql`substr(found.directory, 1, length(${from}) + ${lengthOfName}) || ${afterSeparator}`;
  return sql`(
    with recursive found (directory) as (
      select (${firstDirectory(table, { after: from, before })})
      union all
      select (${firstDirectory(table, { after: nextName, before })}) from found where found.directory is not null
    )
    select ${differences.joined(sql`substr(${rest}, 1, ${lengthOfName})`, separator)}
    from found where found.directory is not null
  )`;
}

/** The names in two answers of `namesOfDirectories`. */
export function namesOf(
  row: { readonly with_videos?: string | null; readonly with_problems?: string | null } | undefined,
): readonly string[] {
  return [...new Set([...namesIn(row?.with_videos), ...namesIn(row?.with_problems)])];
}

function namesIn(joined: string | null | undefined): readonly string[] {
  return joined === null || joined === undefined ? [] : joined.split(separators.separator);
}

/** The first directory between two paths that has files of a table. */
function firstDirectory(
  table: FileTable,
  { after, before }: { readonly after: Expression<unknown>; readonly before: Expression<unknown> },
): RawBuilder<string> {
  if (table === "scan_errors") {
    return sql`select directory from scan_errors where directory > ${after} and directory < ${before} and ${isCurrent}
      order by directory limit 1`;
  }
  // Not `exists`, which Postgres turns into a join with all videos, if the tables were empty when it planned the query.
  const presentVideo = sql`select 1 from videos where videos.directory_id = directories.id and ${isPresent} limit 1`;
  return sql`select path from directories where path > ${after} and path < ${before} and (${presentVideo}) is not null
    order by path limit 1`;
}
