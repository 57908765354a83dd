/**
 * How directories and files are opened whose paths the library knows. Walks, probers, posters and deletion all open them
 * by `open-known-directory-thread.ts` and `open-known-file-thread.ts`, which use the parts in this file. All calls block,
 * so only threads and child processes import these files.
 *
 * A path is only a name. Somebody who may write to a scanned directory can exchange a part of the path for a link at any
 * moment, also between a check of the path and its use. So nothing here checks a path and uses the path afterwards. Each
 * function opens first, then asks the system about the open object, and uses only that object:
 *
 * 1. `open` gives a descriptor. From then on no exchange of names changes which object the descriptor stands for.
 * 2. `readlink /proc/self/fd/N` gives the place where the open object is. The kernel builds this path from the object
 *    itself, so no link is left in it. If the object has been reached through a link to the outside, its place is
 *    outside, and it is refused.
 * 3. `/proc/self/fd/N` opens the object again, and `/proc/self/fd/N/name` reaches an entry of the open directory. Both
 *    start at the object and never look at the path again. This is the work of `openat`, which Node does not have.
 *
 * What somebody can still do is to move an object: a directory that is moved to the outside between steps 2 and 3 was
 * inside when it was checked, and a directory that is moved to the inside is inside. Both need the right to write in
 * both places. Hard links cannot be told from their originals. A process that may mount file systems is trusted.
 *
 * The first open asks for the place only (`O_PATH`): it reads nothing, waits for nobody and does not wake a device, so
 * it does no harm where it leads to the outside. Only after the check is a file opened for reading.
 *
 * Systems without `/proc/self/fd` have no such way. There the real path and the identity (device and inode) are compared
 * before and after. That notices an exchange, but not two exchanges at the right moments. Files are not deleted there.
 */
import { type BigIntStats, readlinkSync } from "node:fs";

/** O_PATH of Linux, which Node does not name: asks for the place only. */
export const placeOnly = 0o10_000_000;

export interface OpenRules {
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
}

/** Device and inode, which tell a directory or file from all others that exist. */
export function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

/** The path that stands for an open descriptor in this process, all its threads included. */
export function reach(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/** Where the open object is; null where the system does not tell. */
export function placeOf(descriptor: number): string | null {
  try {
    return readlinkSync(reach(descriptor));
  } catch {
    return null;
  }
}

/** The code of a system error. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
