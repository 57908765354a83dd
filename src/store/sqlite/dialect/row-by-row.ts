/**
 * Many rows with one statement that takes one: it is run once for each of them, without an answer in between. SQLite
 * inserts rows so in half the time that it needs for one statement with all of them, which would also have to be put
 * together anew for every number of rows.
 */
import { sql } from "kysely";

/** Stands in a statement for a parameter that is another for each row. */
class EachOf {
  readonly values: readonly unknown[];
  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

/**
 * One row in place of all of them, with their types, as Kysely takes an expression for any value.
 *
 * @param rows at least one; all have the same columns
 */
export function rowInPlaceOf<Row extends object>(rows: readonly Row[]): Row {
  const columns = Object.keys(rows[0] ?? {}) as (keyof Row)[];
  const inPlace = columns.map((column) => [column, sql`${new EachOf(rows.map((row) => row[column]))}`]);
  return Object.fromEntries(inPlace) as Row;
}

/** The parameters of each run of a statement: of one, where there is no row in it that stands for others. */
export function parametersOfEachRun(parameters: readonly unknown[]): readonly (readonly unknown[])[] {
  const each = parameters.find((parameter) => parameter instanceof EachOf);
  if (each === undefined) return [parameters];
  return each.values.map((_, run) =>
    parameters.map((parameter) => (parameter instanceof EachOf ? parameter.values[run] : parameter)),
  );
}
