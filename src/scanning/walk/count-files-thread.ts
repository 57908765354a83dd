import { lookBehindLink, type OpenDirectory, withDirectory } from "../../files/open-known-directory-thread.ts";
import { pathIn } from "./look-at-entry-thread.ts";
import { isPassedOverDirectory, isPassedOverFile } from "./passed-over.ts";
import { readEntries } from "./read-entries-thread.ts";
import { isNamedLikeVideo, looksBehindLinks, type WalkScope } from "./walk-rules.ts";

/** A directory and those above it. */
interface Chain {
  readonly identity: string;
  readonly above: Chain | null;
}

interface DirectoryAhead {
  readonly path: string;
  readonly above: Chain | null;
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
  rules: WalkScope,
  { mayGoOn, onDirectory }: { readonly mayGoOn: () => boolean; readonly onDirectory: (path: string) => void },
): number | null {
  const followLinks = looksBehindLinks(rules);
  const { roots } = rules;
  const ahead: DirectoryAhead[] = [{ path: root, above: null }];
  let files = 0;
  for (let directory = ahead.pop(); directory !== undefined; directory = ahead.pop()) {
    if (!mayGoOn()) return null;
    const { path, above } = directory;
    onDirectory(path);
    let counted: ReturnType<typeof countIn>;
    try {
      counted = withDirectory(path, { roots, followLinks }, (open) => countIn(open, { above, rules, mayGoOn }));
    } catch {
      continue;
    }
    if (counted === null) return null;
    files += counted.files;
    for (const name of counted.subdirectories) ahead.push({ path: pathIn(path, name), above: counted.chain });
  }
  return files;
}

interface CountOptions {
  readonly above: Chain | null;
  readonly rules: WalkScope;
  readonly mayGoOn: () => boolean;
}

/** @returns null where `mayGoOn` said no */
function countIn({ entries, identity }: OpenDirectory, { above, rules, mayGoOn }: CountOptions) {
  const { recursive, includeHidden, roots } = rules;
  const followLinks = looksBehindLinks(rules);
  const subdirectories: string[] = [];
  const chain: Chain | null = followLinks ? { identity, above } : null;
  for (let one = above; one !== null; one = one.above) {
    if (one.identity === identity) return { files: 0, subdirectories, chain };
  }
  const enter = (name: string) => {
    if (recursive && (includeHidden || !isPassedOverDirectory(name))) subdirectories.push(name);
  };
  const links: string[] = [];
  let files = 0;
  readEntries(entries, (name, kind, bytes) => {
    if (kind === "directory") {
      if (bytes === null) enter(name);
    } else if (kind === "link" && followLinks) links.push(name);
    else if (isNamedLikeVideo(name, rules) && (includeHidden || !isPassedOverFile(name))) files += 1;
  });
  for (const name of links) {
    if (!mayGoOn()) return null;
    if (isAllowedDirectory(entries + name, roots)) enter(name);
    else if (isNamedLikeVideo(name, rules)) files += 1;
  }
  return { files, subdirectories, chain };
}

function isAllowedDirectory(path: string, roots: readonly string[]): boolean {
  try {
    const target = lookBehindLink(path, { roots });
    return target?.allowed === true && target.stats.isDirectory();
  } catch {
    return false;
  }
}
