import { createHash } from "node:crypto";
import { type Dialect, PostgresDialect, type PostgresPoolClient } from "kysely";
import type { Pool, PoolClient } from "pg";
import { storableText } from "../storable-text.ts";
import { isNotPrepared, postgresError } from "./postgres-error.ts";

/**
 * Stands at the end of a query that every connection keeps prepared. To plan a query takes Postgres several times as long
 * as to run it, if the query is long and finds little.
 */
export const markOfPreparedQuery = " /* prepared */";

/**
 * Kysely on a pool of connections. Errors are those of `postgresError`, and texts are storable: see `storable-text.ts`.
 *
 * @param name the database in messages
 * @param options.prepares `all`: for a pool whose queries are always the same ones, so that every connection keeps all of
 *   them prepared that have parameters. Default: those with `markOfPreparedQuery`, because a plan for all values can be a
 *   bad one for the values of a search
 */
export function postgresDialect(
  pool: Pool,
  name: string,
  { prepares = "marked" }: { readonly prepares?: "marked" | "all" } = {},
): Dialect {
  const prepared = new PreparedNames(prepares);
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
        // A transaction is over after any error. It runs again: see `isLostRace`.
        return await client.query(text, values).catch(() => Promise.reject(error));
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

/** A connection keeps so many at most, because they take memory of the server. */
const mostPrepared = 200;

/** The names of prepared queries. */
class PreparedNames {
  readonly #prepares: "marked" | "all";
  readonly #names = new Map<string, string>();
  #isGivenUp = false;

  constructor(prepares: "marked" | "all") {
    this.#prepares = prepares;
  }

  /** Null if the query is not to be prepared. */
  nameOf(text: string): string | null {
    if (this.#isGivenUp) return null;
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const isWanted = text.endsWith(markOfPreparedQuery) || (this.#prepares === "all" && text.includes("$1"));
    if (!isWanted || this.#names.size >= mostPrepared) return null;
    const name = `gleaner_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
    this.#names.set(text, name);
    return name;
  }

  /** Prepares nothing any more. */
  giveUp(): void {
    this.#isGivenUp = true;
  }
}

/** The server has given no answer in time. */
function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === "Query read timeout";
}

function storable(parameter: unknown): unknown {
  if (typeof parameter === "string") return storableText(parameter);
  return Array.isArray(parameter) ? parameter.map(storable) : parameter;
}
