import type { Stats } from "node:fs";

/** A file as it was at some moment. A change of its content changes one of these. */
export interface FileVersion {
  /** In bytes. */
  readonly size: number;
  /** Modification time, in microseconds since 1970. */
  readonly modifiedUs: number;
}

export function versionOf(stats: Stats): FileVersion {
  return { size: stats.size, modifiedUs: Math.round(stats.mtimeMs * 1_000) };
}

/** When the inode of a file changed last (`ctime`), in microseconds since 1970. */
export function changedUsOf({ ctimeMs }: Stats): number {
  return Math.round(ctimeMs * 1_000);
}

export function isSameVersion(one: FileVersion, other: FileVersion): boolean {
  return one.size === other.size && one.modifiedUs === other.modifiedUs;
}
