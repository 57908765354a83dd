import { createHash } from "node:crypto";
import { type Dialect, PostgresDialect, type PostgresPoolClient } from "kysely";
import { DatabaseError, type Pool, type PoolClient } from "pg";
import { storableText } from "../storable-text.ts";
import { postgresError } from "./postgres-error.ts";

/**
 * Stands at the end of a query that every connection keeps prepared. To plan a query takes Postgres several times as long
 * as to run it, if the query is long and finds little.
 */
export const markOfPreparedQuery = " /* prepared */";

/**
 * Kysely on a pool of connections. Errors are those of `postgresError`, and texts are storable: see `storable-text.ts`.
 *
 * @param name the database in messages
 */
export function postgresDialect(pool: Pool, name: string): Dialect {
  const prepared = new PreparedNames();
  return new PostgresDialect({
    pool: {
      options: pool.options,
      async connect() {
        try {
          return clientOf(await pool.connect(), { name, prepared });
        } catch (error) {
          throw postgresError(error, name);
        }
      },
      end: () => pool.end(),
    },
  });
}

function clientOf(
  client: PoolClient,
  { name, prepared }: { readonly name: string; readonly prepared: PreparedNames },
): PostgresPoolClient {
  let silence: Error | null = null;
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    const values = parameters.map(storable);
    try {
      // The statement before may still be under way.
      if (silence !== null) throw silence;
      const preparedName = prepared.nameOf(text);
      if (preparedName === null) return await client.query(text, values);
      try {
        return await client.query({ name: preparedName, text, values });
      } catch (error) {
        if (!isNotPrepared(error)) throw error;
        prepared.giveUp();
        return await client.query(text, values);
      }
    } catch (error) {
      if (isSilence(error)) silence = error;
      throw postgresError(error, name);
    }
  };
  return {
    query: query as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy === true || silence !== null),
  };
}

/** The names of prepared queries. */
class PreparedNames {
  readonly #names = new Map<string, string>();
  #isGivenUp = false;

  /** Null if the query is not to be prepared. */
  nameOf(text: string): string | null {
    if (this.#isGivenUp || !text.endsWith(markOfPreparedQuery)) return null;
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = `gleaner_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
    this.#names.set(text, name);
    return name;
  }

  /** Prepares nothing any more. */
  giveUp(): void {
    this.#isGivenUp = true;
  }
}

/**
 * The server does not know the query by its name, or knows another one: a program in between, such as PgBouncer, gives
 * each statement another connection of the server.
 */
function isNotPrepared(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === "26000" || error.code === "42P05");
}

/** The server has given no answer in time. */
function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === "Query read timeout";
}

function storable(parameter: unknown): unknown {
  if (typeof parameter === "string") return storableText(parameter);
  return Array.isArray(parameter) ? parameter.map(storable) : parameter;
}
