/**
 * A thread with one connection at a time to a SQLite database. It runs one statement after the other and answers each.
 * It may block: on the disk, on a lock, on a search of the whole library.
 */
import { type Stats, statSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { parentPort } from "node:worker_threads";
import { reasonForNotOpening } from "./reason-for-not-opening.ts";
import { addSqlFunctions } from "./sql-functions.ts";
import { damage, type SqliteFailure } from "./sqlite-error.ts";

export interface SqliteDatabase {
  readonly path: string;
  /** How long a statement waits for another process that has the database locked, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Whether to open an existing file for reading only. Default false. */
  readonly readOnly?: boolean;
  /**
   * Reads the file as if nobody could change it, without a lock and without its log: for a file that this process cannot
   * write, and that no other process has open. Default false.
   */
  readonly immutable?: boolean;
}

export interface SqliteStatement {
  /** One statement, or a script of several. */
  readonly sql: string;
  /** Each is a value for all runs, or an array with a value for each. */
  readonly parameters: readonly unknown[];
  /** More than one run needs a transaction. */
  readonly runs: number | "script";
}

interface SqliteRequest extends SqliteStatement {
  /** Returned with the answer. */
  readonly id: number;
  /** Statements that run first. Nothing runs after one that fails, and the answer is its error. */
  readonly before: readonly SqliteStatement[];
}

/** A connection begins with `open` and ends with `close`, which is answered by `closed`. */
export type SqliteMessage = { readonly open: SqliteDatabase } | SqliteRequest | "close";

type Outcome =
  | {
      readonly kind: "done";
      /** The names of the columns, in the order of the values. */
      readonly columns: readonly string[];
      /** Lists of values: between threads, objects cost twice as much. */
      readonly rows: readonly (readonly unknown[])[];
      readonly changes: number;
    }
  | ({ readonly kind: "failed" } & SqliteFailure);

export type SqliteAnswer = Outcome & { readonly id: number };

/** The number of statements that stay prepared, those used last. There are never more in use. */
const statementsKept = 100;

interface Prepared {
  readonly statement: StatementSync;
  columns: readonly string[];
}

const nothing = { kind: "done", columns: [], rows: [], changes: 0 } as const;

/** A connection. The first statement opens the file. */
function connect(data: SqliteDatabase) {
  const statements = new Map<string, Prepared>();
  let database: DatabaseSync | null = null;
  /** The file at the last statement. SQLite itself would go on with a file that was removed, and lose all writes. */
  let opened: Stats | undefined;

  function runAll({ before, ...last }: SqliteRequest): Outcome {
    if (database === null) {
      const file = data.immutable === true ? immutable(data.path) : data.path;
      database = new DatabaseSync(file, { timeout: data.busyTimeoutMs, readOnly: data.readOnly ?? false });
      addSqlFunctions(database);
      opened = statSync(data.path, { throwIfNoEntry: false });
    } else if (opened !== undefined) {
      const now = statSync(data.path, { throwIfNoEntry: false });
      if (now?.ino !== opened.ino || now.dev !== opened.dev) return { kind: "failed", ...damage.gone };
      if (now.size === 0 && opened.size > 0) return { kind: "failed", ...damage.emptied };
      opened = now;
    }
    for (const statement of before) run(database, statement);
    return run(database, last);
  }

  function run(database: DatabaseSync, { sql, parameters, runs }: SqliteStatement): Outcome {
    // SQLite may have rolled the transaction back by itself, for example when the disk is full.
    if (sql === "rollback" && !database.isTransaction) return nothing;
    if (runs === "script") {
      database.exec(sql);
      return nothing;
    }
    if (runs > 1 && !database.isTransaction) throw new Error("Many rows with one statement need a transaction");
    const known = prepared(database, sql);
    const { statement } = known;
    const rows: (readonly unknown[])[][] = [];
    let changes = 0;
    for (let nth = 0; nth < runs; nth += 1) {
      const values = parameters.map((value: unknown) => (isList(value) ? value[nth] : value)) as SQLInputValue[];
      if (known.columns.length > 0) rows.push(statement.all(...values) as unknown as unknown[][]);
      else changes += Number(statement.run(...values).changes);
    }
    const all = rows.flat();
    // Another connection has changed the table, and SQLite has prepared the statement again.
    if (all.length > 0 && all[0]?.length !== known.columns.length) known.columns = columnsOf(statement);
    return { kind: "done", columns: known.columns, rows: all, changes };
  }

  function prepared(open: DatabaseSync, sql: string): Prepared {
    const kept = statements.get(sql) ?? prepare(open, sql);
    statements.delete(sql);
    statements.set(sql, kept);
    const [oldest] = statements.keys();
    if (statements.size > statementsKept && oldest !== undefined) statements.delete(oldest);
    return kept;
  }

  return {
    execute(request: SqliteRequest): Outcome {
      try {
        return runAll(request);
      } catch (error) {
        const outcome = failure(error);
        if (isTableMissing(outcome) && !hasTables(database)) return { kind: "failed", ...damage.emptied };
        return { ...outcome, reason: reasonForNotOpening(outcome, data.path) };
      }
    },
    close: () => database?.close(),
  };
}

function serve(port: NonNullable<typeof parentPort>): void {
  let connection: ReturnType<typeof connect> | null = null;
  port.on("message", (message: SqliteMessage) => {
    if (message === "close") {
      connection?.close();
      connection = null;
      port.postMessage("closed");
    } else if ("open" in message) {
      connection = connect(message.open);
    } else if (connection !== null) {
      port.postMessage({ ...connection.execute(message), id: message.id } satisfies SqliteAnswer);
    }
  });
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function immutable(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return url;
}

function prepare(database: DatabaseSync, sql: string): Prepared {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return { statement, columns: columnsOf(statement) };
}

function columnsOf(statement: StatementSync): readonly string[] {
  return statement.columns().map(({ name }) => name);
}

/** A statement that SQLite cannot compile, because a table or column is not there. */
function isTableMissing(outcome: Outcome): boolean {
  return outcome.kind === "failed" && outcome.errcode === 1 && outcome.message.startsWith("no such ");
}

function hasTables(database: DatabaseSync | null): boolean {
  try {
    return database?.prepare("select 1 from sqlite_master where name = 'store_info'").get() !== undefined;
  } catch {
    return false;
  }
}

function failure(error: unknown): { readonly kind: "failed" } & SqliteFailure {
  const message = error instanceof Error ? error.message : String(error);
  const errcode = error instanceof Error && "errcode" in error ? error.errcode : null;
  return { kind: "failed", message, errcode: typeof errcode === "number" ? errcode : null };
}

if (parentPort !== null) serve(parentPort);
