import { join } from "node:path";
import { Exclusions } from "../scanning/exclude/exclusions.ts";
import { isOwnFile } from "../scanning/walk/own-exclusion-thread.ts";
import { isPassedOverDirectory } from "../scanning/walk/passed-over.ts";
import type { WatchThreadData } from "./watch-messages.ts";
import { lookAt, type OwnFiles } from "./watched-directory-thread.ts";

export interface WatchedChoiceOptions
  extends Pick<WatchThreadData, "root" | "recursive" | "includeHidden" | "followLinks" | "exclude"> {
  /** Directories that are not watched, nor what is below them. */
  readonly passesOver: ReadonlySet<string>;
}

/**
 * Which directories of a tree are watched: those that a scan enters, and some that it does not, because the patterns of a
 * `.gleanerignore` are not looked at. Each watch takes memory of the system.
 */
export class WatchedChoice {
  readonly #options: WatchedChoiceOptions;
  readonly #exclusions = new Exclusions();

  constructor(options: WatchedChoiceOptions) {
    this.#options = options;
  }

  /** Whether scans look behind links to directories. */
  get followsLinks(): boolean {
    return this.#options.recursive && this.#options.followLinks;
  }

  /**
   * Whether an entry of a directory may be of interest.
   *
   * @param own what the directories from the root down to this one leave out by their own files
   */
  in(directory: string, own: OwnFiles): (name: string, kind: "file" | "directory") => boolean {
    if (own === "everything") return () => false;
    const { root, recursive, includeHidden, passesOver, exclude } = this.#options;
    const rules = { base: root, root, weaker: exclude, stronger: [] };
    const excludes = own === "patterns" ? null : this.#exclusions.in(directory, rules, null);
    return (name, kind) => {
      if (excludes?.(name, kind) === true) return false;
      if (kind === "file") return true;
      if (!recursive || (!includeHidden && isPassedOverDirectory(name))) return false;
      return passesOver.size === 0 || !passesOver.has(join(directory, name));
    };
  }
}

/** @param entries of the directory */
export function ownFilesIn(directory: string, entries: readonly { readonly name: string }[]): OwnFiles {
  let own: OwnFiles = "none";
  for (const { name } of entries) {
    if (!isOwnFile(name)) continue;
    if (name === ".nomedia") return "everything";
    if (name === ".gleanerignore") own = "patterns";
    else {
      const found = lookAt(join(directory, name));
      if (typeof found !== "string" && found.isFile() && found.size === 0) return "everything";
    }
  }
  return own;
}
