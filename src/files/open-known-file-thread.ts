/**
 * Opens directories and files whose paths the library knows. Walks, probers, posters and deletion all use this module.
 * Its calls block, so only threads and child processes import it.
 *
 * A path is only a name. Somebody who may write to a scanned directory can exchange a part of the path for a link at any
 * moment, also between a check of the path and its use. So nothing here checks a path and uses the path afterwards. Each
 * function opens first, then asks the system about the open object, and uses only that object:
 *
 * 1. `open` gives a descriptor. From then on no exchange of names changes which object the descriptor stands for.
 * 2. `readlink /proc/self/fd/N` gives the place where the open object is. The kernel builds this path from the object
 *    itself, so no link is left in it. If the object has been reached through a link to the outside, its place is
 *    outside, and it is refused.
 * 3. `/proc/self/fd/N` opens the object again, and `/proc/self/fd/N/name` reaches an entry of the open directory. Both
 *    start at the object and never look at the path again. This is the work of `openat`, which Node does not have.
 *
 * What somebody can still do is to move an object: a directory that is moved to the outside between steps 2 and 3 was
 * inside when it was checked, and a directory that is moved to the inside is inside. Both need the right to write in
 * both places. Hard links cannot be told from their originals. A process that may mount file systems is trusted.
 *
 * The first open asks for the place only (`O_PATH`): it reads nothing, waits for nobody and does not wake a device, so
 * it does no harm where it leads to the outside. Only after the check is a file opened for reading.
 *
 * Systems without `/proc/self/fd` have no such way. There the real path and the identity (device and inode) are compared
 * before and after. That notices an exchange, but not two exchanges at the right moments. Files are not deleted there.
 */
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { sep } from "node:path";
import { type FileVersion, versionOf } from "./file-version.ts";
import { isAllowed } from "./is-within.ts";
import { type FileObstacle, obstacleInError, obstacleInStats } from "./regular-file.ts";

/** O_PATH of Linux, which Node does not name: asks for the place only. */
const placeOnly = 0o10_000_000;
const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY, O_NOCTTY, O_NONBLOCK } = constants;

/** The path leads out of the allowed directories, or through a link where none may be followed. */
export class PathExchanged extends Error {
  override readonly name = "PathExchanged";
  readonly code = "PATH_EXCHANGED";
}

export interface OpenRules {
  /** Real paths of the allowed directories. An empty list allows every place. */
  readonly roots: readonly string[];
}

export interface DirectoryRules extends OpenRules {
  /** Whether the path may lead through links, as long as it ends inside the roots. */
  readonly followLinks: boolean;
}

export interface OpenDirectory {
  /** With an entry's name behind it, the path of this entry in the open directory. Valid until the directory is closed. */
  readonly entries: string;
  /** Device and inode. */
  readonly identity: string;
  /** Whether `entries` reaches the open directory itself, and not only whatever has its path. */
  readonly isHeld: boolean;
  /** Null where the system gives no such descriptor. */
  readonly descriptor: number | null;
}

/**
 * Opens a directory, gives it to `use` and closes it.
 *
 * @param path absolute
 * @throws PathExchanged; the system's error; the errors of `use`
 */
export function withDirectory<Result>(
  path: string,
  rules: DirectoryRules,
  use: (directory: OpenDirectory) => Result,
): Result {
  if (process.platform !== "linux") return use(compareDirectory(path, rules));
  const { descriptor, place } = openDirectory(path, rules);
  try {
    if (place === null) return use(compareDirectory(path, rules));
    const identity = identityOf(fstatSync(descriptor, { bigint: true }));
    return use({ entries: `${reach(descriptor)}/`, identity, descriptor, isHeld: true });
  } finally {
    closeSync(descriptor);
  }
}

/** What a link leads to. */
export interface LinkTarget {
  readonly stats: Stats;
  readonly identity: string;
  /** Whether it lies in the allowed directories. */
  readonly allowed: boolean;
}

/**
 * Looks at the target of a link without opening it for reading.
 *
 * @returns null where the target does not exist
 * @throws the system's error
 */
