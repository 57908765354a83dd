/**
 * One process owns a data directory at a time. Two processes that ran jobs from one database would each take the
 * other's jobs for abandoned.
 *
 * The lock is SQLite's lock on the file `gleaner.lock`. The operating system holds it and frees it when the process
 * ends in any way, so there are no stale locks. The file is never removed. Nothing else may open it: a process that
 * closes any handle to a file loses all its locks on that file.
 *
 * The owner describes itself in `owner.json` beside it, which is valid only while the lock is held.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { StoreError } from "../../../jobs/store-error.ts";
import { within } from "../../../within.ts";
import { reasonForNotOpening } from "../connection/reason-for-not-opening.ts";
import { sqliteError } from "../connection/sqlite-error.ts";
import {
  type OwnerRecord,
  readOwnerRecord,
  removeLeftRecord,
  removeOwnerRecord,
  writeOwnerRecord,
} from "./owner-record.ts";

export interface DataDirectoryLock {
  /**
   * Publishes who owns the directory, in place of an earlier record.
   *
   * @throws StoreError
   */
  publish(owner: OwnerRecord): Promise<void>;
  /**
   * True if the last owner did not end in order: its record was still there. Publish a record before the first write, so
   * that the next owner can tell.
   */
  readonly previousOwnerDied: boolean;
  /** Removes the published record. Call this when the work is over: from then on this process counts as ended in order. */
  withdraw(): Promise<void>;
  /** Withdraws and lets go. While the disk does not answer the lock stays, at most as long as the process. */
  release(): Promise<void>;
}

export type LockOutcome =
  | { readonly kind: "locked"; readonly lock: DataDirectoryLock }
  /** Another process owns it. `owner` is null if it has not published a record, or not yet. */
  | { readonly kind: "in_use"; readonly owner: OwnerRecord | null };

/** Tries for a lock that is held: a reader may hold it for a moment. */
const tries = { times: 10, everyMs: 20 };

/**
 * Takes the data directory for this process, and creates it if it does not exist.
 *
 * @throws StoreError if it cannot be created or written
 */
export async function lockDataDirectory(directory: string): Promise<LockOutcome> {
  await make(directory);
  for (let round = 1; ; round += 1) {
    const database = tryLock(directory, "exclusive");
    if (database !== null) {
      const previousOwnerDied = removeLeftRecord(directory);
      return { kind: "locked", lock: heldLock(directory, database, previousOwnerDied) };
    }
    if (round === tries.times) return { kind: "in_use", owner: await readOwnerRecord(directory) };
    await sleep(tries.everyMs);
  }
}

/** The owner of the data directory; null if there is none, or it has published no record. */
export async function ownerOfDataDirectory(directory: string): Promise<OwnerRecord | null> {
  const record = await readOwnerRecord(directory);
  if (record === null) return null;
  const database = tryLock(directory, "shared");
  database?.close();
  return database === null ? record : null;
}

/** The error for a data directory that another process owns. */
export function dataDirectoryInUse(directory: string, owner: OwnerRecord | null): StoreError {
  const { by, way } =
    owner === null
      ? { by: "another program", way: "Stop it" }
      : {
          by: `another Gleaner (process ${owner.pid}, \`${owner.command}\`${owner.url === null ? "" : `, ${owner.url}`})`,
          way: owner.url === null ? "Stop it" : `Use it with --server ${owner.url}, stop it`,
        };
  return new StoreError(
    "STORE_IN_USE",
    `The data directory ${directory} is in use by ${by}. ${way}, or choose another --data directory.`,
  );
}

/** How long removing the record may take, in milliseconds. */
const withdrawMs = 150;

function heldLock(directory: string, database: DatabaseSync, previousOwnerDied: boolean): DataDirectoryLock {
  return {
    previousOwnerDied,
    publish: (owner) => writeOwnerRecord(directory, owner),
    async withdraw() {
      await within(withdrawMs, removeOwnerRecord(directory));
    },
    async release() {
      if (!database.isOpen) return;
      // In this order: once the lock is free, the record could be the next owner's.
      const released = removeOwnerRecord(directory).then(() => {
        if (database.isOpen) database.close();
      });
      await within(withdrawMs, released);
    },
  };
}

/** The open lock, which is freed by closing it, or null where somebody else is in the way. */
function tryLock(directory: string, mode: "exclusive" | "shared"): DatabaseSync | null {
  const path = join(directory, "gleaner.lock");
  const database = new DatabaseSync(path, { open: false, timeout: 0 });
  try {
    database.open();
    if (mode === "exclusive") database.exec("begin exclusive");
    else database.exec("select count(*) from sqlite_master");
    return database;
  } catch (error) {
    if (database.isOpen) database.close();
    const failure = storeError(error, path);
    if (failure instanceof StoreError && failure.code === "STORE_LOCKED") return null;
    throw failure;
  }
}

function storeError(error: unknown, path: string): unknown {
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return error;
  const failure = { message: error.message, errcode: error.errcode };
  return sqliteError({ ...failure, reason: reasonForNotOpening(failure, path) }, path);
}

async function make(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      "STORE_UNAVAILABLE",
      `The data directory ${directory} cannot be made (${reason}). Choose another with --data.`,
      { cause },
    );
  }
}
