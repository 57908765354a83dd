import type { Worker } from "node:worker_threads";
import { threadError } from "../../../files/system-error-text.ts";
import { StoreError } from "../../../jobs/store-error.ts";
import { sqliteError } from "./sqlite-error.ts";
import type { SqliteAnswer, SqliteDatabase, SqliteMessage, SqliteStatement } from "./sqlite-thread.ts";
import { giveThreadBack, takeThread } from "./sqlite-threads.ts";

interface Waiting {
  readonly resolve: (answer: { rows: object[]; changes: number }) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Resolves when the database is closed, or the thread has ended. */
  readonly left: Promise<void>;
}

/** One connection to a SQLite database, in its own thread. */
export class SqliteConnection {
  readonly #database: SqliteDatabase;
  #thread: Thread | null = null;
  /** The callers that wait for an answer, by the ids of their requests. */
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  /** Statements that go with the next one. */
  #later: SqliteStatement[] = [];
  readonly #onUnusable: (error: StoreError) => void;
  #closed: Promise<void> | null = null;
  #ended: StoreError | null = null;

  /**
   * The first statement starts the thread and opens the file. A connection that may write creates a missing file.
   *
   * @param onUnusable called before a statement fails because the database cannot be used
   */
  constructor(database: SqliteDatabase, onUnusable: (error: StoreError) => void = () => {}) {
    this.#database = database;
    this.#onUnusable = onUnusable;
  }

  /**
   * Runs one statement, after all statements handed in before.
   *
   * @param parameters see `SqliteStatement`
   * @param runs how often it runs; more than one run needs a transaction
   * @returns the rows and changes of all runs
   * @throws StoreError if the database cannot be used, `SqliteError` if the statement itself fails, or one of those that
   *   were to run with it
   */
  async execute(
    sql: string,
    parameters: readonly unknown[] = [],
    runs = 1,
  ): Promise<{ rows: object[]; changes: number }> {
    return this.#send({ sql, parameters, runs });
  }

  /**
   * Runs statements without parameters, one after the other, until one fails.
   *
   * @param sql with semicolons in between
   * @throws as `execute`
   */
  async runScript(sql: string): Promise<void> {
    await this.#send({ sql, parameters: [], runs: "script" });
  }

  /**
   * Runs a statement together with the next one. If it fails, the next one does not run and has its error. Statements that
   * share a message and its answer cost much less than each by itself.
   */
  executeWithNext(sql: string, parameters: readonly unknown[] = [], runs = 1): void {
    this.#later.push({ sql, parameters, runs });
  }

  /** Runs a statement just before the last one that waits for the next one. */
  executeBeforeWaiting(sql: string): void {
    this.#later.splice(-1, 0, { sql, parameters: [], runs: 1 });
  }

  /** Drops the statements that were to run with the next one. */
  dropWaiting(): void {
    this.#later = [];
  }

  async #send(statement: SqliteStatement): Promise<{ rows: object[]; changes: number }> {
    const before = this.#later;
    this.#later = [];
    if (this.#ended !== null || this.#closed !== null) throw this.#ended ?? this.#endError("has ended");
    const { promise, resolve, reject } = Promise.withResolvers<{ rows: object[]; changes: number }>();
    this.#thread ??= this.#start();
    this.#lastId += 1;
    const id = this.#lastId;
    // Throws if a parameter cannot be sent to a thread. No answer comes then.
    this.#thread.worker.postMessage({ id, before, ...statement } satisfies SqliteMessage);
    this.#waiting.set(id, { resolve, reject });
    return promise;
  }

  /** Runs the statements handed in so far, then closes the database. An uncommitted transaction is undone. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Ends the thread after its current statement, which cannot be interrupted. Commits so far are safe. */
  async terminate(): Promise<void> {
    await this.#thread?.worker.terminate();
    await this.#thread?.left;
  }

  async #close(): Promise<void> {
    if (this.#thread === null) this.#end("has ended");
    this.#thread?.worker.postMessage("close" satisfies SqliteMessage);
    await this.#thread?.left;
  }

  #start(): Thread {
    const worker = takeThread();
    const { promise: left, resolve } = Promise.withResolvers<void>();
    const listeners = {
      message: (answer: SqliteAnswer | "closed") => {
        if (answer !== "closed") return this.#settle(answer);
        for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
        this.#thread = null;
        giveThreadBack(worker);
        listeners.exit();
      },
      error: (error: Error) => this.#end(`has failed (${threadError(error).message})`, error),
      exit: () => {
        this.#end("has ended");
        resolve();
      },
    };
    for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
    worker.postMessage({ open: this.#database } satisfies SqliteMessage);
    return { worker, left };
  }

  #settle(answer: SqliteAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.kind === "done") {
      const { columns, rows, changes } = answer;
      return waiting?.resolve({ rows: rowsOf(columns, rows), changes });
    }
    const error = sqliteError(answer, this.#database.path);
    if (error instanceof StoreError) this.#onUnusable(error);
    waiting?.reject(error);
  }

  #end(how: string, cause?: unknown): void {
    this.#ended ??= this.#endError(how, cause);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  #endError(how: string, cause?: unknown): StoreError {
    const message = `The connection to ${this.#database.path} ${how}. What was committed is safe: start Gleaner again.`;
    return new StoreError("STORE_UNAVAILABLE", message, { cause });
  }
}

/** Copies of one row that has all columns: an object that grows column by column takes several times the memory. */
function rowsOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): object[] {
  const blank: Record<string, unknown> = {};
  for (const column of columns) blank[column] = null;
  return rows.map((values) => {
    const row = { ...blank };
    for (let index = 0; index < columns.length; index += 1) row[columns[index] as string] = values[index];
    return row;
  });
}
