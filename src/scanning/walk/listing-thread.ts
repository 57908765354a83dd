import { type BigIntStats, statSync } from "node:fs";
import { sortByUtf8 } from "../utf8-order.ts";
import { isPassedOverDirectory, isPassedOverFile } from "./passed-over.ts";
import { type EntryKind, readEntries } from "./read-entries-thread.ts";
import type { WalkRules } from "./walk-events.ts";

/**
 * What the listing of one directory shows, before any of its files is looked at. All names of a directory are in memory
 * while it is at hand, as they are to be in order: about 100 MB for a million.
 */
export interface Listing {
  readonly path: string;
  /** Of the directory, before it was listed. */
  readonly identity: string;
  /** What is to be looked at, in order: what is named like a video, and whatever only a look tells the kind of. */
  readonly names: readonly string[];
  /** Those of `names` that are not plain files, with their kind or, where it is not UTF-8, their name in bytes. */
  readonly special: ReadonlyMap<string, EntryKind | Buffer>;
  readonly subdirectories: readonly string[];
  readonly empty: boolean;
}

/** @throws the system's error */
export function listDirectory(path: string, rules: WalkRules): Listing {
  const { recursive, includeHidden = false } = rules;
  const followLinks = looksBehindLinks(rules);
  const names: string[] = [];
  const special = new Map<string, EntryKind | Buffer>();
  const subdirectories: string[] = [];
  let someShown = false;
  const identity = identityOf(statSync(path, { bigint: true }));
  const entries = readEntries(path, (name, kind, bytes) => {
    if (kind === "directory") {
      if (bytes === null) return void subdirectories.push(name);
      if (!recursive || (!includeHidden && isPassedOverDirectory(name))) return;
    } else if (!includeHidden && isPassedOverFile(name)) {
      return;
    } else if (!isNamedLikeVideo(name, rules.extensions)) {
      const mayBeDirectory = kind === "unknown" || (kind === "link" && followLinks);
      if (!mayBeDirectory || bytes !== null) return;
    }
    names.push(name);
    if (bytes !== null) {
      special.set(name, bytes);
      someShown = true;
    } else if (kind !== "file" && kind !== "other") special.set(name, kind);
  });
  sortByUtf8(names);
  // A name that is not UTF-8 may be shown as another one is: that is one path, and so one entry.
  const distinct = someShown ? names.filter((name, index) => name !== names[index - 1]) : names;
  return { path, identity, names: distinct, special, subdirectories, empty: entries === 0 };
}

export function looksBehindLinks({ recursive, followLinks = false }: WalkRules): boolean {
  return recursive && followLinks;
}

/** What tells a directory from all others that are there. */
export function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

export function isNamedLikeVideo(name: string, extensions: ReadonlySet<string>): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && extensions.has(name.slice(dot).toLowerCase());
}
