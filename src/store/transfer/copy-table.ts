import { type Insertable, type Kysely, sql } from "kysely";
import type { Tables, VideosTable } from "../schema.ts";
import { keysOfTables, type MovedTable } from "./moved-tables.ts";
import type { TransferDatabase } from "./transfer-database.ts";

/** More rows at once are no faster. */
const rowsAtOnce = 1_000;

type Row = Readonly<Record<string, unknown>>;

/**
 * Copies the rows of a table that the target does not have yet. Each batch is one transaction.
 *
 * @param onRows called after each batch with the number of its rows
 * @throws `signal.reason` between batches once the signal aborts
 */
export async function copyTable(
  { source, target }: { readonly source: TransferDatabase; readonly target: TransferDatabase },
  table: MovedTable,
  { onRows, signal }: { readonly onRows: (rows: number) => void; readonly signal: AbortSignal },
): Promise<void> {
  let reading = rowsAfter(source.db, table, await lastKey(target.db, table));
  for (;;) {
    const rows = await reading;
    const last = rows.at(-1);
    if (last === undefined) return;
    // The source reads the next batch while the target writes this one.
    reading = rowsAfter(source.db, table, keyOf(table, last));
    reading.catch(() => {});
    const { differences } = target;
    const inserted = table === "videos" ? rows.map((row) => videoFor(target, row)) : rows;
    await target.db.transaction().execute(async (transaction) => {
      await differences.insertRows(transaction.insertInto(table), inserted).execute();
    });
    onRows(rows.length);
    signal.throwIfAborted();
  }
}

/** The row of a video with the columns that the search of the target needs, and without those of the source. */
function videoFor({ differences }: TransferDatabase, row: Row): Row {
  const { folded_name: _, ...video } = row as Row & Insertable<VideosTable>;
  return { ...video, ...differences.searchColumns(video.filename) };
}

function keyOf(table: MovedTable, row: Row): readonly unknown[] {
  return keysOfTables[table].map((column) => row[column]);
}

/** The key of the last row; null if there is no row. */
async function lastKey(db: Kysely<Tables>, table: MovedTable): Promise<readonly unknown[] | null> {
  const columns = keysOfTables[table].map((column) => sql`${sql.ref(column)} desc`);
  const { rows } = await sql<Row>`select * from ${sql.table(table)} order by ${sql.join(columns)} limit 1`.execute(db);
  return rows[0] === undefined ? null : keyOf(table, rows[0]);
}

async function rowsAfter(
  db: Kysely<Tables>,
  table: MovedTable,
  key: readonly unknown[] | null,
): Promise<readonly Row[]> {
  const columns = sql.join(keysOfTables[table].map((column) => sql.ref(column)));
  const condition = key === null ? sql`` : sql`where (${columns}) > (${sql.join(key)})`;
  const { rows } = await sql<Row>`
    select * from ${sql.table(table)} ${condition} order by ${columns} limit ${sql.lit(rowsAtOnce)}
  `.execute(db);
  return rows;
}
