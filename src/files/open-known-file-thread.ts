/** Opens files whose paths the library knows. `opened-object-thread.ts` has the reasons and the attacks. */
import { closeSync, constants, existsSync, fstatSync, openSync, realpathSync, type Stats, statSync } from "node:fs";
import { say } from "../sentences/say.ts";
import { type FileVersion, versionOf } from "./file-version.ts";
import { isAllowed } from "./is-within.ts";
import { identityOf, type OpenRules, placeOf, placeOnly, reach } from "./opened-object-thread.ts";
import { type FileObstacle, obstacleInError, obstacleInStats } from "./regular-file.ts";

const { O_RDONLY, O_NOCTTY, O_NONBLOCK } = constants;

export type KnownFile =
  | {
      readonly kind: "open";
      /** Open for reading. The caller closes it. */
      readonly descriptor: number;
      /**
       * Opens the same file once more, whatever stands at its path by then, in any process of this user. Valid until the
       * descriptor is closed.
       */
      readonly path: string;
      readonly version: FileVersion;
    }
  | { readonly kind: "obstacle"; readonly obstacle: FileObstacle };

/** Whether the system reaches open objects by paths. */
const reaches = process.platform === "linux" && existsSync("/proc/self/fd");

const outside: FileObstacle = {
  code: "link_outside_roots",
  ...say("link_outside"),
};

/**
 * Opens a regular file for reading. Links are followed as long as the file lies in the allowed directories.
 *
 * @param path absolute
 * @throws an error that says nothing about the file, such as too many open files
 */
export function openKnownFile(path: string, { roots }: OpenRules): KnownFile {
  let descriptor: number | null = null;
  try {
    if (!reaches) return compareFile(path, roots);
    descriptor = openSync(path, placeOnly);
    if (roots.length > 0) {
      const place = placeOf(descriptor);
      if (place === null) return compareFile(path, roots);
      if (!isAllowed(place, roots)) return { kind: "obstacle", obstacle: outside };
    }
    const stats = fstatSync(descriptor);
    const obstacle = obstacleInStats(stats);
    if (obstacle !== null) return { kind: "obstacle", obstacle };
    return opened(openSync(reach(descriptor), O_RDONLY | O_NOCTTY), stats, null);
  } catch (error) {
    return { kind: "obstacle", obstacle: obstacleInError(error) };
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** For systems without `/proc/self/fd`. */
function compareFile(path: string, roots: readonly string[]): KnownFile {
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (roots.length === 0) return opened(descriptor, fstatSync(descriptor), path);
  const place = realpathSync.native(path);
  const isSame = identityOf(fstatSync(descriptor, { bigint: true })) === identityOf(statSync(place, { bigint: true }));
  if (isSame && isAllowed(place, roots)) return opened(descriptor, fstatSync(descriptor), path);
  closeSync(descriptor);
  return { kind: "obstacle", obstacle: outside };
}

/** @param path opens the file once more; null for the descriptor's own */
function opened(descriptor: number, stats: Stats, path: string | null): KnownFile {
  const obstacle = obstacleInStats(stats);
  if (obstacle === null) {
    return {
      kind: "open",
      descriptor,
      path: path ?? `/proc/${process.pid}/fd/${descriptor}`,
      version: versionOf(stats),
    };
  }
  closeSync(descriptor);
  return { kind: "obstacle", obstacle };
}
