import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { SqliteConnection } from "./sqlite-connection.ts";

/**
 * Kysely on one SqliteConnection. As there is only one, and `SqliteAdapter` says so, Kysely hands it to one user at
 * a time: a transaction has it from its begin to its end, and no other statement comes in between.
 *
 * @param options.begin how a transaction begins: a writer takes the lock at once, as taking it later can fail
 */
export function sqliteDialect(connection: SqliteConnection, options: { begin: "begin" | "begin immediate" }): Dialect {
  return {
    createDriver: () => new SqliteConnectionDriver(connection, options.begin),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class SqliteConnectionDriver implements Driver {
  readonly #sqlite: SqliteConnection;
  readonly #connection: DatabaseConnection;
  readonly #begin: string;

  constructor(sqlite: SqliteConnection, begin: string) {
    this.#sqlite = sqlite;
    this.#connection = databaseConnection(sqlite);
    this.#begin = begin;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    await this.#sqlite.execute(this.#begin);
  }

  async commitTransaction(): Promise<void> {
    await this.#sqlite.execute("commit");
  }

  async rollbackTransaction(): Promise<void> {
    try {
      await this.#sqlite.execute("rollback");
    } catch (error) {
      // Whatever came next would be part of a transaction that nobody commits.
      await this.#sqlite.terminate();
      throw error;
    }
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#sqlite.close();
  }
}

function databaseConnection(sqlite: SqliteConnection): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, changes } = await sqlite.execute(query.sql, query.parameters);
      return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new Error("Statements that return more than fits in a page are not sent to SQLite");
    },
  };
}
