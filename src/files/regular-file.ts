import type { Stats } from "node:fs";
import { isOutOfFiles, systemErrorReason } from "./system-error-text.ts";

/** Why a path cannot be read as a regular file. `message` follows the path, which it does not name. */
export interface FileObstacle {
  readonly code: "not_regular_file" | "vanished" | "unreadable" | "not_video" | "link_outside_roots";
  readonly message: string;
}

export const vanished: FileObstacle = { code: "vanished", message: "is not there any more" };
export const permissionDenied: FileObstacle = { code: "unreadable", message: "permission denied" };

export function obstacleInStats(stats: Stats): FileObstacle | null {
  if (!stats.isFile()) return notRegularFile(stats);
  return stats.size === 0 ? { code: "not_video", message: "is empty" } : null;
}

/** @throws the error itself where it says nothing about the file */
export function obstacleInError(error: unknown): FileObstacle {
  if (isOutOfFiles(error)) throw error;
  const code = error instanceof Error && "code" in error ? error.code : null;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return vanished;
    case "EACCES":
    case "EPERM":
      return permissionDenied;
    // What opening a socket gives, and a device that nothing stands behind.
    case "ENXIO":
    case "ENODEV":
    case "EOPNOTSUPP":
      return notRegular("socket or device");
    default:
      return { code: "unreadable", message: `cannot be read: ${systemErrorReason(error)}` };
  }
}

/** The problem of what is no regular file. */
export function notRegularFile(stats: Stats): FileObstacle {
  return notRegular(kindOf(stats));
}

function notRegular(kind: string): FileObstacle {
  return { code: "not_regular_file", message: `is a ${kind}, not a regular file` };
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "FIFO";
  if (stats.isDirectory()) return "directory";
  if (stats.isSocket()) return "socket";
  return stats.isCharacterDevice() || stats.isBlockDevice() ? "device" : "special file";
}
