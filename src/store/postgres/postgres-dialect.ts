import { type Dialect, PostgresDialect, type PostgresPoolClient } from "kysely";
import type { Pool, PoolClient } from "pg";
import { storableText } from "../storable-text.ts";
import { postgresError } from "./postgres-error.ts";

/**
 * Kysely on a pool of connections. Errors are those of `postgresError`, and texts are storable: see `storable-text.ts`.
 *
 * @param name the database in messages
 */
export function postgresDialect(pool: Pool, name: string): Dialect {
  return new PostgresDialect({
    pool: {
      options: pool.options,
      async connect() {
        try {
          return clientOf(await pool.connect(), name);
        } catch (error) {
          throw postgresError(error, name);
        }
      },
      end: () => pool.end(),
    },
  });
}

function clientOf(client: PoolClient, name: string): PostgresPoolClient {
  const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      return await client.query(sql, parameters.map(storable));
    } catch (error) {
      throw postgresError(error, name);
    }
  };
  return {
    query: query as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy),
  };
}

function storable(parameter: unknown): unknown {
  if (typeof parameter === "string") return storableText(parameter);
  return Array.isArray(parameter) ? parameter.map(storable) : parameter;
}
