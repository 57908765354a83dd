/**
 * Reads a file and a copy of it that stays, and compares all of their bytes, right before the file is deleted. Its calls
 * block, so only threads import it.
 *
 * A hash is of an earlier moment, and times do not tell every change since: a program that has mapped a file into its
 * memory can change the file without new times, until the system has written the changed pages to the disk. So
 * `fdatasync` comes first, and then the times. From then on, Linux gives the file new times at the next change of each
 * page that is mapped (`page_mkwrite` of ext4, XFS, Btrfs and others). Where it does not, as on tmpfs, only a change of
 * bytes that were read before goes unnoticed.
 */
import { closeSync, fdatasyncSync, fstatSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type Said, say } from "../sentences/say.ts";
import type { FileVersion } from "./file-version.ts";
import { fill } from "./fill-thread.ts";
import { type HashWords, hashWords, pieceBytes } from "./hash-request.ts";
import type { DeleteCopies, EqualFiles } from "./kept-copy.ts";
import { legiblePath } from "./legible-path.ts";
import { withDirectory } from "./open-known-directory-thread.ts";
import { openKnownFile } from "./open-known-file-thread.ts";
import { codeOf, type OpenRules } from "./opened-object-thread.ts";
import { NotDeleted, requireCopies, stateOf } from "./require-copies-thread.ts";

export interface CompareRequest extends OpenRules {
  /** The file to delete. Absolute; its directory has no links in it. */
  readonly path: string;
  /** The file as the library knows it. */
  readonly version: FileVersion;
  /** The first of these is read. */
  readonly copies: DeleteCopies;
  /** Counts in `pieces` how many pieces of each file were read. */
  readonly shared: HashWords;
}

/**
 * @param beat called before each call to the disk. It throws when nobody waits for the answer any more
 * @throws NotDeleted, with the code `NOT_EQUAL` if the bytes differ; the system's error; the errors of `beat`
 */
export function compareCopies({ path, ...request }: CompareRequest, beat: () => void): EqualFiles {
  const { copies, roots, version, shared } = request;
  return withDirectory(dirname(path), { roots, followLinks: false }, ({ entries }) => {
    const entry = entries + basename(path);
    const seen = requireCopies(entry, { copies, version, roots, beat });
    const keptPath = copies.kept[0]?.path ?? "";
    const file = openSeen(entry, { roots, seen: seen.file, beat });
    try {
      const kept = openSeen(keptPath, { roots, seen: seen.kept, beat });
      try {
        if (!haveEqualBytes(file, kept, { size: version.size, shared, beat })) {
          throw new NotDeleted(say("bytes_differ", { path: legiblePath(keptPath) }), "NOT_EQUAL");
        }
        beat();
        if (stateIn(file) !== seen.file) throw new NotDeleted(say("changed_while_read"));
        if (stateIn(kept) !== seen.kept) {
          const what = say("changed_while_read_too").sentence;
          throw new NotDeleted(say("kept_file", { path: legiblePath(keptPath), what }));
        }
        return seen;
      } finally {
        closeSync(kept);
      }
    } finally {
      closeSync(file);
    }
  });
}

/** Opens the file that was seen a moment ago. Whoever asks closes it. */
function openSeen(
  path: string,
  { roots, seen, beat }: OpenRules & { readonly seen: string; readonly beat: () => void },
): number {
  beat();
  const opened = openKnownFile(path, { roots });
  const notOpened = ({ sentence: obstacle }: Said) =>
    new NotDeleted(say("named_obstacle", { name: legiblePath(basename(path)), obstacle }));
  if (opened.kind === "obstacle") throw notOpened(opened.obstacle);
  try {
    beat();
    writeDirtyPages(opened.descriptor);
    beat();
    if (stateIn(opened.descriptor) !== seen) throw notOpened(say("changed_while_opened"));
    return opened.descriptor;
  } catch (error) {
    closeSync(opened.descriptor);
    throw error;
  }
}

/** What file systems answer that cannot do it. They keep no pages that wait for the disk, or cannot be written to. */
const unable: ReadonlySet<unknown> = new Set(["EINVAL", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EROFS"]);

function writeDirtyPages(descriptor: number): void {
  try {
    fdatasyncSync(descriptor);
  } catch (error) {
    if (!unable.has(codeOf(error))) throw error;
  }
}

function stateIn(descriptor: number): string {
  return stateOf(fstatSync(descriptor, { bigint: true }));
}

/** Reads both files from their beginnings to their ends, a piece of each in turns. */
function haveEqualBytes(
  one: number,
  other: number,
  { size, shared, beat }: { readonly size: number; readonly shared: HashWords; readonly beat: () => void },
): boolean {
  const pieces = [one, other].map((descriptor) => ({
    descriptor,
    bytes: Buffer.allocUnsafe(Math.min(pieceBytes, size)),
  }));
  for (let position = 0; position < size; position += pieceBytes) {
    const length = Math.min(pieceBytes, size - position);
    for (const { descriptor, bytes } of pieces) {
      if (fill(descriptor, bytes.subarray(0, length), position, beat) < length) return false;
    }
    const [first, second] = pieces.map(({ bytes }) => bytes.subarray(0, length));
    if (first === undefined || second === undefined || !first.equals(second)) return false;
    Atomics.add(shared, hashWords.pieces, 1);
  }
  return true;
}