export function lookBehindLink(path: string, { roots }: OpenRules): LinkTarget | null {
  let descriptor: number | null = null;
  try {
    descriptor = process.platform === "linux" ? openSync(path, placeOnly) : null;
    const stats = descriptor === null ? statSync(path) : fstatSync(descriptor);
    const place = (descriptor === null ? null : placeOf(descriptor)) ?? realpathSync.native(path);
    const exact = descriptor === null ? statSync(path, { bigint: true }) : fstatSync(descriptor, { bigint: true });
    return { stats, identity: identityOf(exact), allowed: isAllowed(place, roots) };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

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

const outside: FileObstacle = {
  code: "link_outside_roots",
  message: "is reached through a link to outside the allowed directories",
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
    if (process.platform !== "linux") return compareFile(path, roots);
    descriptor = openSync(path, placeOnly);
    const place = placeOf(descriptor);
    if (place === null) return compareFile(path, roots);
    if (!isAllowed(place, roots)) return { kind: "obstacle", obstacle: outside };
    const obstacle = obstacleInStats(fstatSync(descriptor));
    if (obstacle !== null) return { kind: "obstacle", obstacle };
    return opened(openSync(reach(descriptor), O_RDONLY | O_NOCTTY), null);
  } catch (error) {
    return { kind: "obstacle", obstacle: obstacleInError(error) };
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Device and inode, which tell a directory or file from all others that exist. */
export function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

/** `place` is null where the system does not tell it; then nothing has been checked. */
function openDirectory(
  path: string,
  { roots, followLinks }: DirectoryRules,
): { readonly descriptor: number; readonly place: string | null } {
  const descriptor = followLinks ? openSync(path, placeOnly | O_DIRECTORY) : openWithoutLink(path);
  const place = placeOf(descriptor);
  if (place === null || (place === path && isAllowed(place, roots))) return { descriptor, place };
  if (followLinks && isAllowed(place, roots)) return { descriptor, place };
  closeSync(descriptor);
  if (followLinks) throw new PathExchanged("leads out of the allowed directories");
  // A link was followed, or the file system ignores case and knows the directory by another spelling.
  return { descriptor: openStepByStep(path, roots), place: path };
}

/** Slower, and follows no link at all. */
function openStepByStep(path: string, roots: readonly string[]): number {
  if (!isAllowed(path, roots)) throw new PathExchanged("lies outside the allowed directories");
  let descriptor = openSync("/", placeOnly | O_DIRECTORY);
  for (const name of path.split("/")) {
    if (name === "") continue;
    const parent = descriptor;
    try {
      descriptor = openWithoutLink(`${reach(parent)}/${name}`);
    } finally {
      closeSync(parent);
    }
  }
  return descriptor;
}

/** The last part of the path must be a directory. */
function openWithoutLink(path: string): number {
  try {
    return openSync(path, placeOnly | O_DIRECTORY | O_NOFOLLOW);
  } catch (error) {
    // A link is no directory to this call.
    const isLink = codeOf(error) === "ELOOP" || (codeOf(error) === "ENOTDIR" && lstatSync(path).isSymbolicLink());
    throw isLink ? new PathExchanged("is a link now and not the directory that it was") : error;
  }
}

/** The path that stands for an open descriptor in this process, all its threads included. */
function reach(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/** Where the open object is; null where the system does not tell. */
function placeOf(descriptor: number): string | null {
  try {
    return readlinkSync(reach(descriptor));
  } catch {
    return null;
  }
}

/** For systems without `/proc/self/fd`. */
function compareDirectory(path: string, { roots }: DirectoryRules): OpenDirectory {
  const before = statSync(path, { bigint: true });
  if (roots.length > 0 && !isAllowed(realpathSync.native(path), roots)) {
    throw new PathExchanged("leads out of the allowed directories");
  }
  const entries = path.endsWith(sep) ? path : path + sep;
  return { entries, identity: identityOf(before), descriptor: null, isHeld: false };
}

/** For systems without `/proc/self/fd`. */
function compareFile(path: string, roots: readonly string[]): KnownFile {
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (roots.length === 0) return opened(descriptor, path);
  const place = realpathSync.native(path);
  const isSame = identityOf(fstatSync(descriptor, { bigint: true })) === identityOf(statSync(place, { bigint: true }));
  if (isSame && isAllowed(place, roots)) return opened(descriptor, path);
  closeSync(descriptor);
  return { kind: "obstacle", obstacle: outside };
}

/** @param path opens the file once more; null for the descriptor's own */
function opened(descriptor: number, path: string | null): KnownFile {
  const stats = fstatSync(descriptor);
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

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
