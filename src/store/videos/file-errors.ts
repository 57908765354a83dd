/** The files that could not be read: all errors of one job, and the problems that the library remembers now. */
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { FileError, FileErrorPage } from "../../library/video-library.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { everythingIn } from "../directory-range.ts";
import { date, text } from "../row-columns.ts";
import { isCurrent, type Tables } from "../schema.ts";
import { sentenceOfRow } from "../sentence-column.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** See `VideoLibrary.errorsOfJob`. */
export async function errorsOfJob(
  db: Kysely<Tables>,
  jobId: string,
  query: { readonly limit: number; readonly cursor?: string },
): Promise<FileErrorPage> {
  let select = db.selectFrom("scan_errors").selectAll().where("job_id", "=", jobId);
  if (query.cursor !== undefined) {
    const [, key, id] = readCursor(query.cursor, [{ word: "errors" }, "text", "whole"]);
    select = select.where((eb) => eb(eb.refTuple("path_key", "id"), ">", eb.tuple(key, id)));
  }
  const rows = await select
    .orderBy("path_key")
    .orderBy("id")
    .limit(query.limit + 1)
    .execute();
  return errorPage(rows, query.limit, (last) => ["errors", last.path_key, last.id]);
}

/** See `VideoLibrary.problemsOf`. */
export async function problemsOf(
  { db, differences }: { readonly db: Kysely<Tables>; readonly differences: SqlDifferences },
  paths: readonly string[],
): Promise<ReadonlyMap<string, FileError>> {
  const rows = await db
    .selectFrom("scan_errors")
    .selectAll()
    .where(isCurrent)
    .where((eb) => differences.isOneOf(eb.ref("path"), paths))
    .execute();
  return new Map(rows.map(fileError).map((error) => [error.path, error]));
}

/** For how many directories one statement counts. A database takes only so many columns. */
const countedAtOnce = 100;

/** See `VideoLibrary.problemCounts`. */
export async function problemCounts(db: Kysely<Tables>, directories: readonly string[]): Promise<readonly number[]> {
  const counts: number[] = [];
  for (let first = 0; first < directories.length; first += countedAtOnce) {
    const columns = directories.slice(first, first + countedAtOnce).map(problemCount);
    const { rows } = await sql<Record<string, number>>`select ${sql.join(columns)}`.execute(db);
    counts.push(...columns.map((_, nth) => rows[0]?.[`count_${nth}`] ?? 0));
  }
  return counts;
}

function problemCount(directory: string, nth: number): RawBuilder<unknown> {
  const { from, before } = everythingIn(directory);
  // One range of the index. Siblings such as `D-x` stand in it, too.
  return sql`(select count(*) from scan_errors where ${isCurrent} and path >= ${directory} and path < ${before}
    and (path = ${directory} or path >= ${from})) as ${sql.ref(`count_${nth}`)}`;
}

/** See `VideoLibrary.problems`. */
export async function problems(
  db: Kysely<Tables>,
  query: { readonly directory?: string; readonly limit: number; readonly cursor?: string },
): Promise<FileErrorPage> {
  let select = db.selectFrom("scan_errors").selectAll().where(isCurrent);
  if (query.directory !== undefined) {
    const { directory } = query;
    const { from, before } = everythingIn(directory);
    // One range of the index, as above.
    select = select
      .where("path", ">=", directory)
      .where("path", "<", before)
      .where((eb) => eb.or([eb("path", "=", directory), eb("path", ">=", from)]));
  }
  if (query.cursor !== undefined) {
    const [, key, path] = readCursor(query.cursor, [{ word: "problems" }, "text", "text"]);
    select = select.where((eb) => eb(eb.refTuple("path_key", "path"), ">", eb.tuple(key, path)));
  }
  const rows = await select
    .orderBy("path_key")
    .orderBy("path")
    .limit(query.limit + 1)
    .execute();
  return errorPage(rows, query.limit, (last) => ["problems", last.path_key, last.path]);
}

/** @param rows one more than `limit` if there is a next page */
function errorPage<Row extends object>(
  rows: readonly Row[],
  limit: number,
  place: (last: Row) => readonly (string | number)[],
): FileErrorPage {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    errors: page.map(fileError),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(place(last)) : null,
  };
}

function fileError(row: object): FileError {
  return {
    path: text(row, "path"),
    code: text(row, "code"),
    error: text(row, "message"),
    ...sentenceOfRow(row),
    jobId: text(row, "job_id"),
    at: date(row, "created_at"),
  };
}
