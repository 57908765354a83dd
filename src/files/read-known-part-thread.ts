/** Reads a part of the file of a video. Its calls block, so only threads import it. `opened-object-thread.ts` has the races. */
import { closeSync, fstatSync, readSync } from "node:fs";
import { type FileVersion, isSameVersion, versionOf } from "./file-version.ts";
import { openKnownFile } from "./open-known-file-thread.ts";
import type { FileObstacle } from "./regular-file.ts";

export interface KnownPart {
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
  /** The file as the library knows it. */
  readonly version: FileVersion;
  /** In bytes. The part lies in a file of this version. */
  readonly position: number;
  readonly bytes: number;
}

export type ReadPart =
  | { readonly kind: "read"; readonly content: Uint8Array<ArrayBuffer> }
  /** The file is another one than the library knows. */
  | { readonly kind: "changed" }
  | { readonly kind: "obstacle"; readonly obstacle: FileObstacle };

/**
 * Opens a file, reads a part of it and closes it. The file is compared before and after it is read, so all parts of one
 * version are parts of one file. No file stays open between two parts: a client that stops reading holds none.
 *
 * @param path absolute
 * @param beat called before each call to the disk
 * @throws the system's error, such as EIO; the errors of `beat`
 */
export function readKnownPart(path: string, part: KnownPart, beat: () => void): ReadPart {
  beat();
  const file = openKnownFile(path, part);
  if (file.kind === "obstacle") return file;
  try {
    if (!isSameVersion(file.version, part.version)) return { kind: "changed" };
    const content = new Uint8Array(part.bytes);
    let filled = 0;
    while (filled < content.length) {
      beat();
      const read = readSync(file.descriptor, content, filled, content.length - filled, part.position + filled);
      if (read === 0) return { kind: "changed" };
      filled += read;
    }
    if (!isSameVersion(versionOf(fstatSync(file.descriptor)), part.version)) return { kind: "changed" };
    return { kind: "read", content };
  } finally {
    closeSync(file.descriptor);
  }
}
