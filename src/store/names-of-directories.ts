import { type Expression, type Kysely, sql } from "kysely";
import { asPrefix, everythingIn, separators } from "./directory-range.ts";
import type { Tables } from "./schema.ts";
import type { SqlDialect } from "./sql-dialect.ts";

/** Rows to a statement, so that no answer is too large for the event loop to take in at once. */
const rowsPerQuery = 1000;

interface Source {
  readonly db: Kysely<Tables>;
  readonly dialect: SqlDialect;
  readonly table: "videos" | "scan_errors";
  /** Which rows count: the condition of the table's index by directory. */
  readonly holds: Expression<boolean>;
}

/** The names of the directories in `directory` that have a row at any depth. */
export async function namesOfDirectories(directory: string, source: Source): Promise<readonly string[]> {
  const prefix = asPrefix(directory);
  const names: string[] = [];
  let after = prefix;
  for (;;) {
    const found = await oneInEach(directory, after, source);
    names.push(...found.map((below) => below.slice(prefix.length, below.indexOf(separators.separator, prefix.length))));
    const last = names.at(-1);
    if (found.length < rowsPerQuery || last === undefined) return names;
    after = everythingIn(prefix + last).before;
  }
}

/**
 * For each directory in `directory`, from `after` on, the first that a row has in it. Seeks from one to the next
 * past all that is in between, so that it costs as much as there are directories in `directory`, not rows below.
 */
async function oneInEach(directory: string, after: string, source: Source): Promise<readonly string[]> {
  const { from, before } = everythingIn(directory);
  const { separator, afterSeparator } = separators;
  const table = sql.table(source.table);
  const rest = sql<string>`substr(found.directory, length(${from}) + 1)`;
  const lengthOfChild = sql`length(${from}) + ${source.dialect.position(rest, separator)} - 1`;
  const { rows } = await sql<{ directory: string }>`
    with recursive found (directory) as (
      select (
        select file.directory from ${table} as file
        where file.directory > ${after} and file.directory < ${before} and ${source.holds}
        order by file.directory limit 1
      )
      union all
      select (
        select file.directory from ${table} as file
        where file.directory > substr(found.directory, 1, ${lengthOfChild}) || ${afterSeparator}
          and file.directory < ${before} and ${source.holds}
        order by file.directory limit 1
      )
      from found where found.directory is not null
    )
    select directory from found where directory is not null limit ${rowsPerQuery}
  `.execute(source.db);
  return rows.map((row) => row.directory);
}
