/** Looks at the copies of a file that stay when it is deleted. Its calls block, so only threads import it. */
import { type BigIntStats, lstatSync, type Stats, statfsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type Said, say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";
import { changedUsOf, type FileVersion, isSameVersion, versionOf } from "./file-version.ts";
import type { CopyVersion, DeleteCopies, EqualFiles, KeptCopy } from "./kept-copy.ts";
import { legiblePath } from "./legible-path.ts";
import { mayBeOneFile } from "./may-be-one-file.ts";
import { withDirectory } from "./open-known-directory-thread.ts";
import { codeOf, identityOf } from "./opened-object-thread.ts";

/** Why a file is not deleted. The message ends a sentence. */
export class NotDeleted extends Error {
  override readonly name = "NotDeleted";
  readonly code: "NOT_DELETED" | "NOT_EQUAL";

  readonly sentence: Sentence;

  constructor({ message, sentence }: Said, code: NotDeleted["code"] = "NOT_DELETED") {
    super(message);
    this.sentence = sentence;
    this.code = code;
  }
}

export interface CopyRules {
  /** At least one. */
  readonly copies: DeleteCopies;
  /** The file to delete, as the library knows it. */
  readonly version: FileVersion;
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
  /** Called before each call to the disk. */
  readonly beat: () => void;
}

/** Which file it is, and everything that changes with it. Its access time is none of that. */
export function stateOf(stats: BigIntStats): string {
  return `${identityOf(stats)} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

/**
 * Looks at a file to delete and at all files that stay. Each must be as it was when it was hashed. A link is no copy, and
 * neither is another name of the same file: without the file, either would lead nowhere. A file that may be the same one,
 * seen at another place, is no copy either.
 *
 * @param entry reaches the file to delete, such as an entry of an open directory
 * @returns the states of the file to delete and of the first one that stays
 * @throws NotDeleted; the system's error; the errors of `beat`
 */
export function requireCopies(entry: string, { copies, version, roots, beat }: CopyRules): EqualFiles {
  beat();
  const stats = lstatSync(entry);
  if (stats.isSymbolicLink()) throw new NotDeleted(say("is_link"));
  if (!stats.isFile() || !isAsHashed(stats, { ...version, changedUs: copies.changedUs })) {
    throw new NotDeleted(say("changed_since_compared"));
  }
  const exact = lstatSync(entry, { bigint: true });
  const rules = { toDelete: exact, roots, beat };
  const [first, ...others] = copies.kept;
  if (first === undefined) throw new NotDeleted(say("no_copy_stays"));
  for (const other of others) requireKept(other, rules);
  return { file: stateOf(exact), kept: requireKept(first, rules) };
}

/** @throws NotDeleted if the file to keep is not there as it was, or may be the file to delete, which has the stats `toDelete` */
function requireKept(
  { path, version }: KeptCopy,
  { toDelete, roots, beat }: Pick<CopyRules, "roots" | "beat"> & { readonly toDelete: BigIntStats },
): string {
  const notKept = ({ sentence }: Said) => new NotDeleted(say("kept_file", { path: legiblePath(path), what: sentence }));
  try {
    beat();
    return withDirectory(dirname(path), { roots, followLinks: false }, ({ entries }) => {
      const entry = entries + basename(path);
      beat();
      const stats = lstatSync(entry);
      const exact = lstatSync(entry, { bigint: true });
      if (stats.isSymbolicLink()) throw notKept(say("kept_is_link"));
      if (identityOf(exact) === identityOf(toDelete)) throw notKept(say("kept_is_same"));
      if (!stats.isFile() || !isAsHashed(stats, version)) {
        throw notKept(say("kept_changed"));
      }
      if (mayBeOneFile(toDelete, exact, () => statfsSync(entry).type)) {
        throw notKept(say("kept_may_be_same"));
      }
      return stateOf(exact);
    });
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") throw notKept(say("vanished"));
    if (codeOf(error) === "PATH_EXCHANGED") throw notKept(say("kept_outside"));
    throw error;
  }
}

function isAsHashed(stats: Stats, version: CopyVersion): boolean {
  const isSameChange = version.changedUs === null || version.changedUs === changedUsOf(stats);
  return isSameVersion(versionOf(stats), version) && isSameChange;
}
