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
import { isOfScript, noWaitForDisk } from "./instructions.ts";
import { parametersOfRuns, rowsOf } from "./row-by-row.ts";

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
  readonly #connection: OnlyConnection;

  constructor(sqlite: SqliteConnection) {
    this.#sqlite = sqlite;
    this.#connection = new OnlyConnection(sqlite);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    // Takes the lock at once, because taking it later can fail. No transaction is without another statement.
    this.#connection.begin();
  }

  async commitTransaction(): Promise<void> {
    await this.#sqlite.execute("commit");
    this.#connection.end();
  }

  async rollbackTransaction(): Promise<void> {
    this.#sqlite.dropWaiting();
    try {
      await this.#sqlite.execute("rollback");
      this.#connection.end();
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

class OnlyConnection implements DatabaseConnection {
  readonly #sqlite: SqliteConnection;
  #isInTransaction = false;
  #waitsForDisk = true;

  constructor(sqlite: SqliteConnection) {
    this.#sqlite = sqlite;
  }

  begin(): void {
    this.#sqlite.executeWithNext("begin immediate");
    this.#isInTransaction = true;
  }

  end(): void {
    this.#isInTransaction = false;
    if (!this.#waitsForDisk) this.#sqlite.executeWithNext("pragma synchronous = full");
    this.#waitsForDisk = true;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql, parameters } = query;
    if (isOfScript(parameters)) {
      await this.#sqlite.runScript(sql);
      return { rows: [] };
    }
    if (query === noWaitForDisk) {
      // SQLite changes this only outside of transactions, and the transaction has not begun yet.
      this.#sqlite.executeBeforeWaiting(sql);
      this.#waitsForDisk = false;
      return { rows: [] };
    }
    const runs = rowsOf(parameters);
    if (runs !== null && this.#isInTransaction && isRowsOnly(query)) {
      this.#sqlite.executeWithNext(sql, parametersOfRuns(parameters), runs);
      return { rows: [], numAffectedRows: BigInt(runs) };
    }
    const { rows, changes } = await this.#sqlite.execute(sql, parametersOfRuns(parameters), runs ?? 1);
    return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
  }

  streamQuery(): never {
    throw new Error("Statements that return more than fits in a page are not sent to SQLite");
  }
}

/** Whether a statement writes each of its rows or fails, and returns nothing. */
function isRowsOnly({ query }: CompiledQuery): boolean {
  if (query.kind !== "InsertQueryNode") return false;
  const { returning, onConflict, orAction } = query;
  return !returning && !orAction && !onConflict?.doNothing && !onConflict?.updateWhere;
}
