import { lookBehindLink, type OpenDirectory, withDirectory } from "../../files/open-known-directory-thread.ts";
import { type DirectoryExclusion, Exclusions, withOwn } from "../exclude/exclusions.ts";
import { pathIn } from "./look-at-entry-thread.ts";
import { exclusionAbove, OwnFiles } from "./own-exclusion-thread.ts";
import { partsToEnter } from "./parts-to-enter.ts";
import { isPassedOverDirectory, isPassedOverFile } from "./passed-over.ts";
import { readEntries } from "./read-entries-thread.ts";
import { beginsPart, isNamedLikeVideo, looksBehindLinks, rulesIn, type WalkScope } from "./walk-rules.ts";

/** A directory and those above it. */
interface Chain {
  readonly identity: string;
  readonly above: Chain | null;
}

interface DirectoryAhead {
  readonly path: string;
  readonly above: Chain | null;
  /** What the directories above leave out by their own files; null if nothing. */
  readonly exclusion: DirectoryExclusion | null;
}

/**
 * Counts the video files of a tree by their names alone. Directories that cannot be listed count nothing; the scan itself
 * reports them.
 *
 * @param on.mayGoOn called before each directory and before each link
 * @param on.onDirectory called with the path of each directory before it is opened
 * @returns null where `mayGoOn` said no
 */
export function countFiles(
  root: string,
  scope: WalkScope,
  { mayGoOn, onDirectory }: { readonly mayGoOn: () => boolean; readonly onDirectory: (path: string) => void },
): number | null {
  const exclusions = new Exclusions();
  const ahead: DirectoryAhead[] = [{ path: root, above: null, exclusion: exclusionOfRoot(scope, exclusions) }];
  let files = 0;
  for (let directory = ahead.pop(); directory !== undefined; directory = ahead.pop()) {
    if (!mayGoOn()) return null;
    const { path } = directory;
    onDirectory(path);
    const rules = rulesIn(path, scope);
    let counted: ReturnType<typeof countIn>;
    try {
      counted = withDirectory(path, { roots: rules.roots, followLinks: looksBehindLinks(rules) }, (open) =>
        countIn(open, directory, { rules, exclusions, mayGoOn }),
      );
    } catch {
      continue;
    }
    if (counted === null) return null;
    files += counted.files;
    const { chain, exclusion } = counted;
    for (const name of counted.subdirectories) {
      const below = pathIn(path, name);
      const isPart = beginsPart(below, scope);
      ahead.push({ path: below, above: isPart ? null : chain, exclusion: isPart ? null : exclusion });
    }
    for (const part of partsToEnter(path, { scope, exclusions, exclusion })) {
      ahead.push({ path: part, above: null, exclusion: null });
    }
  }
  return files;
}

interface CountOptions {
  readonly rules: WalkScope;
  readonly exclusions: Exclusions;
  readonly mayGoOn: () => boolean;
}

/** @returns null where `mayGoOn` said no */
function countIn(open: OpenDirectory, directory: DirectoryAhead, { rules, exclusions, mayGoOn }: CountOptions) {
  const { entries, identity } = open;
  const { path, above } = directory;
  const { recursive, includeHidden, roots } = rules;
  const followLinks = looksBehindLinks(rules);
  const chain: Chain | null = followLinks ? { identity, above } : null;
  for (let one = above; one !== null; one = one.above) {
    if (one.identity === identity) return { files: 0, subdirectories: [], chain, exclusion: directory.exclusion };
  }
  const directories: string[] = [];
  const videos: string[] = [];
  const links: string[] = [];
  const ownFiles = new OwnFiles();
  readEntries(entries, (name, kind, bytes) => {
    if (name.startsWith(".")) ownFiles.add(name);
    if (kind === "directory") {
      if (bytes === null) directories.push(name);
    } else if (kind === "link" && followLinks) links.push(name);
    else if (isNamedLikeVideo(name, rules) && (includeHidden || !isPassedOverFile(name))) videos.push(name);
  });
  const exclusion = withOwn(directory.exclusion, ownFiles.read(path, open, rules));
  const excludes = exclusions.in(path, rules.exclude, exclusion) ?? (() => false);
  for (const name of links) {
    if (!mayGoOn()) return null;
    if (isAllowedDirectory(entries + name, roots)) directories.push(name);
    else if (isNamedLikeVideo(name, rules)) videos.push(name);
  }
  const isEntered = (name: string): boolean =>
    recursive && (includeHidden || !isPassedOverDirectory(name)) && !excludes(name, "directory");
  const files = videos.filter((name) => !excludes(name, "file")).length;
  return { files, subdirectories: directories.filter(isEntered), chain, exclusion };
}

/** The scan itself reports what cannot be read. */
function exclusionOfRoot(rules: WalkScope, exclusions: Exclusions): DirectoryExclusion | null {
  try {
    return exclusionAbove(rules, exclusions);
  } catch {
    return null;
  }
}

function isAllowedDirectory(path: string, roots: readonly string[]): boolean {
  try {
    const target = lookBehindLink(path, { roots });
    return target?.allowed === true && target.stats.isDirectory();
  } catch {
    return false;
  }
}
