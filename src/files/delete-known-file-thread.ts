/** Deletes the file of a video. Its calls block, so only threads import it. `opened-object-thread.ts` has the races. */
import { lstatSync, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { say } from "../sentences/say.ts";
import { type FileVersion, isSameVersion, versionOf } from "./file-version.ts";
import type { ComparedCopies } from "./kept-copy.ts";
import { withDirectory } from "./open-known-directory-thread.ts";
import { NotDeleted, requireCopies } from "./require-copies-thread.ts";

export interface DeleteOptions {
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
  /** The file as the library knows it. A file that has changed since is kept. */
  readonly version: FileVersion;
  /**
   * If the file is one of several copies: it is deleted only while the others are there, and while the two files that were
   * compared are as they were then. Default: it is not
   */
  readonly copies?: ComparedCopies | undefined;
  /** Nothing is deleted after this time, in milliseconds since 1970. Default: there is no limit. */
  readonly until?: number | undefined;
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
 * @throws NotDeleted, also if it has become too late; PathExchanged; the system's error, ENOENT where there is no such file; the errors of `beat`
 */
export function deleteKnownFile(path: string, { roots, version, copies, until, beat }: DeleteOptions): void {
  beat();
  withDirectory(dirname(path), { roots, followLinks: false }, ({ entries, isHeld }) => {
    if (!isHeld) throw new NotDeleted(say("no_safe_deletion"));
    const entry = entries + basename(path);
    beat();
    const stats = lstatSync(entry);
    if (!stats.isSymbolicLink()) {
      if (!stats.isFile()) throw new NotDeleted(say("no_regular_file_to_delete"));
      if (!isSameVersion(versionOf(stats), version)) {
        throw new NotDeleted(say("changed_since_scan"));
      }
    }
    if (copies !== undefined) {
      const { file, kept } = requireCopies(entry, { copies, version, roots, beat });
      if (file !== copies.equal.file) throw new NotDeleted(say("changed_since_read"));
      if (kept !== copies.equal.kept) throw new NotDeleted(say("kept_changed_since_read"));
    }
    beat();
    // A process may have slept.
    if (until !== undefined && Date.now() > until) throw new NotDeleted(say("too_late"));
    unlinkSync(entry);
  });
}
