/** Deletes the file of a video. Its calls block, so only threads import it. `opened-object-thread.ts` has the races. */
import { lstatSync, type Stats, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { changedUsOf, type FileVersion, isSameVersion, versionOf } from "./file-version.ts";
import type { CopyVersion, DeleteCopies, KeptCopy } from "./kept-copy.ts";
import { legiblePath } from "./legible-path.ts";
import { withDirectory } from "./open-known-directory-thread.ts";
import { codeOf, identityOf } from "./opened-object-thread.ts";

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
  /** If the file is one of several copies: it is deleted only while the others are there, unchanged. Default: it is not */
  readonly copies?: DeleteCopies | undefined;
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
export function deleteKnownFile(path: string, { roots, version, copies, beat }: DeleteOptions): void {
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
    if (copies !== undefined) requireCopies(entry, stats, { copies, version, roots, beat });
    beat();
    unlinkSync(entry);
  });
}

/**
 * Looks at the files that stay, right before the deletion. A link is no copy, and neither is another name of the same file:
 * without the file, either would lead nowhere.
 */
function requireCopies(
  entry: string,
  stats: Stats,
  {
    copies,
    version,
    roots,
    beat,
  }: Required<Pick<DeleteOptions, "roots" | "version" | "beat">> & { readonly copies: DeleteCopies },
): void {
  if (stats.isSymbolicLink()) throw new NotDeleted("it is a link, so nothing is gained.");
  if (!isAsHashed(stats, { ...version, changedUs: copies.changedUs })) {
    throw new NotDeleted(
      "it has changed since it was compared. Scan its directory, and compare the files again first.",
    );
  }
  const identity = identityOf(lstatSync(entry, { bigint: true }));
  for (const kept of copies.kept) requireKept(kept, { identity, roots, beat });
}

/** @throws NotDeleted if the file to keep is not there as it was, or is the file to delete, which `identity` tells */
function requireKept(
  { path, version }: KeptCopy,
  { identity, roots, beat }: Pick<DeleteOptions, "roots" | "beat"> & { readonly identity: string },
): void {
  const notKept = (why: string) => new NotDeleted(`the file to keep, ${legiblePath(path)}, ${why}`);
  try {
    beat();
    withDirectory(dirname(path), { roots, followLinks: false }, ({ entries }) => {
      const entry = entries + basename(path);
      beat();
      const stats = lstatSync(entry);
      if (stats.isSymbolicLink()) throw notKept("is a link, which is no copy.");
      if (identityOf(lstatSync(entry, { bigint: true })) === identity) {
        throw notKept("is the same file, so nothing is gained.");
      }
      if (!stats.isFile() || !isAsHashed(stats, version)) {
        throw notKept("has changed since it was compared. Scan its directory, and compare the files again first.");
      }
    });
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") throw notKept("is not there any more.");
    if (codeOf(error) === "PATH_EXCHANGED") throw notKept("is outside the allowed directories.");
    throw error;
  }
}

function isAsHashed(stats: Stats, version: CopyVersion): boolean {
  const isSameChange = version.changedUs === null || version.changedUs === changedUsOf(stats);
  return isSameVersion(versionOf(stats), version) && isSameChange;
}
