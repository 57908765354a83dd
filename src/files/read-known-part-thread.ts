/** Reads a part of the file of a video. Its calls block, so only threads import it. `opened-object-thread.ts` has the races. */
import { closeSync, fstatSync } from "node:fs";
import { type FileVersion, isSameVersion, versionOf } from "./file-version.ts";
import { fill } from "./fill-thread.ts";
import { type HeldFile, takeFile } from "./held-file.ts";
import { openKnownFile } from "./open-known-file-thread.ts";
import { codeOf, placeOf } from "./opened-object-thread.ts";
import type { FileObstacle } from "./regular-file.ts";

export interface KnownPart {
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
  /** The file as the library knows it. */
  readonly version: FileVersion;
  /** In bytes. The part lies in a file of this version. */
  readonly position: number;
  readonly bytes: number;
  /** The file that the part before has left open. Null: it is opened. */
  readonly held: HeldFile | null;
  /** Whether the file stays open for the next part. */
  readonly keeps: boolean;
}

export type ReadPart =
  | {
      readonly kind: "read";
      readonly content: Uint8Array<ArrayBuffer>;
      /** Open for the next part. Whoever gets it closes it. Null: it is closed. */
      readonly descriptor: number | null;
    }
  /** The file is another one than the library knows. */
  | { readonly kind: "changed" }
  | { readonly kind: "obstacle"; readonly obstacle: FileObstacle };

/**
 * Reads a part of a file. The file is compared before and after it is read, so all parts of one version are parts of one
 * file. A file that was left open is used if it is still at its path, which the kernel tells without asking the disk. If
 * not, what is there now is opened and checked.
 *
 * @param path absolute
 * @param beat called before each call to the disk
 * @throws the system's error, such as EIO; the errors of `beat`
 */
export function readKnownPart(path: string, part: KnownPart, beat: () => void): ReadPart {
  let descriptor = part.held === null ? null : takeFile(part.held);
  let isKept = false;
  try {
    beat();
    if (descriptor !== null && !isUsable(descriptor, path)) {
      const left = descriptor;
      descriptor = null;
      closeSync(left);
      beat();
    }
    if (descriptor === null) {
      const file = openKnownFile(path, part);
      if (file.kind === "obstacle") return file;
      descriptor = file.descriptor;
    }
    if (!isSameVersion(versionOf(fstatSync(descriptor)), part.version)) return { kind: "changed" };
    const content = new Uint8Array(part.bytes);
    if (fill(descriptor, content, part.position, beat) < content.length) return { kind: "changed" };
    if (!isSameVersion(versionOf(fstatSync(descriptor)), part.version)) return { kind: "changed" };
    isKept = part.keeps;
    return { kind: "read", content, descriptor: isKept ? descriptor : null };
  } finally {
    if (descriptor !== null && !isKept) closeSync(descriptor);
  }
}

/** Whether an open file is still the one at its path. A file server that has another one there answers ESTALE. */
function isUsable(descriptor: number, path: string): boolean {
  try {
    return placeOf(descriptor) === path && fstatSync(descriptor).nlink > 0;
  } catch (error) {
    if (codeOf(error) === "ESTALE") return false;
    throw error;
  }
}
