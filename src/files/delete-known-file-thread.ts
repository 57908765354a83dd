/** Deletes the file of a video. Its calls block, so only threads import it. See open-known-file-thread.ts for the races. */
import { closeSync, constants, lstatSync, openSync, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { isAllowed } from "./is-within.ts";
import { placeOf, placeOnly, reach } from "./open-known-file-thread.ts";

/** A file as a scan has seen it. */
export interface FileVersion {
  /** In bytes. */
  readonly size: number;
  /** Modification time, in microseconds since 1970. */
  readonly modifiedUs: number;
}

/** Why a file was not deleted. The message ends a sentence. */
export class NotDeleted extends Error {
  override readonly name = "NotDeleted";
  readonly code: "OUTSIDE_ROOTS" | "NOT_DELETED";

  constructor(code: "OUTSIDE_ROOTS" | "NOT_DELETED", message: string) {
    super(message);
    this.code = code;
  }
}

export interface DeleteRules {
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
  /** The file to delete. A file that has changed since is kept. */
  readonly version: FileVersion;
  /** Asked before each call to the disk. Where it says no, the deletion ends without an effect. */
  readonly mayGoOn: () => boolean;
}

/**
 * Deletes a file, or a link but not its target.
 *
 * The check and the deletion act on the same open directory, so nothing is deleted outside the allowed directories,
 * whatever happens to the path meanwhile. Between the look at the file and its deletion somebody may put another file
 * of this name into the same directory: then that one is deleted.
 *
 * @param path absolute
 * @throws NotDeleted; the system's error, ENOENT where there is no such file
 */
export function deleteKnownFile(path: string, { roots, version, mayGoOn }: DeleteRules): void {
  const next = (): void => {
    if (!mayGoOn()) throw new NotDeleted("NOT_DELETED", "nobody waits for it any more.");
  };
  if (process.platform !== "linux") throw noWay();
  next();
  const directory = openSync(dirname(path), placeOnly | constants.O_DIRECTORY);
  try {
    const place = placeOf(directory);
    if (place === null) throw noWay();
    if (!isAllowed(place, roots)) throw new NotDeleted("OUTSIDE_ROOTS", "it is outside the allowed directories.");
    const entry = `${reach(directory)}/${basename(path)}`;
    next();
    const stats = lstatSync(entry);
    if (!stats.isSymbolicLink()) {
      if (!stats.isFile()) throw new NotDeleted("NOT_DELETED", "it is not a regular file.");
      if (stats.size !== version.size || Math.round(stats.mtimeMs * 1_000) !== version.modifiedUs) {
        throw new NotDeleted("NOT_DELETED", "it has changed since it was scanned. Scan its directory again first.");
      }
    }
    next();
    unlinkSync(entry);
  } finally {
    closeSync(directory);
  }
}

function noWay(): NotDeleted {
  return new NotDeleted("NOT_DELETED", "this system has no way to delete a file without following exchanged links.");
}
