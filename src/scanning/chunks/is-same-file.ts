import type { FileVersion } from "../../files/file-version.ts";

/**
 * The coarsest times of a file system, in microseconds. FAT keeps every second one, SMB tenths of microseconds, and most
 * others more: two machines that see one file may see two times.
 */
const coarsestUs = 2_000_000;

/** Whether one file can have both versions, as two machines see it. */
export function isSameFile(one: FileVersion, other: FileVersion): boolean {
  return one.size === other.size && Math.abs(one.modifiedUs - other.modifiedUs) < coarsestUs;
}
