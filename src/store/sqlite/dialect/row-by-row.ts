/**
 * Inserts many rows by running a statement for one row many times, without an answer in between. SQLite needs half the
 * time of one statement with all rows, and such a statement would have to be built again for every number of rows.
 */
import { type RawBuilder, sql } from "kysely";

/** A parameter with another value for each row. */
class EachOf {
  readonly values: readonly unknown[];
  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

/**
 * One row that stands for all of them. Kysely takes an expression for any value, so the types fit.
 *
 * @param rows at least one; all have the same columns
 */
export function rowInPlaceOf<Row extends object>(rows: readonly Row[]): Row {
  const columns = Object.keys(rows[0] ?? {}) as (keyof Row)[];
  const inPlace = columns.map((column, index) => {
    const values = rows.map((row) => row[column]);
    // A value that all rows have is sent once. One column at least says how many rows there are.
    return [column, index > 0 && values.every((value) => value === values[0]) ? values[0] : eachOf(values)];
  });
  return Object.fromEntries(inPlace) as Row;
}

/** A value that differs from row to row, in a statement that runs once for each row. */
export function eachOf<Value>(values: readonly unknown[]): RawBuilder<Value> {
  return sql<Value>`${new EachOf(values)}`;
}

/** How often a statement runs: once for each row that a row in it stands for; null if none does. */
export function rowsOf(parameters: readonly unknown[]): number | null {
  return parameters.find((parameter) => parameter instanceof EachOf)?.values.length ?? null;
}

/** The parameters as SQLite's thread gets them: see `SqliteStatement`. */
export function parametersOfRuns(parameters: readonly unknown[]): readonly unknown[] {
  return parameters.map((parameter) => (parameter instanceof EachOf ? parameter.values : parameter));
}
