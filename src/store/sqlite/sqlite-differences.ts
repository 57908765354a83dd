import { sep } from "node:path";
import { type Expression, type RawBuilder, sql } from "kysely";
import { foldText } from "../../files/folded-text.ts";
import { asPrefix } from "../directory-range.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";
import { noWaitForDisk, scriptOf } from "./dialect/instructions.ts";
import { eachOf, rowInPlaceOf } from "./dialect/row-by-row.ts";

/** One statement writes at a time, so that the next revision is that of nobody else. */
const nextRevision: RawBuilder<number> = sql`(select coalesce(max(revision), 0) + 1 from jobs)`;

export const sqliteDifferences: SqlDifferences = {
  schema: { database: "sqlite", rowNumber: "integer primary key", text: "text" },
  longestPath: null,
  locksRows: false,
  keepsDigests: true,
  // Every query stays prepared: see `connection/sqlite-thread.ts`.
  markOfPreparedQuery: "",
  insertRows: (into, rows) => into.values(rowInPlaceOf(rows)),
  async insertDetails(transaction, rows) {
    const id = eachOf<string>(rows.map((row) => row.id));
    const number = sql<number>`(select number from videos where id = ${id})`;
    const details = eachOf<string>(rows.map((row) => row.details));
    // The last video may have been deleted by hand, without its details. Its number is given again then.
    await transaction
      .insertInto("video_details")
      .values({ number, details })
      .onConflict((conflict) =>
        conflict.column("number").doUpdateSet((eb) => ({ details: eb.ref("excluded.details") })),
      )
      .execute();
  },
  isOneOf: (column: Expression<unknown>, values: readonly unknown[]) =>
    sql`${column} in (select value from json_each(${JSON.stringify(values)}))`,
  tableOfFiles(files) {
    const json = JSON.stringify(files.map(({ directoryId, filename }) => [directoryId, filename]));
    return sql`(select value ->> 0 as directory_id, value ->> 1 as filename from json_each(${json}))`;
  },
  tableOfVersions(files) {
    const json = JSON.stringify(files.map(({ size, modifiedUs, fileNumber }) => [size, modifiedUs, fileNumber]));
    return sql`(select value ->> 0 as size, value ->> 1 as modified_us, value ->> 2 as file_number
      from json_each(${json}))`;
  },
  // One statement for all rows: with triggers, SQLite keeps a journal of the pages that each statement changes.
  async updateVideos(transaction, numbers, columns) {
    const lists: (readonly unknown[])[] = [];
    const changes = Object.entries(columns).map(([column, value]) => {
      if (!Array.isArray(value)) return sql`${sql.ref(column)} = ${value}`;
      return sql`${sql.ref(column)} = changed.value ->> ${sql.lit(lists.push(value))}`;
    });
    const json = JSON.stringify(numbers.map((number, nth) => [number, ...lists.map((list) => storable(list[nth]))]));
    await sql`update videos set ${sql.join(changes)} from json_each(${json}) as changed
      where videos.number = changed.value ->> 0`.execute(transaction);
  },
  inTransaction: (db, work) => db.transaction().execute(work),
  async needNotWait(transaction) {
    await transaction.executeQuery(noWaitForDisk);
  },
  async runAll(transaction, statements) {
    await transaction.executeQuery(scriptOf(statements));
  },
  nextSubmission: sql`(select coalesce(max(submission), 0) + 1 from jobs)`,
  firstRevision: nextRevision,
  nextRevision,
  settledRevision: null,
  again: (call) => call(),
  patiently: (call) => call(),
  jobNotice: null,
  serverTime: null,
  searchColumns: () => ({}),
  jsonHasText: (column, { keys, contains, directories = [] }) => {
    const folded = foldText(contains);
    const prefixes = JSON.stringify(directories.map(asPrefix));
    const conditions = keys.map((key) => {
      const text = textAt(column, key);
      const hasText = sql`instr(fold_text(${text}), ${folded}) > 0`;
      if (directories.length === 0) return hasText;
      return sql`${hasText} or exists (select 1 from json_each(${prefixes}) as inside
        where substr(${text} || ${sep}, 1, length(inside.value)) = inside.value)`;
    });
    return sql`(${sql.join(conditions, sql` or `)})`;
  },
  // SQLite reads a JSON boolean as 0 or 1.
  jsonHas: (column, key, value) => sql`${textAt(column, key)} = ${typeof value === "boolean" ? Number(value) : value}`,
  // SQLite's text of a floating number has 15 digits; a time in microseconds has 16.
  wholeNumber: (column) => sql`cast(${column} as integer)`,
  joined: (column, separator) => sql`group_concat(${column}, ${separator})`,
  position: (text, search) => sql`instr(${text}, ${search})`,
};

function storable(value: unknown): unknown {
  return typeof value === "string" ? storableText(value) : value;
}

/**
 * Null if the column holds no JSON: SQLite's own operator would fail the whole query because of one such row.
 *
 * @param key within an object as `filter.path`
 */
function textAt(column: Expression<string>, key: string): RawBuilder<string> {
  return sql`case when json_valid(${column}) then ${column} ->> ${key.includes(".") ? `$.${key}` : key} end`;
}
