import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import { foldText } from "../../files/folded-text.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { rowInPlaceOf } from "./dialect/row-by-row.ts";

export const sqliteDifferences: SqlDifferences = {
  columns: { rowNumber: "integer primary key", text: "text" },
  locksRows: false,
  insertRows: (into, rows) => into.values(rowInPlaceOf(rows)),
  isOneOf: (column, values) => sql`${column} in (select value from json_each(${JSON.stringify(values)}))`,
  containsFolded: (column, text) => sql`instr(fold_text(${column}), ${foldText(text)}) > 0`,
  contains: (column, text) => like(column, text, (literal) => `%${literal}%`),
  startsWith: (column, text) => like(column, text, (literal) => `${literal}%`),
  endsWith: (column, text) => like(column, text, (literal) => `%${literal}`),
  // SQLite reads a JSON boolean as 0 or 1.
  jsonHas: (column, key, value) => sql`${textAt(column, key)} = ${typeof value === "boolean" ? Number(value) : value}`,
  jsonText: (column, key) => textAt(column, key),
  // SQLite's text of a floating number has 15 digits; a time in microseconds has 16.
  wholeNumber: (column) => sql`cast(${column} as integer)`,
  joined: (column, separator) => sql`group_concat(${column}, ${separator})`,
  position: (text, search) => sql`instr(${text}, ${search})`,
};

function like(column: Expression<string>, text: string, pattern: (literal: string) => string): RawBuilder<SqlBool> {
  // SQLite reads a pattern only up to a NUL.
  if (text.includes("\0")) return sql`false`;
  const literal = text.replaceAll(/[\\%_]/g, "\\$&");
  // `escape` makes the comparison slower, so it is there only when it is needed.
  if (literal === text) return sql`${column} like ${pattern(text)}`;
  return sql`${column} like ${pattern(literal)} escape '\\'`;
}

/** Null if the column holds no JSON: SQLite's own operator would fail the whole query because of one such row. */
function textAt(column: Expression<string>, key: string): RawBuilder<string> {
  return sql`case when json_valid(${column}) then ${column} ->> ${key} end`;
}
