import { DatabaseError } from "pg";
import { StoreError } from "../../jobs/store-error.ts";

/** The codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) of errors that are about the database itself. */
const code = {
  DEADLOCK: "40P01",
  SERIALIZATION_FAILURE: "40001",
  UNIQUE_VIOLATION: "23505",
  WRONG_PASSWORD: "28P01",
  NOT_AUTHORIZED: "28000",
  NO_SUCH_DATABASE: "3D000",
  NO_PRIVILEGE: "42501",
  READ_ONLY: "25006",
  DISK_FULL: "53100",
  OUT_OF_MEMORY: "53200",
  TOO_MANY_CONNECTIONS: "53300",
  LOCK_TIMEOUT: "55P03",
  STATEMENT_TIMEOUT: "57014",
  DATA_CORRUPTED: "XX001",
  INDEX_CORRUPTED: "XX002",
  NOT_PREPARED: "26000",
  PREPARED_ALREADY: "42P05",
  NOT_SUPPORTED: "0A000",
} as const;

/**
 * The server does not know a prepared query by its name, or knows another one: a program in between, such as PgBouncer,
 * gives each transaction another connection of the server. Or the tables have changed since the query was prepared.
 */
export function isNotPrepared(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  const isChanged = error.code === code.NOT_SUPPORTED && error.message.startsWith("cached plan");
  return error.code === code.NOT_PREPARED || error.code === code.PREPARED_ALREADY || isChanged;
}

/** Whether a transaction that failed in this way was undone because of another one, and may succeed if it runs again. */
export function isLostRace(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  if (!(cause instanceof DatabaseError)) return false;
  if (isNotPrepared(cause)) return true;
  // A row that another transaction has added meanwhile.
  return [code.DEADLOCK, code.SERIALIZATION_FAILURE, code.UNIQUE_VIOLATION].some((each) => each === cause.code);
}

/** Whether the server could not be reached, or ended the connection. A later call may reach it. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof StoreError) || error.code !== "STORE_UNAVAILABLE") return false;
  const { cause } = error;
  if (cause instanceof DatabaseError) return isOfConnection(cause) || cause.code === code.TOO_MANY_CONNECTIONS;
  return cause instanceof Error && cause.message !== messageOfClosedPool;
}

/** Connections that fail, servers that start or stop, and sessions that were idle in a transaction for too long. */
function isOfConnection({ code = "" }: DatabaseError): boolean {
  return /^(08|57P0[1235]|25P03)/.test(code);
}

const messageOfClosedPool = "Cannot use a pool after calling end on the pool";

/**
 * The error for a statement or a connection that failed.
 *
 * @param name the database: see `databaseName`
 * @returns a StoreError if the database cannot be used. Any other error stays as it is: the statement is wrong
 */
export function postgresError(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const options = { cause: error };
  if (!(error instanceof DatabaseError)) return connectionError(error, name);
  const named = capitalized(name);
  switch (error.code ?? "") {
    case code.WRONG_PASSWORD:
    case code.NOT_AUTHORIZED:
      return new StoreError(
        "STORE_UNAVAILABLE",
        `${named} refuses this user (${error.message}). Check the user and the password in DATABASE_URL.`,
        options,
      );
    case code.NO_SUCH_DATABASE:
      return new StoreError(
        "STORE_UNAVAILABLE",
        `${named} does not exist. Create it with \`createdb\`, or correct DATABASE_URL.`,
        options,
      );
    case code.NO_PRIVILEGE:
      return new StoreError(
        "STORE_READ_ONLY",
        `${named} does not let this user do what Gleaner needs (${error.message}). ` +
          "Make the user the owner of the database, or give it the rights to create tables in it.",
        options,
      );
    case code.READ_ONLY:
      return new StoreError(
        "STORE_READ_ONLY",
        `${named} can only be read: it may be a standby, or set so. Use the primary server in DATABASE_URL.`,
        options,
      );
    case code.DISK_FULL:
      return new StoreError(
        "STORE_FULL",
        `The disk of ${name} is full. Free some space there; what was committed is safe.`,
        options,
      );
    case code.TOO_MANY_CONNECTIONS:
      return new StoreError(
        "STORE_UNAVAILABLE",
        `${named} takes no more connections. Close some, or raise max_connections of the server.`,
        options,
      );
    case code.LOCK_TIMEOUT:
    case code.DEADLOCK:
    case code.SERIALIZATION_FAILURE:
      return new StoreError(
        "STORE_LOCKED",
        `Another program holds locks in ${name} for too long. Close what works on its tables, and try again.`,
        options,
      );
    case code.STATEMENT_TIMEOUT:
      return new StoreError(
        "STORE_UNAVAILABLE",
        `${named} took too long for an answer. It may have too much to do; try again.`,
        options,
      );
    case code.DATA_CORRUPTED:
    case code.INDEX_CORRUPTED:
      return new StoreError(
        "STORE_CORRUPT",
        `${named} is damaged (${error.message}). Stop Gleaner, and restore a backup.`,
        options,
      );
    case code.OUT_OF_MEMORY:
      return unusable(error, name);
    default:
      // 58: errors of the system that the server runs on.
      return isOfConnection(error) || /^(57P|58)/.test(error.code ?? "") ? unusable(error, name) : error;
  }
}

/** An error of the network, or of the client after its connection was lost. */
function connectionError(error: Error, name: string): unknown {
  const reason = networkReason(error);
  if (reason === null) return error;
  return new StoreError(
    "STORE_UNAVAILABLE",
    `${capitalized(name)} cannot be reached (${reason}). See that the server runs, and check DATABASE_URL.`,
    { cause: error },
  );
}

function networkReason(error: Error): string | null {
  const systemCode = "code" in error && typeof error.code === "string" ? error.code : null;
  if (systemCode !== null && /^(E[A-Z]+|CERT_|DEPTH_|SELF_|UNABLE_|ERR_TLS)/.test(systemCode)) {
    return error.message === "" ? systemCode : error.message;
  }
  // The messages of `pg` for a connection that ended, or was never made.
  const messages =
    /connection|timeout exceeded|read timeout|not queryable|pool after calling end|does not support SSL|SASL/i;
  return messages.test(error.message) ? error.message : null;
}

function unusable(error: Error, name: string): StoreError {
  return new StoreError(
    "STORE_UNAVAILABLE",
    `${capitalized(name)} cannot be used now (${error.message}). See that the server runs; what was committed is safe.`,
    { cause: error },
  );
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
