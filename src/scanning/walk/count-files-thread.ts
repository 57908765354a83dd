import { realpathSync, statSync } from "node:fs";
import { isWithin } from "../../files/scan-root.ts";
import { identityOf, isNamedLikeVideo, looksBehindLinks } from "./listing-thread.ts";
import { pathIn } from "./look-at-entry-thread.ts";
import { isPassedOverDirectory, isPassedOverFile } from "./passed-over.ts";
import { readEntries } from "./read-entries-thread.ts";
import type { WalkRules } from "./walk-events.ts";

/** Directories from the root to one, with what `identityOf` gives for each. */
interface Chain {
  readonly identity: string;
  readonly above: Chain | null;
}

/**
 * About how many video files a tree has, from the names alone. What cannot be listed counts nothing; the scan itself
 * says what is wrong with it.
 *
 * @param mayGoOn asked before each directory and each look at a link
 * @returns null where `mayGoOn` said no
 */
export function countFiles(root: string, rules: WalkRules, mayGoOn: () => boolean): number | null {
  const { recursive, includeHidden = false } = rules;
  const followLinks = looksBehindLinks(rules);
  const ahead: { readonly path: string; readonly above: Chain | null }[] = [{ path: root, above: null }];
  let files = 0;
  for (let directory = ahead.pop(); directory !== undefined; directory = ahead.pop()) {
    if (!mayGoOn()) return null;
    const { path } = directory;
    const chain = followLinks ? chainOf(path, directory.above, rules) : null;
    if (followLinks && chain === null) continue;
    const links: string[] = [];
    const enter = (name: string) => {
      if (recursive && (includeHidden || !isPassedOverDirectory(name)))
        ahead.push({ path: pathIn(path, name), above: chain });
    };
    try {
      readEntries(path, (name, kind, bytes) => {
        if (kind === "directory") {
          if (bytes === null) enter(name);
        } else if (kind === "link" && followLinks) links.push(name);
        else if (isNamedLikeVideo(name, rules.extensions) && (includeHidden || !isPassedOverFile(name))) files += 1;
      });
    } catch {
      continue;
    }
    for (const name of links) {
      if (!mayGoOn()) return null;
      if (isDirectory(pathIn(path, name))) enter(name);
      else if (isNamedLikeVideo(name, rules.extensions)) files += 1;
    }
  }
  return files;
}

/** Null where the directory is one of those above it, cannot be looked at, or is outside the roots. */
function chainOf(path: string, above: Chain | null, { roots = [] }: WalkRules): Chain | null {
  try {
    const identity = identityOf(statSync(path, { bigint: true }));
    for (let chain = above; chain !== null; chain = chain.above) if (chain.identity === identity) return null;
    if (roots.length > 0 && !roots.some((root) => isWithin(realpathSync.native(path), root))) return null;
    return { identity, above };
  } catch {
    return null;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
