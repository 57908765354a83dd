/**
 * Finds out what a directory leaves out by its own files:
 *
 * - `.gleanerignore` has patterns in the syntax of `.gitignore`.
 * - `.nomedia` leaves out the directory with everything below it (Android).
 * - An empty `.ignore` does so, too (Jellyfin). Other programs have patterns of their own in such a file, so a file with
 *   a content means nothing here.
 *
 * A `.gleanerignore` that cannot be read makes the directory unreadable: nothing in it is scanned, removed or marked
 * missing. Otherwise a disk that fails would bring everything into the library that a person has left out.
 */
import { closeSync, lstatSync, readSync } from "node:fs";
import { join } from "node:path";
import { isAllowed } from "../../files/is-within.ts";
import { type OpenDirectory, withDirectory } from "../../files/open-known-directory-thread.ts";
import { openKnownFile } from "../../files/open-known-file-thread.ts";
import { codeOf } from "../../files/opened-object-thread.ts";
import { say } from "../../sentences/say.ts";
import { type DirectoryExclusion, directoriesAbove, type Exclusions, type IgnoreFile } from "../exclude/exclusions.ts";
import type { WalkScope } from "./walk-rules.ts";

const ignoreFile = ".gleanerignore";

/** The largest `.gleanerignore`, in bytes. */
const largestIgnoreFile = 65_536;

/** A `.gleanerignore` cannot be read. */
export class IgnoreFileUnreadable extends Error {
  override readonly name = "IgnoreFileUnreadable";
  readonly code = "IGNORE_FILE_UNREADABLE";
}

/** Whether a file of this name can leave out something in its directory. */
export function isOwnFile(name: string): boolean {
  return name === ignoreFile || name === ".nomedia" || name === ".ignore";
}

/** The names of such files in a directory. */
export class OwnFiles {
  readonly #names: string[] = [];

  add(name: string): void {
    if (isOwnFile(name)) this.#names.push(name);
  }

  /**
   * What the directory leaves out besides the patterns of the directories above.
   *
   * @param path for messages
   * @returns null if it has no such files
   * @throws IgnoreFileUnreadable
   */
  read(
    path: string,
    { entries }: Pick<OpenDirectory, "entries">,
    { roots }: Pick<WalkScope, "roots">,
  ): DirectoryExclusion | null {
    if (this.#names.length === 0) return null;
    if (this.#names.includes(".nomedia") && isFile(`${entries}.nomedia`))
      return { ignoreFiles: [], leftOutBy: say("nomedia_in", { path }).sentence };
    if (this.#names.includes(".ignore") && isEmptyFile(`${entries}.ignore`)) {
      return { ignoreFiles: [], leftOutBy: say("empty_ignore_in", { path }).sentence };
    }
    if (!this.#names.includes(ignoreFile)) return null;
    return { ignoreFiles: [{ directory: path, text: readIgnoreFile(entries + ignoreFile, roots) }], leftOutBy: null };
  }
}

/**
 * What the directories from the base down to the one above the scanned directory leave out of it. Directories that may not
 * be read by this server leave out nothing.
 *
 * @returns null if nothing is left out
 * @throws IgnoreFileUnreadable; the errors of `withDirectory`
 */
export function exclusionAbove(scope: WalkScope, exclusions: Exclusions): DirectoryExclusion | null {
  const { exclude: rules } = scope;
  if (rules === undefined || rules.base === rules.root) return null;
  const { roots } = scope;
  const ignoreFiles: IgnoreFile[] = [];
  for (const { directory } of directoriesAbove(rules)) {
    if (!isAllowed(directory, roots)) continue;
    const own = withDirectory(directory, { roots, followLinks: false }, (open) => {
      const files = new OwnFiles();
      for (const name of [ignoreFile, ".nomedia", ".ignore"]) {
        if (lstatSync(open.entries + name, { throwIfNoEntry: false }) !== undefined) files.add(name);
      }
      try {
        return files.read(directory, open, scope);
      } catch (error) {
        if (!(error instanceof IgnoreFileUnreadable)) throw error;
        throw new IgnoreFileUnreadable(`${join(directory, ignoreFile)}: ${error.message}`, { cause: error });
      }
    });
    if (own !== null && own.leftOutBy !== null) return own;
    ignoreFiles.push(...(own?.ignoreFiles ?? []));
  }
  if (exclusions.leaveOutRoot(rules, ignoreFiles)) return { ignoreFiles: [], leftOutBy: say("a_pattern").sentence };
  return ignoreFiles.length === 0 ? null : { ignoreFiles, leftOutBy: null };
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isEmptyFile(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size === 0;
}

function readIgnoreFile(path: string, roots: readonly string[]): string {
  const file = openKnownFile(path, { roots });
  if (file.kind === "obstacle") {
    // An empty file has no videos, and no patterns.
    if (file.obstacle.code === "not_video") return "";
    throw new IgnoreFileUnreadable(`its ${ignoreFile} ${asPredicate(file.obstacle.message)}`);
  }
  try {
    // One byte more, to notice a larger file, also one that grows.
    const bytes = Buffer.alloc(largestIgnoreFile + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file.descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > largestIgnoreFile) {
      throw new IgnoreFileUnreadable(`its ${ignoreFile} is larger than ${largestIgnoreFile / 1_024} KiB`);
    }
    return bytes.toString("utf8", 0, length);
  } catch (error) {
    if (error instanceof IgnoreFileUnreadable) throw error;
    throw new IgnoreFileUnreadable(`its ${ignoreFile} cannot be read: ${String(codeOf(error))}`, { cause: error });
  } finally {
    closeSync(file.descriptor);
  }
}

/** Obstacles are predicates, except this one. */
function asPredicate(message: string): string {
  return message === "permission denied" ? "cannot be read: permission denied" : message;
}
