/** A directory that is watched, and what the system says about it. */
import { type FSWatcher, lstatSync, opendirSync, readdirSync, type Stats, statSync } from "node:fs";
import type { DirectoryExclusion } from "../scanning/exclude/exclusions.ts";

/**
 * What a directory leaves out by its own files. Null: nothing. Unknown: its `.gleanerignore` cannot be read, or may change
 * without an event.
 */
export type OwnExclusion = DirectoryExclusion | "unknown" | null;

export interface WatchedDirectory {
  readonly parent: WatchedDirectory | null;
  readonly name: string;
  /** Tells it from another directory at the same path. */
  identity: string;
  watcher: FSWatcher | null;
  children: Map<string, WatchedDirectory> | null;
  /** What it leaves out by its own files, without those of the directories above. */
  own: OwnExclusion;
  isClosed: boolean;
}

export function newDirectory(parent: WatchedDirectory | null, name: string): WatchedDirectory {
  return { parent, name, identity: "", watcher: null, children: null, own: null, isClosed: false };
}

export function identityOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev} ${ino} ${birthtimeMs}`;
}

/** What is at a path. @returns the code of the system's error if that cannot be found out */
export function lookAt(path: string): Stats | string {
  try {
    return lstatSync(path);
  } catch (error) {
    return codeOf(error);
  }
}

/** Whether a path, with links followed, leads to a directory. */
export function leadsToDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether nothing is at a path, by the code of the system's error. Another code says nothing about what is there. */
export function meansGone(code: string): boolean {
  return code === "ENOENT" || code === "ENOTDIR";
}

/** Why a directory cannot be listed, or why its entries cannot be reached: the code of the system's error. Null: it can. */
export function whyClosed(path: string): string | null {
  try {
    opendirSync(path).closeSync();
    return whyImpassable(path);
  } catch (error) {
    return codeOf(error);
  }
}

/** Why the entries of a directory cannot be reached: the code of the system's error. Null: they can. */
export function whyImpassable(path: string): string | null {
  try {
    // The path of an entry, which needs the permission to pass through the directory.
    lstatSync(`${path}/.`);
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

/** The entries of a directory. @returns the code of the system's error if it cannot be listed */
export function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    return codeOf(error);
  }
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
