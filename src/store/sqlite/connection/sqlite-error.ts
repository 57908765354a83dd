import { StoreError } from "../../../jobs/store-error.ts";

/** A statement failed because of the statement, such as a constraint, not because of the database. */
class SqliteError extends Error {
  override readonly name = "SqliteError";
  readonly code = "SQLITE_ERROR";
  /** SQLite's extended result code; null if the error is not SQLite's. */
  readonly errcode: number | null;

  constructor(message: string, errcode: number | null) {
    super(message);
    this.errcode = errcode;
  }
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that are about the database itself. */
const code = {
  BUSY: 5,
  LOCKED: 6,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  PROTOCOL: 15,
  NOTADB: 26,
} as const;

/** An I/O error while the memory that connections share grows. It is the first sign of a full disk. */
const IOERR_SHMSIZE = 4874;

/** A file of the database is shorter than it must be. */
const IOERR_SHORT_READ = 522;

/** Damage that SQLite does not notice, or takes for an empty database. */
export const damage = {
  gone: { message: "it was removed or replaced while Gleaner had it open", errcode: code.CORRUPT },
  emptied: { message: "it was emptied while Gleaner had it open", errcode: code.CORRUPT },
} as const;

export interface SqliteFailure {
  readonly message: string;
  /** SQLite's extended result code; null if the error is not SQLite's. */
  readonly errcode: number | null;
  /** More than SQLite knows, with what to do. */
  readonly reason?: string | null;
}

export function isAboutOpening({ errcode }: SqliteFailure): boolean {
  return ((errcode ?? 0) & 0xff) === code.CANTOPEN;
}

/**
 * The error for a statement that failed.
 *
 * @param path the database file
 * @returns a StoreError if the database cannot be used, otherwise a SqliteError
 */
export function sqliteError(failure: SqliteFailure, path: string): Error {
  const { message, errcode, reason = null } = failure;
  const options = { cause: new SqliteError(message, errcode) };
  if (errcode === IOERR_SHMSIZE) return full(path, options);
  if (errcode === IOERR_SHORT_READ) return corrupt(path, "it is cut off", options);
  switch ((errcode ?? 0) & 0xff) {
    case code.FULL:
      return full(path, options);
    case code.BUSY:
    case code.LOCKED:
    case code.PROTOCOL:
      return new StoreError(
        "STORE_LOCKED",
        `${path} is locked by another program. Close what has it open, such as a database browser, and try again.`,
        options,
      );
    case code.CORRUPT:
    case code.NOTADB:
      return corrupt(path, message, options);
    case code.READONLY:
      return new StoreError(
        "STORE_READ_ONLY",
        `${path} cannot be written (${message}). ` +
          "Give this user write access to it and to its directory, or choose another --data directory.",
        options,
      );
    case code.CANTOPEN:
      return new StoreError(
        "STORE_UNAVAILABLE",
        reason !== null
          ? `${path} cannot be opened: ${reason}`
          : `${path} cannot be opened. See that its directory exists and that this user may read and write in it, ` +
              "or choose another --data directory.",
        options,
      );
    case code.IOERR:
    case code.NOMEM:
      return new StoreError(
        "STORE_UNAVAILABLE",
        `${path} cannot be read or written (${message}). Check the disk that holds it; what was committed is safe.`,
        options,
      );
    default:
      return options.cause;
  }
}

function corrupt(path: string, reason: string, options: { cause: unknown }): StoreError {
  return new StoreError(
    "STORE_CORRUPT",
    `${path} is damaged or not a database (${reason}). ` +
      "Stop Gleaner, then move the file away to start with an empty library, or restore a backup.",
    options,
  );
}

/** @param path a file that could not be written */
export function full(path: string, options: { cause: unknown }): StoreError {
  return new StoreError(
    "STORE_FULL",
    `The disk that holds ${path} is full. Free some space; what was committed is safe.`,
    options,
  );
}
