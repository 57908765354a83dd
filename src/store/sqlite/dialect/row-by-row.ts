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
  const inPlace = columns.map((column) => [column, eachOf(rows.map((row) => row[column]))]);
  return Object.fromEntries(inPlace) as Row;
}

/** A value that differs from row to row, in a statement that runs once for each row. */
export function eachOf<Value>(values: readonly unknown[]): RawBuilder<Value> {
  return sql<Value>`${new EachOf(values)}`;
}

/** Whether a row of the statement stands for many. */
export function isRowByRow(parameters: readonly unknown[]): boolean {
  return parameters.some((parameter) => parameter instanceof EachOf);
}

/** The parameters of each run of a statement: one run, unless a row in it stands for many. */
export function parametersOfEachRun(parameters: readonly unknown[]): readonly (readonly unknown[])[] {
  const each = parameters.find((parameter) => parameter instanceof EachOf);
  if (each === undefined) return [parameters];
  return each.values.map((_, run) =>
    parameters.map((parameter) => (parameter instanceof EachOf ? parameter.values[run] : parameter)),
  );
}
