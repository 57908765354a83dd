import type { Stats } from "node:fs";
import type { KindOfFile } from "../sentences/english-of-files.ts";
import { type Said, say } from "../sentences/say.ts";
import { isOutOfFiles, systemErrorSentence } from "./system-error-text.ts";

/** Why a path cannot be read as a regular file. `message` follows the path, which it does not name. */
export interface FileObstacle extends Said {
  readonly code: "not_regular_file" | "vanished" | "unreadable" | "not_video" | "link_outside_roots";
}

export const vanished: FileObstacle = { code: "vanished", ...say("vanished") };
export const permissionDenied: FileObstacle = { code: "unreadable", ...say("permission_denied") };

export function obstacleInStats(stats: Stats): FileObstacle | null {
  if (!stats.isFile()) return notRegularFile(stats);
  return stats.size === 0 ? { code: "not_video", ...say("empty_file") } : null;
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
      return notRegular("socket_or_device");
    default:
      return { code: "unreadable", ...say("cannot_be_read", { why: systemErrorSentence(error) }) };
  }
}

/** The problem of what is no regular file. */
export function notRegularFile(stats: Stats): FileObstacle {
  return notRegular(kindOf(stats));
}

function notRegular(kind: KindOfFile): FileObstacle {
  return { code: "not_regular_file", ...say("not_regular_file", { kind }) };
}

function kindOf(stats: Stats): KindOfFile {
  if (stats.isFIFO()) return "fifo";
  if (stats.isDirectory()) return "directory";
  if (stats.isSocket()) return "socket";
  return stats.isCharacterDevice() || stats.isBlockDevice() ? "device" : "other";
}
