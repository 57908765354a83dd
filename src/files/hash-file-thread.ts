/** Hashes whole files. Its calls block, so only threads import it. */
import { createHash } from "node:crypto";
import { type BigIntStats, closeSync, fstatSync, readSync } from "node:fs";
import { say } from "../sentences/say.ts";
import { changedUsOf, isSameVersion, versionOf } from "./file-version.ts";
import { type HashedFile, type HashRequest, type HashWords, hashWords, pieceBytes } from "./hash-request.ts";
import { openKnownFile } from "./open-known-file-thread.ts";
import { identityOf } from "./opened-object-thread.ts";
import { obstacleInError } from "./regular-file.ts";

const changed = {
  kind: "error",
  code: "changed",
  ...say("changed_since_scanned"),
} as const;

/**
 * Hashes a file from its beginning to its end.
 *
 * @param beat called before each call to the disk, and while a pause lasts. It throws when nobody waits for the hash any more
 * @throws the errors of `beat`; an error that says nothing about the file, such as too many open files
 */
export function hashFile({ path, roots, version, known, shared }: HashRequest, beat: () => void): HashedFile {
  beat();
  const file = openKnownFile(path, { roots });
  if (file.kind === "obstacle") return { kind: "error", ...file.obstacle };
  const { descriptor } = file;
  try {
    const before = fstatSync(descriptor, { bigint: true });
    const stats = fstatSync(descriptor);
    // The file may have changed since it was opened. What is compared at the end must be of this version.
    if (!isSameVersion(versionOf(stats), version)) return changed;
    const identity = `${identityOf(before)} ${before.ctimeNs}`;
    const same = known.find((one) => one.identity === identity);
    if (same !== undefined) return { kind: "hashed", ...same };
    const changedUs = changedUsOf(stats);
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, version.size));
    for (let position = 0; position < version.size; ) {
      waitWhilePaused(shared, beat);
      beat();
      const length = readSync(descriptor, buffer, 0, buffer.length, position);
      if (length === 0) return changed;
      hash.update(buffer.subarray(0, length));
      position += length;
      Atomics.store(shared, hashWords.pieces, Math.floor(position / pieceBytes));
    }
    beat();
    const isSame = isUnchanged(before, fstatSync(descriptor, { bigint: true }));
    return isSame ? { kind: "hashed", sha256: hash.digest("hex"), changedUs, identity } : changed;
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    return { kind: "error", ...obstacleInError(error) };
  } finally {
    closeSync(descriptor);
  }
}

/** How long a pause lasts before the next look at it, in milliseconds. */
const pauseMs = 50;

function waitWhilePaused(shared: HashWords, beat: () => void): void {
  while (Atomics.load(shared, hashWords.pause) !== 0) {
    beat();
    Atomics.wait(shared, hashWords.pause, 1, pauseMs);
  }
}

function isUnchanged(before: BigIntStats, after: BigIntStats): boolean {
  return before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs;
}
