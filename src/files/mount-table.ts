/** Tells which device a path is on without asking the device: a network drive that is gone would never answer. */
import { readFileSync } from "node:fs";
import { parse } from "node:path";
import { isWithin } from "./is-within.ts";
import { parseMountinfo } from "./mountinfo.ts";

/** Each mount point with its device, in no order. Can be sent to threads. */
export type MountTable = readonly (readonly [mountPoint: string, device: string])[];

/**
 * The mounted file systems of this machine. The kernel answers from memory within microseconds, also where a drive is
 * gone. So this call does not wait for the threads that Node has for file calls, which a drive may hold up.
 *
 * @returns an empty table on systems that have none to read
 */
export function readMountTable(): MountTable {
  if (process.platform !== "linux") return [];
  try {
    // oxlint-disable-next-line node/no-sync -- see above
    return parseMountTable(readFileSync("/proc/self/mountinfo", "utf8"));
  } catch {
    return [];
  }
}

/** @param text of `/proc/self/mountinfo` */
export function parseMountTable(text: string): MountTable {
  return [...new Map(parseMountinfo(text).map(({ mountPoint, device }) => [mountPoint, device]))];
}

/**
 * The device of the file system that holds a path.
 *
 * @param path absolute, without links in it
 * @returns where the system has no table, a name for the drive or the network share that the path begins with
 */
export function deviceOf(path: string, table: MountTable): string {
  return mountOf(path, table)?.[1] ?? driveOf(path);
}

/** The mount point of the file system that holds a path. Parameters and systems without a table: as with `deviceOf`. */
export function mountPointOf(path: string, table: MountTable): string {
  return mountOf(path, table)?.[0] ?? driveOf(path);
}

function mountOf(path: string, table: MountTable): MountTable[number] | null {
  let found: MountTable[number] | null = null;
  for (const mount of table) {
    const isLongest = found === null || mount[0].length >= found[0].length;
    if (isLongest && isWithin(path, mount[0])) found = mount;
  }
  return found;
}

function driveOf(path: string): string {
  // macOS mounts other disks below this directory.
  return /^\/Volumes\/[^/]+/.exec(path)?.[0] ?? parse(path).root;
}

export function isMountPoint(path: string, table: MountTable): boolean {
  return table.some(([mountPoint]) => mountPoint === path);
}
