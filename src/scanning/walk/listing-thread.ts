import type { OpenDirectory } from "../../files/open-known-directory-thread.ts";
import { isNamedLikeSubtitles, subtitlesOfVideos } from "../../library/subtitle-files.ts";
import { sortByUtf8 } from "../utf8-order.ts";
import { isPassedOverDirectory, isPassedOverFile } from "./passed-over.ts";
import { type EntryKind, readEntries } from "./read-entries-thread.ts";
import { isNamedLikeVideo, looksBehindLinks, type WalkScope } from "./walk-rules.ts";

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
}

/**
 * Lists an open directory.
 *
 * @param path the directory's path, for whoever reads the listing
 * @throws the system's error
 */
export function listDirectory(path: string, directory: OpenDirectory, rules: WalkScope): Listing {
  const { recursive, includeHidden } = rules;
  const followLinks = looksBehindLinks(rules);
  const names: string[] = [];
  const special = new Map<string, EntryKind | Buffer>();
  const subdirectories: string[] = [];
  const subtitles: string[] = [];
  let someShown = false;
  const entries = readEntries(directory.entries, (name, kind, bytes) => {
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
  sortByUtf8(names);
  // A name that is not UTF-8 may be shown like another name. They are one path then, and so one entry.
  const distinct = someShown ? names.filter((name, index) => name !== names[index - 1]) : names;
  const { identity } = directory;
  const videos = subtitles.length === 0 ? [] : distinct.filter((name) => isNamedLikeVideo(name, rules));
  return {
    path,
    identity,
    names: distinct,
    special,
    subdirectories,
    subtitles: subtitlesOfVideos(subtitles, videos),
    empty: entries === 0,
  };
}
