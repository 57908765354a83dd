import type { FileVersion } from "./file-version.ts";

/** A file as it was when its content was hashed. */
export interface CopyVersion extends FileVersion {
  /** When its inode had changed (`ctime`), in microseconds since 1970; null where that says nothing. */
  readonly changedUs: number | null;
}

/** A file that must stay, and must be as it was, when an equal one is deleted. */
export interface KeptCopy {
  /** Absolute; its directory has no links in it. */
  readonly path: string;
  readonly version: CopyVersion;
}

/** The file to delete is one of several copies. */
export interface DeleteCopies {
  /** Of the file to delete, in addition to its version. */
  readonly changedUs: number | null;
  /** At least one. */
  readonly kept: readonly KeptCopy[];
}

/**
 * Two files that were read to their ends, byte for byte equal: the one to delete, and the first of those to keep. Each text
 * has the identity, the size and the times of a file as they were before and after: see `stateOf`.
 */
export interface EqualFiles {
  readonly file: string;
  readonly kept: string;
}

/** The file to delete, with copies of which the first was compared with it. */
export interface ComparedCopies extends DeleteCopies {
  readonly equal: EqualFiles;
}
