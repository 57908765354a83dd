import type {
  Expression,
  Insertable,
  InsertObject,
  InsertQueryBuilder,
  InsertResult,
  Kysely,
  RawBuilder,
  SelectType,
  SqlBool,
  Transaction,
} from "kysely";
import type { TextInPayload } from "../jobs/job-store.ts";
import type { Tables, VideosTable } from "./schema.ts";

/** See `SqlDifferences.updateVideos`. */
export type ChangedColumns = {
  readonly [Column in Exclude<keyof VideosTable, "number">]?:
    | SelectType<VideosTable[Column]>
    | readonly SelectType<VideosTable[Column]>[];
};

/** SQL that differs between databases and that Kysely does not abstract. */
export interface SqlDifferences {
  /** The parts of the schema that differ: see `migrations/`. */
  readonly schema: {
    readonly database: "sqlite" | "postgres";
    /** A primary key that numbers rows in the order of their inserts. */
    readonly rowNumber: string;
    /** Text that sorts by the bytes of its UTF-8. */
    readonly text: string;
  };

  /** How many bytes a path can have at most; null if any number. */
  readonly longestPath: number | null;

  /** Whether a transaction must lock the rows that it reads before it writes. Not with one writer at a time. */
  readonly locksRows: boolean;

  /** Whether the library keeps digests of directories: see `scans/directory-digests.ts`. */
  readonly keepsDigests: boolean;

  /**
   * Runs `work` in a transaction. Where writers run at the same time, `work` runs again if the database has rolled it
   * back because of them.
   */
  inTransaction<Result>(
    db: Kysely<Tables>,
    work: (transaction: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result>;

  /**
   * Lets the transaction end before it is on the disk. A later transaction that does wait brings it there. Call this before
   * its first statement. Null where nothing can be gained.
   */
  readonly needNotWait: ((transaction: Transaction<Tables>) => Promise<void>) | null;

  /** Runs statements without parameters, one after the other. */
  runAll(transaction: Transaction<Tables>, statements: readonly string[]): Promise<void>;

  /** Makes a call that failed again for a moment if the connection was lost. Only for calls that may be made twice. */
  again<Result>(call: () => Promise<Result>): Promise<Result>;

  /** The same for as long as the database is away, as a scan waits. */
  patiently<Result>(call: () => Promise<Result>): Promise<Result>;

  /** The place of a new job in the order of submission. */
  readonly nextSubmission: RawBuilder<number>;
  /** The revision of a new job: above those of all other jobs. */
  readonly firstRevision: RawBuilder<number>;
  /** The next revision of a job in `jobs`: above its last one, and above those of all jobs that changed before. */
  readonly nextRevision: RawBuilder<number>;
  /**
   * The highest revision below which nothing can appear any more: the transactions of all lower revisions have ended.
   * Null if revisions become visible in their order.
   */
  readonly settledRevision: RawBuilder<number> | null;

  /**
   * Tells all processes that listen that the job in this row was cancelled or has ended; null if there are no other
   * processes.
   */
  readonly jobNotice: RawBuilder<string> | null;

  /** Milliseconds since 1970 by the clock of the server; null if the database has no server. */
  readonly serverTime: RawBuilder<number> | null;

  /** The columns of a new video that only the search of this database needs. */
  searchColumns(filename: string): Partial<Insertable<VideosTable>>;

  /** Stands at the end of a query that runs very often, so that the database keeps it prepared. */
  readonly markOfPreparedQuery: string;

  /**
   * Inserts any number of rows with one statement. It may fail after some rows, so it belongs into a transaction.
   *
   * @param rows at least one; all have the same columns
   */
  insertRows<Table extends keyof Tables>(
    into: InsertQueryBuilder<Tables, Table, InsertResult>,
    rows: readonly InsertObject<Tables, Table>[],
  ): InsertQueryBuilder<Tables, Table, InsertResult>;

  /** Inserts the details of videos that were just inserted. @param rows each with the id of its video */
  insertDetails(
    transaction: Transaction<Tables>,
    rows: readonly { readonly id: string; readonly details: string }[],
  ): Promise<void>;

  /** `column` is one of `values`. Any number of values is one parameter. */
  isOneOf(column: Expression<string>, values: readonly string[]): RawBuilder<SqlBool>;
  isOneOf(column: Expression<number>, values: readonly number[]): RawBuilder<SqlBool>;

  /** A table of files, with the columns `directory_id` and `filename`. Any number of files is one statement. */
  tableOfFiles(files: readonly { readonly directoryId: number; readonly filename: string }[]): RawBuilder<unknown>;

  /** A table of files, with the columns `size`, `modified_us` and `file_number`. Any number of files is one statement. */
  tableOfVersions(
    files: readonly { readonly size: number; readonly modifiedUs: number; readonly fileNumber: number }[],
  ): RawBuilder<unknown>;

  /**
   * Changes videos, each in its own way.
   *
   * @param numbers of the videos, at least one
   * @param columns each with a value for all of the videos, or with a list of one for each
   */
  updateVideos(transaction: Transaction<Tables>, numbers: readonly number[], columns: ChangedColumns): Promise<void>;

  /**
   * A column holds a JSON object with such a text. Null if the database cannot fold texts: then the rows are read and
   * compared in this process.
   */
  readonly jsonHasText: ((column: Expression<string>, text: TextInPayload) => RawBuilder<SqlBool>) | null;

  /** A column holds a JSON object, as `JSON.stringify` writes it, with `value` at `key`. */
  jsonHas(column: Expression<string>, key: string, value: string | boolean): RawBuilder<SqlBool>;

  /** The position of `search` in `text`, in characters from 1; 0 if it is not there. */
  position(text: Expression<string>, search: string): RawBuilder<number>;

  /** The digits of a whole number in a column; null if the column is null. */
  wholeNumber(column: Expression<unknown>): RawBuilder<string>;

  /** The texts of a column in all rows, with `separator` in between; null if there is no row. */
  joined(column: Expression<unknown>, separator: string): RawBuilder<string | null>;
}
