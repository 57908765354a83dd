import { CompiledQuery, type Kysely, type RawBuilder, sql } from "kysely";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/**
 * Builds a query once, to run it many times. For a query that runs once per directory, building it costs more than
 * running it.
 *
 * @param build makes the query; calls `parameter` wherever a parameter stands
 */
export function preparedQuery<Row, Name extends string>(
  { db, differences }: { readonly db: Kysely<Tables>; readonly differences: SqlDifferences },
  build: (parameter: (name: Name) => RawBuilder<unknown>) => RawBuilder<Row>,
): (values: Readonly<Record<Name, unknown>>) => Promise<readonly Row[]> {
  const query = build((name) => sql`${new Parameter(name)}`).compile(db);
  const text = query.sql + differences.markOfPreparedQuery;
  return async (values) => {
    const parameters = query.parameters.map((value) =>
      value instanceof Parameter ? values[value.name as Name] : value,
    );
    return (await db.executeQuery<Row>(CompiledQuery.raw(text, parameters))).rows;
  };
}

class Parameter {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
