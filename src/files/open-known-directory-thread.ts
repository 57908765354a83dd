/** Opens directories whose paths the library knows. `opened-object-thread.ts` has the reasons and the attacks. */
import { closeSync, constants, fstatSync, lstatSync, openSync, realpathSync, type Stats, statSync } from "node:fs";
import { sep } from "node:path";
import { isAllowed } from "./is-within.ts";
import { codeOf, identityOf, type OpenRules, placeOf, placeOnly, reach } from "./opened-object-thread.ts";

const { O_DIRECTORY, O_NOFOLLOW } = constants;

/** The path leads out of the allowed directories, or through a link where none may be followed. */
export class PathExchanged extends Error {
  override readonly name = "PathExchanged";
  readonly code = "PATH_EXCHANGED";
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

/** For systems without `/proc/self/fd`. */
function compareDirectory(path: string, { roots }: DirectoryRules): OpenDirectory {
  const before = statSync(path, { bigint: true });
  if (roots.length > 0 && !isAllowed(realpathSync.native(path), roots)) {
    throw new PathExchanged("leads out of the allowed directories");
  }
  const entries = path.endsWith(sep) ? path : path + sep;
  return { entries, identity: identityOf(before), descriptor: null, isHeld: false };
}
