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
import type { SqliteConnection } from "../connection/sqlite-connection.ts";
import { parametersOfEachRun } from "./row-by-row.ts";
import { isOfScript } from "./script.ts";

/**
 * Kysely on one SqliteConnection.
 *
 * @param use `transactions`: one user at a time has the connection, a transaction from its begin to its end, with no
 *   other statement in between. `reads`: there are no transactions, and no statement waits for the answer to another.
 */
export function sqliteDialect(connection: SqliteConnection, use: "transactions" | "reads"): Dialect {
  return {
    createDriver: () => new SqliteConnectionDriver(connection),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => (use === "reads" ? new ReadingAdapter() : new WritingAdapter()),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class ReadingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class WritingAdapter extends SqliteAdapter {
  /** SQLite can do this. Kysely says no because a few settings, which Gleaner leaves alone, need it otherwise. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqliteConnectionDriver implements Driver {
  readonly #sqlite: SqliteConnection;
  readonly #connection: DatabaseConnection;

  constructor(sqlite: SqliteConnection) {
    this.#sqlite = sqlite;
    this.#connection = databaseConnection(sqlite);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    // Takes the lock at once, because taking it later can fail.
    await this.#sqlite.execute("begin immediate");
  }

  async commitTransaction(): Promise<void> {
    await this.#sqlite.execute("commit");
  }

  async rollbackTransaction(): Promise<void> {
    try {
      await this.#sqlite.execute("rollback");
    } catch (error) {
      // Later statements would be part of a transaction that nobody commits.
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
      if (isOfScript(query.parameters)) {
        await sqlite.runScript(query.sql);
        return { rows: [] };
      }
      const { rows, changes } = await sqlite.execute(query.sql, ...parametersOfEachRun(query.parameters));
      return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new Error("Statements that return more than fits in a page are not sent to SQLite");
    },
  };
}
