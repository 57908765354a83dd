/**
 * One process has a data directory at a time. Two that ran jobs from one database would each take the other's for
 * abandoned.
 *
 * The lock is that of SQLite on a file of its own, `gleaner.lock`: it is held by the operating system and goes with
 * the process, however that ends, so that there are no stale locks. The file is never removed, and nothing else
 * here may open it: a process that closes any handle to a file loses the locks that it has on it.
 *
 * Beside it the owner puts `owner.json`, which says who it is. It means something only while the lock is held.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { StoreError } from "../../../jobs/store-error.ts";
import { within } from "../../../within.ts";
import { sqliteError } from "../connection/sqlite-error.ts";
import {
  type OwnerRecord,
  readOwnerRecord,
  removeLeftRecord,
  removeOwnerRecord,
  writeOwnerRecord,
} from "./owner-record.ts";

export interface DataDirectoryLock {
  /** Lets other processes know who has the directory; replaces what was said before. */
  publish(owner: OwnerRecord): Promise<void>;
  /**
   * True if the last owner did not end in order: its record was still there. Publish a record before the first write, so
   * that the next owner can tell.
   */
  readonly previousOwnerDied: boolean;
  /** Removes the published record. Call this when the work is over: from then on this process counts as ended in order. */
  withdraw(): Promise<void>;
  /** Withdraws and lets go. If the disk does not answer, the lock goes with the process. */
  release(): Promise<void>;
}

export type LockOutcome =
  | { readonly kind: "locked"; readonly lock: DataDirectoryLock }
  /** Another process has it. `owner` is null where it has not said who it is, or not yet. */
  | { readonly kind: "in_use"; readonly owner: OwnerRecord | null };

/** How often, and at which distance, a lock that is held is tried again: it may be a reader's, for an instant. */
const tries = { times: 10, everyMs: 20 };

/**
 * Takes the data directory for this process, and makes it where there is none.
 *
 * @throws StoreError where it cannot be made or written
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

/** Who has the data directory: null where nobody has it, or whoever has it has not said who it is. */
export async function ownerOfDataDirectory(directory: string): Promise<OwnerRecord | null> {
  const record = await readOwnerRecord(directory);
  if (record === null) return null;
  const database = tryLock(directory, "shared");
  database?.close();
  return database === null ? record : null;
}

/** What to tell whoever wanted a data directory that another process has. */
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
      if (await within(withdrawMs, removeOwnerRecord(directory))) database.close();
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
  return sqliteError({ message: error.message, errcode: error.errcode }, path);
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
