import { join, sep } from "node:path";
import { type DirectoryExclusion, Exclusions, withOwn } from "../scanning/exclude/exclusions.ts";
import { OwnFiles } from "../scanning/walk/own-exclusion-thread.ts";
import { isPassedOverDirectory } from "../scanning/walk/passed-over.ts";
import type { WatchThreadData } from "./watch-messages.ts";
import type { OwnExclusion, WatchedDirectory } from "./watched-directory-thread.ts";

export interface WatchedChoiceOptions
  extends Pick<WatchThreadData, "root" | "recursive" | "includeHidden" | "followLinks" | "exclude"> {
  /** Directories that are not watched, nor what is below them. */
  readonly passesOver: ReadonlySet<string>;
}

/** Which directories of a tree are watched: those that a scan enters. Each watch takes memory of the system. */
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
   * @param path of the directory
   */
  in(path: string, directory: WatchedDirectory): (name: string, kind: "file" | "directory") => boolean {
    const { root, recursive, includeHidden, passesOver, exclude } = this.#options;
    const rules = { base: root, root, weaker: exclude, stronger: [] };
    const own = ownDownTo(directory);
    // A file that is not known may bring back anything.
    const excludes = own === "unknown" ? null : this.#exclusions.in(path, rules, own);
    return (name, kind) => {
      if (excludes?.(name, kind) === true) return false;
      if (kind === "file") return true;
      if (!recursive || (!includeHidden && isPassedOverDirectory(name))) return false;
      return passesOver.size === 0 || !passesOver.has(join(path, name));
    };
  }
}

/** What the directories from the root down to this one leave out by their own files. */
function ownDownTo(directory: WatchedDirectory): OwnExclusion {
  let all: DirectoryExclusion | null = null;
  for (let at: WatchedDirectory | null = directory; at !== null; at = at.parent) {
    if (at.own === "unknown") return "unknown";
    all = withOwn(at.own, all);
  }
  return all;
}

/** @param entries of the directory */
export function ownExclusionOf(
  directory: string,
  entries: readonly { readonly name: string; isSymbolicLink(): boolean }[],
): OwnExclusion {
  const files = new OwnFiles();
  for (const entry of entries) {
    // No event tells of changes behind a link.
    if (entry.name === ".gleanerignore" && entry.isSymbolicLink()) return "unknown";
    files.add(entry.name);
  }
  try {
    return files.read(directory, { entries: directory + sep }, { roots: [] });
  } catch {
    // A scan tells people.
    return "unknown";
  }
}

export function isSameExclusion(one: OwnExclusion, other: OwnExclusion): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
