import type { OpenDirectory } from "../../files/open-known-directory-thread.ts";
import { isNamedLikeSubtitles, subtitlesOfVideos } from "../../library/subtitle-files.ts";
import { type DirectoryExclusion, type Excludes, type Exclusions, withOwn } from "../exclude/exclusions.ts";
import { sortByUtf8 } from "../utf8-order.ts";
import { OwnFiles } from "./own-exclusion-thread.ts";
import { isPassedOverDirectory, isPassedOverFile } from "./passed-over.ts";
import { type EntryKind, readEntries } from "./read-entries-thread.ts";
import { isNamedLikeVideo, looksBehindLinks, type WalkScope } from "./walk-rules.ts";
import type { WantedNames } from "./way-to-directories.ts";

/**
 * The names in one directory, before any of its files is looked at. All names are in memory at once, because they must
 * be in order: about 100 MB for a million names.
 */
export interface Listing {
  readonly path: string;
  /** Device and inode of the directory. */
  readonly identity: string;
  /** Entries to look at, in order: those named like a video, and those whose kind the listing does not tell. */
  readonly names: readonly string[];
  /** Entries of `names` that are not plain files, with their kind; or with their bytes where the name is not UTF-8. */
  readonly special: ReadonlyMap<string, EntryKind | Buffer>;
  readonly subdirectories: readonly string[];
  /** Of videos that have some, by the names of the videos: see `subtitlesOfVideos`. */
  readonly subtitles: ReadonlyMap<string, string>;
  readonly empty: boolean;
  /** What the directory leaves out by its own files; null if it has none. */
  readonly ownExclusion: DirectoryExclusion | null;
  /** Null if nothing is left out. It has been asked about all entries but those of `special`. */
  readonly excludes: Excludes | null;
}

export interface ListOptions {
  readonly rules: WalkScope;
  readonly exclusions: Exclusions;
  /** What the directories above leave out by their own files; null if nothing. */
  readonly above: DirectoryExclusion | null;
  /** The only entries to look at. Default: all. */
  readonly only?: WantedNames;
}

/**
 * Lists an open directory.
 *
 * @param path the directory's path, for whoever reads the listing
 * @throws IgnoreFileUnreadable; the system's error
 */
export function listDirectory(
  path: string,
  directory: OpenDirectory,
  { rules, exclusions, above, only }: ListOptions,
): Listing {
  const { recursive, includeHidden } = rules;
  const followLinks = looksBehindLinks(rules);
  const names: string[] = [];
  const special = new Map<string, EntryKind | Buffer>();
  const subdirectories: string[] = [];
  const subtitles: string[] = [];
  const ownFiles = new OwnFiles();
  let someShown = false;
  const entries = readEntries(directory.entries, (name, kind, bytes) => {
    if (name.charCodeAt(0) === dot) ownFiles.add(name);
    if (kind === "directory") {
      if (bytes === null) return void subdirectories.push(name);
      if (!recursive || (!includeHidden && isPassedOverDirectory(name))) return;
    } else if (!includeHidden && isPassedOverFile(name)) {
      return;
    } else if (!isNamedLikeVideo(name, rules)) {
      if (bytes === null && kind !== "other" && isNamedLikeSubtitles(name)) subtitles.push(name);
      const mayBeDirectory = kind === "unknown" || (kind === "link" && followLinks);
      if (!mayBeDirectory || bytes !== null) return;
    }
    names.push(name);
    if (bytes !== null) {
      special.set(name, bytes);
      someShown = true;
    } else if (kind !== "file" && kind !== "other") special.set(name, kind);
  });
  const ownExclusion = ownFiles.read(path, directory, rules);
  const excludes = exclusions.in(path, rules.exclude, withOwn(above, ownExclusion));
  if (excludes !== null) {
    keepOnly(names, (name) => special.has(name) || !excludes(name, "file"));
    keepOnly(subdirectories, (name) => !excludes(name, "directory"));
    keepOnly(subtitles, (name) => !excludes(name, "file"));
  }
  sortByUtf8(names);
  // A name that is not UTF-8 may be shown like another name. They are one path then, and so one entry.
  const distinct = someShown ? names.filter((name, index) => name !== names[index - 1]) : names;
  const { identity } = directory;
  const videos = subtitles.length === 0 ? [] : distinct.filter((name) => isNamedLikeVideo(name, rules));
  return {
    path,
    identity,
    names:
      only === undefined ? distinct : distinct.filter((name) => only.files.has(name) || only.directories.has(name)),
    special,
    subdirectories,
    subtitles: subtitlesOfVideos(subtitles, videos),
    empty: entries === 0,
    ownExclusion,
    excludes,
  };
}

/** Removes all other names from the list. */
function keepOnly(names: string[], isKept: (name: string) => boolean): void {
  const kept = names.filter(isKept);
  if (kept.length < names.length) {
    names.length = 0;
    // Not spread into one call, which takes only so many arguments.
    for (const name of kept) names.push(name);
  }
}

const dot = ".".charCodeAt(0);
