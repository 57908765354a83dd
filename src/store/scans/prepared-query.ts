import { CompiledQuery, type Kysely, type RawBuilder, sql } from "kysely";
import type { Tables } from "../schema.ts";

/**
 * Puts a query together once, to be asked many times: what is asked of every directory would take longer to put together
 * than to answer.
 *
 * @param build the query; is given what stands in it for the parameter of a name
 */
export function preparedQuery<Row, Name extends string>(
  db: Kysely<Tables>,
  build: (parameter: (name: Name) => RawBuilder<unknown>) => RawBuilder<Row>,
): (values: Readonly<Record<Name, unknown>>) => Promise<readonly Row[]> {
  const query = build((name) => sql`${new Parameter(name)}`).compile(db);
  return async (values) => {
    const parameters = query.parameters.map((value) =>
      value instanceof Parameter ? values[value.name as Name] : value,
    );
    return (await db.executeQuery<Row>(CompiledQuery.raw(query.sql, parameters))).rows;
  };
}

class Parameter {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
