import { rmSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorReason } from "../../../files/system-error-text.ts";
import { StoreError } from "../../../jobs/store-error.ts";
import { full } from "../connection/sqlite-error.ts";

/** The owner of a data directory, for other processes to find. */
export interface OwnerRecord {
  readonly pid: number;
  /** The address of its server; null if others may not join it. */
  readonly url: string | null;
  /** The token that requests to `url` must bring; null if they need none. */
  readonly token: string | null;
  /** The command that started it, for people: `gleaner serve`. */
  readonly command: string;
  readonly startedAt: Date;
}

function fileIn(directory: string): string {
  return join(directory, "owner.json");
}

/**
 * Replaces any earlier record in one step. Only the user who owns it can read it, because it has a secret.
 *
 * @throws StoreError that says what to do
 */
export async function writeOwnerRecord(directory: string, owner: OwnerRecord): Promise<void> {
  const file = fileIn(directory);
  await replace(file, owner).catch((cause: unknown) => {
    throw unwritten(file, cause);
  });
}

/** The error for a record that could not be written. */
export function unwritten(file: string, cause: unknown): StoreError {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  if (code === "ENOSPC" || code === "EDQUOT") return full(file, { cause });
  const message = `${file} cannot be written (${systemErrorReason(cause)}). Check the disk that holds it; what was committed is safe.`;
  return new StoreError("STORE_UNAVAILABLE", message, { cause });
}

async function replace(file: string, owner: OwnerRecord): Promise<void> {
  const temporary = `${file}.new`;
  // A file gets its mode only when it is created.
  await rm(temporary, { force: true });
  const { pid, url, token, command, startedAt } = owner;
  const record = { pid, url, token, command, started_at: startedAt.toISOString() };
  await writeFile(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: "wx" });
  await rename(temporary, file);
}

/** Removes the record that a dead process left. Returns false if there is none. */
export function removeLeftRecord(directory: string): boolean {
  try {
    // Synchronous, and not by the thread pool that a dead mount may hold up: nobody else gets the directory before this.
    rmSync(fileIn(directory));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** Removes the record of this process. Asynchronous: a disk that hangs must not keep this process from ending. */
export async function removeOwnerRecord(directory: string): Promise<void> {
  await rm(fileIn(directory), { force: true });
}

/** The record; null if there is none that this user can read. Its process may have ended. */
export async function readOwnerRecord(directory: string): Promise<OwnerRecord | null> {
  try {
    return ownerRecord(JSON.parse(await readFile(fileIn(directory), "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || isOutOfReach(error)) return null;
    throw error;
  }
}

function ownerRecord(value: unknown): OwnerRecord | null {
  if (typeof value !== "object" || value === null) return null;
  if (!("pid" in value && "url" in value && "token" in value && "command" in value && "started_at" in value))
    return null;
  const { pid, url, token, command, started_at } = value;
  if (typeof pid !== "number" || typeof command !== "string" || typeof started_at !== "string") return null;
  if (!isTextOrNull(url) || !isTextOrNull(token)) return null;
  const startedAt = new Date(started_at);
  return Number.isNaN(startedAt.getTime()) ? null : { pid, url, token, command, startedAt };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function isOutOfReach(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EACCES");
}
