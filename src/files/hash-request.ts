import type { Sentence } from "../sentences/sentence.ts";
import type { FileVersion } from "./file-version.ts";

/** A hash, and the file that it is of. */
export interface HashedCopy {
  /** SHA-256 of the whole file, in hexadecimal digits. */
  readonly sha256: string;
  /** When the inode of the file had changed (`ctime`), in microseconds since 1970. */
  readonly changedUs: number;
  /** What all hard links of the file have, and no other file, nor this one after a change. */
  readonly identity: string;
}

export interface HashRequest {
  readonly path: string;
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
  /** The file as the library knows it. */
  readonly version: FileVersion;
  /** Files that were hashed before. A hard link of one of them is not read. */
  readonly known: readonly HashedCopy[];
  readonly shared: HashWords;
}

export type HashedFile =
  | ({ readonly kind: "hashed" } & HashedCopy)
  /** `message` follows the path. */
  | { readonly kind: "error"; readonly code: string; readonly message: string; readonly sentence?: Sentence };

/** How much is read at once, in bytes: a disk that reads 100 MB a second leaves the file within 10 ms. */
export const pieceBytes = 1024 * 1024;

/**
 * Words that the thread shares with whoever asks: it counts in `pieces` what it has read, and reads nothing while `pause` is
 * not 0.
 */
export const hashWords = { pieces: 0, pause: 1 } as const;
export type HashWords = Int32Array<SharedArrayBuffer>;

export function newHashWords(): HashWords {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(hashWords).length));
}
