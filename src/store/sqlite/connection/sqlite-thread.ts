/**
 * A thread that has one connection to a SQLite database and runs the statements that it is sent, one after the
 * other, and answers each. Here it may block: on the disk, on a lock, on a search of the whole library.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

export interface SqliteThreadData {
  readonly path: string;
  /** How long a statement waits for another process that has the database locked, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Whether it may read only, from a file that is there. Default false. */
  readonly readOnly?: boolean;
}

export type SqliteRequest =
  | {
      /** Returned with the answer. */
      readonly id: number;
      readonly sql: string;
      /** Of each time that it is to be run, within one transaction where that is more than once. */
      readonly runs: readonly (readonly unknown[])[];
    }
  | "close";

type Outcome =
  | { readonly kind: "done"; readonly rows: object[]; readonly changes: number }
  | { readonly kind: "failed"; readonly message: string; readonly errcode: number | null };

export type SqliteAnswer = Outcome & { readonly id: number };

/** Statements are kept ready, the last used ones. More than these are not in use at a time. */
const statementsKept = 100;

interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

function serve(port: NonNullable<typeof parentPort>, data: SqliteThreadData): void {
  const statements = new Map<string, Prepared>();
  let database: DatabaseSync | null = null;

  function run(sql: string, runs: readonly (readonly unknown[])[]): Outcome {
    database ??= new DatabaseSync(data.path, { timeout: data.busyTimeoutMs, readOnly: data.readOnly ?? false });
    // A transaction that SQLite has rolled back by itself, as it may when the disk is full, is over already.
    if (sql === "rollback" && !database.isTransaction) return { kind: "done", rows: [], changes: 0 };
    if (runs.length > 1 && !database.isTransaction) throw new Error("Many rows with one statement need a transaction");
    const { statement, hasRows } = prepared(database, sql);
    const values = runs as readonly (readonly SQLInputValue[])[];
    if (hasRows) return { kind: "done", rows: values.flatMap((each) => statement.all(...each)), changes: 0 };
    const changes = values.reduce((sum, each) => sum + Number(statement.run(...each).changes), 0);
    return { kind: "done", rows: [], changes };
  }

  function prepared(open: DatabaseSync, sql: string): Prepared {
    const kept = statements.get(sql) ?? prepare(open, sql);
    statements.delete(sql);
    statements.set(sql, kept);
    const [oldest] = statements.keys();
    if (statements.size > statementsKept && oldest !== undefined) statements.delete(oldest);
    return kept;
  }

  port.on("message", (request: SqliteRequest) => {
    if (request === "close") {
      database?.close();
      port.close();
      return;
    }
    const { id, sql, runs } = request;
    let outcome: Outcome;
    try {
      outcome = run(sql, runs);
    } catch (error) {
      outcome = failure(error);
    }
    port.postMessage({ ...outcome, id } satisfies SqliteAnswer);
  });
}

function prepare(database: DatabaseSync, sql: string): Prepared {
  const statement = database.prepare(sql);
  return { statement, hasRows: statement.columns().length > 0 };
}

function failure(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  const errcode = error instanceof Error && "errcode" in error ? error.errcode : null;
  return { kind: "failed", message, errcode: typeof errcode === "number" ? errcode : null };
}

if (parentPort !== null) serve(parentPort, workerData as SqliteThreadData);
