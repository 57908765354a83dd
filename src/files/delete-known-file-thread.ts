/** Deletes the file of a video. Its calls block, so only threads import it. `opened-object-thread.ts` has the races. */
import { lstatSync, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type FileVersion, isSameVersion, versionOf } from "./file-version.ts";
import { withDirectory } from "./open-known-directory-thread.ts";

/** Why a file was not deleted. The message ends a sentence. */
class NotDeleted extends Error {
  override readonly name = "NotDeleted";
  readonly code = "NOT_DELETED";
}

export interface DeleteOptions {
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
  /** The file as the library knows it. A file that has changed since is kept. */
  readonly version: FileVersion;
  /** Called before each call to the disk. Where it throws, nothing is deleted. */
  readonly beat: () => void;
}

/**
 * Deletes a file, or a link but not its target.
 *
 * The check and the deletion act on the same open directory, so nothing is deleted outside the allowed directories,
 * whatever happens to the path meanwhile. Between the look at the file and its deletion somebody may put another file
 * of this name into the same directory: then that one is deleted.
 *
 * @param path absolute; its directory has no links in it
 * @throws NotDeleted; PathExchanged; the system's error, ENOENT where there is no such file; the errors of `beat`
 */
export function deleteKnownFile(path: string, { roots, version, beat }: DeleteOptions): void {
  beat();
  withDirectory(dirname(path), { roots, followLinks: false }, ({ entries, isHeld }) => {
    if (!isHeld) throw new NotDeleted("this system has no way to delete a file without following exchanged links.");
    const entry = entries + basename(path);
    beat();
    const stats = lstatSync(entry);
    if (!stats.isSymbolicLink()) {
      if (!stats.isFile()) throw new NotDeleted("it is not a regular file.");
      if (!isSameVersion(versionOf(stats), version)) {
        throw new NotDeleted("it has changed since it was scanned. Scan its directory again first.");
      }
    }
    beat();
    unlinkSync(entry);
  });
}
