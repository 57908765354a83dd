import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { threadError } from "../../../files/system-error-text.ts";
import { StoreError } from "../../../jobs/store-error.ts";
import { sqliteError } from "./sqlite-error.ts";
import type { SqliteAnswer, SqliteRequest, SqliteThreadData } from "./sqlite-thread.ts";

interface Waiting {
  readonly resolve: (answer: { rows: object[]; changes: number }) => void;
  readonly reject: (error: Error) => void;
}

/** One connection to a SQLite database, in its own thread. */
export class SqliteConnection {
  readonly #data: SqliteThreadData;
  #thread: { readonly worker: Worker; readonly exited: Promise<void> } | null = null;
  /** The callers that wait for an answer, by the ids of their requests. */
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  readonly #onUnusable: (error: StoreError) => void;
  #ended: StoreError | null = null;

  /**
   * The first statement starts the thread and opens the file. A connection that may write creates a missing file.
   *
   * @param onUnusable called before a statement fails because the database cannot be used
   */
  constructor(data: SqliteThreadData, onUnusable: (error: StoreError) => void = () => {}) {
    this.#data = data;
    this.#onUnusable = onUnusable;
  }

  /**
   * Runs one statement, after all statements handed in before.
   *
   * @param runs the parameters of each run; more than one run needs a transaction
   * @returns the rows and changes of all runs
   * @throws StoreError if the database cannot be used, `SqliteError` if the statement itself fails
   */
  async execute(sql: string, ...runs: readonly (readonly unknown[])[]): Promise<{ rows: object[]; changes: number }> {
    if (this.#ended !== null) throw this.#ended;
    const { promise, resolve, reject } = Promise.withResolvers<{ rows: object[]; changes: number }>();
    this.#thread ??= this.#start();
    this.#lastId += 1;
    const id = this.#lastId;
    // Throws if a parameter cannot be sent to a thread. No answer comes then.
    this.#thread.worker.postMessage({ id, sql, runs: runs.length === 0 ? [[]] : runs } satisfies SqliteRequest);
    this.#waiting.set(id, { resolve, reject });
    return promise;
  }

  /** Runs the statements handed in so far, then closes the database. An uncommitted transaction is undone. */
  async close(): Promise<void> {
    if (this.#thread === null) this.#end("has ended");
    this.#thread?.worker.postMessage("close" satisfies SqliteRequest);
    await this.#thread?.exited;
  }

  /** Ends the thread after its current statement, which cannot be interrupted. Commits so far are safe. */
  async terminate(): Promise<void> {
    await this.#thread?.worker.terminate();
    await this.#thread?.exited;
  }

  #start(): { readonly worker: Worker; readonly exited: Promise<void> } {
    // Beside this file, with its extension: .ts in the source, .js when built.
    const file = new URL(`./sqlite-thread${extname(import.meta.url)}`, import.meta.url);
    // Without the flags of this process: a thread does not start with some, such as --input-type.
    const worker = new Worker(file, { name: "gleaner sqlite", workerData: this.#data, execArgv: [] });
    worker.on("message", (answer: SqliteAnswer) => this.#settle(answer));
    worker.on("error", (error: Error) => this.#end(`has failed (${threadError(error).message})`, error));
    const exited = new Promise<void>((resolve) => {
      worker.once("exit", () => {
        this.#end("has ended");
        resolve();
      });
    });
    return { worker, exited };
  }

  #settle(answer: SqliteAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.kind === "done") return waiting?.resolve(answer);
    const error = sqliteError(answer, this.#data.path);
    if (error instanceof StoreError) this.#onUnusable(error);
    waiting?.reject(error);
  }

  #end(how: string, cause?: unknown): void {
    this.#ended ??= new StoreError(
      "STORE_UNAVAILABLE",
      `The connection to ${this.#data.path} ${how}. What was committed is safe: start Gleaner again.`,
      { cause },
    );
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
