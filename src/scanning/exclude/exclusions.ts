/**
 * What a scan leaves out of a directory. Several layers of patterns decide, and the strongest layer that has a matching
 * pattern wins, as in git:
 *
 * 1. the patterns of the scan (`--exclude`);
 * 2. the `.gleanerignore` of the directory, then that of each directory above it, up to the base;
 * 3. the patterns of the settings.
 *
 * In one layer, the last matching pattern wins. The patterns of the scan and of the settings are relative to the base: a
 * scan of a directory below it leaves out the same files. A directory that is left out is not entered, so no pattern
 * brings back anything in it.
 *
 * A directory of the library in the scanned one is a part with settings of its own. The patterns of its settings are
 * relative to it, and no `.gleanerignore` above it counts. Only the patterns of the scan leave it out as a whole. So a scan
 * around it leaves out the same files in it as its own scans do.
 */
import { basename, dirname, sep } from "node:path";
import { isWithin } from "../../files/is-within.ts";
import type { Sentence } from "../../sentences/sentence.ts";
import { type ExcludePattern, matchesDirectory, parseExcludePatterns } from "./exclude-patterns.ts";
import { foldName } from "./name-glob.ts";

/** The patterns of a scan. They are sent to threads, so they must be structured-cloneable. */
export interface ExcludeRules {
  /** The directory to which the patterns are relative: the scanned directory, or one above it. Absolute. */
  readonly base: string;
  /** The scanned directory. Absolute. */
  readonly root: string;
  /** Patterns that a `.gleanerignore` overrides. */
  readonly weaker: readonly string[];
  /** Patterns that override every `.gleanerignore`. */
  readonly stronger: readonly string[];
  /** Directories of the library in the scanned one that `stronger` does not leave out. Default: none. */
  readonly parts?: readonly ExcludePart[];
}

/** A directory of the library in the scanned one. */
export interface ExcludePart {
  /** Absolute. `weaker` is relative to it. */
  readonly path: string;
  /** As in `ExcludeRules`. */
  readonly weaker: readonly string[];
}

/** The patterns of a `.gleanerignore`. */
export interface IgnoreFile {
  /** The directory that it is in. Absolute. */
  readonly directory: string;
  readonly text: string;
}

/** What a directory leaves out besides the patterns of the scan. */
export interface DirectoryExclusion {
  /** In the order of their directories, from the base down. */
  readonly ignoreFiles: readonly IgnoreFile[];
  /** What leaves out everything in the directory, at any depth, such as `its .nomedia`; null if nothing does. */
  readonly leftOutBy: Sentence | null;
}

/** @param own what the directory leaves out by its own files. Null is nothing */
export function withOwn(above: DirectoryExclusion | null, own: DirectoryExclusion | null): DirectoryExclusion | null {
  if (above === null || own === null) return above ?? own;
  return { ignoreFiles: [...above.ignoreFiles, ...own.ignoreFiles], leftOutBy: above.leftOutBy ?? own.leftOutBy };
}

/** Whether an entry of a directory is left out. */
export type Excludes = (name: string, kind: "file" | "directory") => boolean;

/** How many parsed lists of patterns are kept. A walk looks at neighbouring directories one after the other. */
const mostKept = 32;

/** Keeps the lists of patterns that it has parsed last. */
export class Exclusions {
  /** By their text. */
  readonly #parsed = new Map<string, readonly ExcludePattern[]>();

  /**
   * @param exclusion null if no directory has files of its own
   * @returns null if nothing in the directory can be left out
   */
  in(directory: string, rules: ExcludeRules | undefined, exclusion: DirectoryExclusion | null): Excludes | null {
    const { ignoreFiles, leftOutBy } = exclusion ?? { ignoreFiles: [], leftOutBy: null };
    const parts = namesOfPartsIn(directory, rules);
    const isPart: Excludes = (name, kind) => kind === "directory" && parts.has(name);
    if (leftOutBy !== null) return parts.size === 0 ? () => true : (name, kind) => !isPart(name, kind);
    const { path: base, weaker } = settingsIn(directory, rules);
    const candidates = [
      ...this.#matchingIn(directory, rules?.stronger ?? [], rules?.base),
      ...ignoreFiles.toReversed().flatMap((file) => this.#matchingIn(directory, [file.text], file.directory)),
      ...this.#matchingIn(directory, weaker, base),
    ];
    if (candidates.length === 0) return null;
    return (name, kind) => {
      if (isPart(name, kind)) return false;
      const folded = foldName(name);
      for (const pattern of candidates) {
        if (pattern.onlyDirectories && kind !== "directory") continue;
        if (pattern.name(folded)) return !pattern.isNegated;
      }
      return false;
    };
  }

  /**
   * Whether the scanned directory, or one between it and the base, is left out by the patterns.
   *
   * @param ignoreFiles from the base down to the directory above the scanned one
   */
  leaveOutRoot(rules: ExcludeRules, ignoreFiles: readonly IgnoreFile[]): boolean {
    return directoriesAbove(rules).some(({ directory, next }) => {
      const above = ignoreFiles.filter((file) => isWithin(directory, file.directory));
      return this.in(directory, rules, { ignoreFiles: above, leftOutBy: null })?.(next, "directory") === true;
    });
  }

  /** The patterns that names in `directory` can match, the strongest first. */
  #matchingIn(directory: string, lines: readonly string[], base = directory): readonly ExcludePattern[] {
    if (lines.length === 0) return [];
    let names: readonly string[] | null = null;
    return this.#parse(lines.join("\n"))
      .filter((pattern) => {
        if (pattern.directory === null) return true;
        names ??= namesBelow(base, directory).map(foldName);
        return matchesDirectory(pattern.directory, names);
      })
      .toReversed();
  }

  #parse(text: string): readonly ExcludePattern[] {
    const before = this.#parsed.get(text);
    if (before !== undefined) return before;
    const parsed = parseExcludePatterns(text);
    const [oldest] = this.#parsed.keys();
    if (this.#parsed.size >= mostKept && oldest !== undefined) this.#parsed.delete(oldest);
    this.#parsed.set(text, parsed);
    return parsed;
  }
}

/** The names of the parts directly in a directory. */
function namesOfPartsIn(directory: string, rules: ExcludeRules | undefined): ReadonlySet<string> {
  if (rules?.parts === undefined) return none;
  const inIt = rules.parts.filter(({ path }) => path !== directory && dirname(path) === directory);
  return inIt.length === 0 ? none : new Set(inIt.map(({ path }) => basename(path)));
}

const none: ReadonlySet<string> = new Set();

/** The patterns of the settings that hold in a directory: those of its part, or else those of the scan. */
function settingsIn(
  directory: string,
  rules: ExcludeRules | undefined,
): Partial<ExcludePart> & Pick<ExcludePart, "weaker"> {
  const part = rules?.parts?.find(({ path }) => isWithin(directory, path));
  return part ?? (rules === undefined ? { weaker: [] } : { path: rules.base, weaker: rules.weaker });
}

/** The directories from the base down to the one above the scanned directory, and the name of the next one in each. */
export function directoriesAbove({
  base,
  root,
}: ExcludeRules): readonly { readonly directory: string; readonly next: string }[] {
  let directory = base;
  return namesBelow(base, root).map((next) => {
    const above = { directory, next };
    directory = directory.endsWith(sep) ? directory + next : directory + sep + next;
    return above;
  });
}

function namesBelow(base: string, directory: string): readonly string[] {
  const start = base.endsWith(sep) ? base.length : base.length + 1;
  return directory.length < start ? [] : directory.slice(start).split(sep);
}
