/**
 * Compares two libraries row by row. On purpose, this file shares nothing with the code that copies: it asks the databases
 * themselves which tables and columns there are, so that a table or a column that was forgotten is found here.
 */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../schema.ts";
import { storableText } from "../storable-text.ts";

/** Tables that describe the database and not the library, and groups that are held for a moment. Each database has further tables that the other one has not. */
const ownTables = /^(store_info|library_moves|held_groups|kysely_.*)$/;

/** Columns that only the search of one database needs: it makes them out of others. */
const ownColumns: ReadonlySet<string> = new Set(["videos.folded_name"]);

/** Columns that tell the rows of a table apart, and sort them alike in both databases. */
const sortedBy: Readonly<Record<string, readonly string[]>> = {
  jobs: ["id"],
  job_samples: ["job_id", "at"],
  directories: ["path"],
  videos: ["directory_id", "filename"],
  video_details: ["number"],
  video_checks: ["number"],
  video_hashes: ["number"],
  removed_videos: ["job_id", "path"],
  scan_errors: ["job_id", "path"],
  roots: ["id"],
  settings: ["name"],
  webhook_deliveries: ["id"],
  saved_filters: ["id"],
};

const rowsAtOnce = 2_000;

type Row = Readonly<Record<string, unknown>>;

/**
 * @param onRows called with the number of rows that were compared since the last call
 * @returns the number of rows of each table, or the first difference as a sentence
 * @throws `signal.reason` once the signal aborts
 */
export async function compareLibraries(
  one: Kysely<Tables>,
  other: Kysely<Tables>,
  { onRows, signal }: { readonly onRows: (rows: number) => void; readonly signal: AbortSignal },
): Promise<{ readonly rows: Readonly<Record<string, number>> } | { readonly difference: string }> {
  const [columnsOfOne, columnsOfOther] = [await columnsOf(one), await columnsOf(other)];
  const counts: Record<string, number> = {};
  const shared = [...columnsOfOne.keys()].filter((table) => columnsOfOther.has(table));
  for (const table of new Set([...Object.keys(sortedBy), ...shared])) {
    if (!(table in sortedBy)) throw new Error(`The rows of ${table} cannot be compared`);
    const columns = columnsOfOne.get(table) ?? [];
    const others = columnsOfOther.get(table) ?? [];
    if (columns.join() !== others.join()) return { difference: `the columns of ${table} are not the same` };
    const count = await countRows(one, table);
    if ((await countRows(other, table)) !== count) return { difference: `the numbers of rows in ${table} differ` };
    const pagesOfOther = pagesOf(other, table);
    let compared = 0;
    for await (const rows of pagesOf(one, table)) {
      signal.throwIfAborted();
      const { value } = await pagesOfOther.next();
      const difference = firstDifference(columns, rows, value ?? []);
      if (difference !== null) return { difference: `a row of ${table} differs (${difference})` };
      compared += rows.length;
      onRows(rows.length);
    }
    if (compared !== count) return { difference: `the number of rows in ${table} changes` };
    counts[table] = count;
  }
  return { rows: counts };
}

/** The columns of each table of the library, sorted. */
async function columnsOf(db: Kysely<Tables>): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = (await db.introspection.getTables()).filter(
    ({ name, schema }) => !ownTables.test(name) && schema !== "pgboss",
  );
  return new Map(
    tables.map(({ name, columns }) => [
      name,
      columns
        .map((column) => column.name)
        .filter((column) => !ownColumns.has(`${name}.${column}`))
        .toSorted(),
    ]),
  );
}

async function countRows(db: Kysely<Tables>, table: string): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`.execute(db);
  return rows[0]?.rows ?? 0;
}

/** All rows of a table, in pages of the same size. */
async function* pagesOf(db: Kysely<Tables>, table: string): AsyncGenerator<readonly Row[], undefined> {
  const columns = sortedBy[table] ?? [];
  const key = sql.join(columns.map((column) => sql.ref(column)));
  let last: Row | undefined;
  for (;;) {
    const values: unknown[] = columns.map((column) => last?.[column]);
    const after = last === undefined ? sql`true` : sql`(${key}) > (${sql.join(values)})`;
    const { rows }: { rows: readonly Row[] } = await sql<Row>`
      select * from ${sql.table(table)} where ${after} order by ${key} limit ${sql.lit(rowsAtOnce)}
    `.execute(db);
    if (rows.length === 0) return;
    yield rows;
    last = rows.at(-1);
  }
}

/** The column and the place of the first value that differs; null if there is none. */
function firstDifference(columns: readonly string[], rows: readonly Row[], others: readonly Row[]): string | null {
  for (const [index, row] of rows.entries()) {
    for (const column of columns) {
      if (storable(row[column]) === storable(others[index]?.[column])) continue;
      return `its ${column} is ${JSON.stringify(row[column])} and ${JSON.stringify(others[index]?.[column])}`;
    }
  }
  return null;
}

function storable(value: unknown): unknown {
  return typeof value === "string" ? storableText(value) : value;
}
