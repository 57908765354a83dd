/** The requests to a thread that makes file calls, and its answers. A thread answers one request after the other. */
import type { DirectoryExclusion } from "../exclude/exclusions.ts";
import type { BirthTimes, FileList, FileNumbers } from "../file-list.ts";
import type { FileProblem } from "../scan-library.ts";
import type { WalkScope } from "./walk-rules.ts";
import type { WantedNames } from "./way-to-directories.ts";

/**
 * How directories are listed:
 *
 * - `files`: with their files.
 * - `files-and-digest`: and with a digest, if a directory is whole.
 * - `digest`: without its files, if a directory is whole. Any other is listed with its files.
 *
 * A directory is whole if one section has all of its files, every entry was looked at, and none has a problem. One without
 * files is not whole.
 */
export type ListingDetail = "files" | "files-and-digest" | "digest";

/** A directory to list, from its first name or from a later one. */
export interface DirectoryAhead {
  readonly path: string;
  /** The last name that has been looked at; null if none has. */
  readonly after: string | null;
  /** The identities (`identityOf`) of the directories above, if links are followed. Else empty. */
  readonly above: readonly string[];
  /** What the directories above leave out by their own files: null is nothing. No thread has found out `unknown` yet. */
  readonly exclusion: DirectoryExclusion | null | "unknown";
  readonly detail: ListingDetail;
  /** The only entries to look at. Default: all. */
  readonly names?: WantedNames;
}

/** A directory as it was when it was listed. */
export interface ListedPlace {
  readonly directory: string;
  /** The id of its disk (`DiskIds`). */
  readonly disk: string;
}

/** An entry that the library knows and that a listing did not show. */
export interface WantedEntry {
  readonly name: string;
  /**
   * - `file`: a regular file, or a link to a regular file or to an unknown target.
   * - `directory`: a directory, or a link.
   * - `anything`.
   */
  readonly wanted: "file" | "directory" | "anything";
}

/** What is now at a path where a file was. */
export type PlaceNow =
  /** It could not be looked at, or is a link, which may lead to the file. */
  | { readonly kind: "unknown" }
  /** Nothing has exactly this name. `disk` is that of the directory, or of the nearest one above that is there. */
  | { readonly kind: "absent"; readonly disk: string }
  | {
      readonly kind: "taken";
      readonly disk: string;
      readonly size: number;
      readonly modifiedUs: number;
      /** See `FileStat`. */
      readonly fileNumber: number | null;
    };

/** A file as it was listed. */
export interface FileToCompare {
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  readonly modifiedUs: number;
}

export type ThreadMessage =
  | ThreadRequest
  /** Forgets the walks and disks of the scan that used the thread. It has no answer. */
  | { readonly kind: "forget" };

export type ThreadRequest = { readonly id: number } & ThreadTask;

export type ThreadTask =
  /** Lists directories, as many of them as fit into one answer. */
  | {
      readonly kind: "list";
      /** The walk. A thread keeps half-listed directories for each walk. */
      readonly walk: number;
      readonly directories: readonly DirectoryAhead[];
      readonly rules: WalkScope;
      readonly stop: StopFlag;
    }
  | {
      readonly kind: "find-absent";
      readonly place: ListedPlace;
      readonly entries: readonly WantedEntry[];
      readonly rules: WalkScope;
      readonly stop: StopFlag;
    }
  | {
      readonly kind: "look-at-places";
      readonly directory: string;
      readonly names: readonly string[];
      readonly rules: WalkScope;
      readonly stop: StopFlag;
    }
  | { readonly kind: "fingerprint"; readonly file: FileToCompare; readonly rules: WalkScope; readonly stop: StopFlag }
  | { readonly kind: "count"; readonly root: string; readonly rules: WalkScope; readonly stop: StopFlag };

export type ThreadAnswer = { readonly id: number } & (
  | { readonly kind: "listed"; readonly listed: readonly ListedDirectory[] }
  | { readonly kind: "absent"; readonly names: readonly string[] }
  | { readonly kind: "places"; readonly places: readonly PlaceNow[] }
  | { readonly kind: "fingerprint"; readonly fingerprint: number | null }
  | { readonly kind: "counted"; readonly files: number }
  /** The stop flag was set. */
  | { readonly kind: "stopped" }
);

export type ListedDirectory = ListedPart | WholeDirectory;

/** One section of a directory, and the end of the directory if this section is the last. */
export interface ListedPart {
  readonly kind: "part";
  /** Null: the directory could not be listed. */
  readonly section: ListedSection | null;
  readonly end: {
    /** The identity of the directory (`identityOf`). */
    readonly identity: string;
    readonly problem: FileProblem | null;
  } | null;
  /** Names of subdirectories that were found since the previous section. */
  readonly subdirectories: readonly string[];
  /** What the directory leaves out by its own files and those above; null if that is `DirectoryAhead.exclusion`. */
  readonly exclusion: DirectoryExclusion | null;
}

export interface ListedSection {
  readonly files: FileList;
  readonly fileNumbers: FileNumbers;
  readonly bornUs: BirthTimes;
  /** How many files there are. */
  readonly count: number;
  readonly problems: readonly FileProblem[];
  readonly upTo: string | null;
  readonly complete: boolean;
  /** Whether the directory was still at its path after the listing. */
  readonly isInPlace: boolean;
  /** Whether the directory holds nothing at all. */
  readonly empty: boolean;
  /** The id of the disk that the directory is on (`DiskIds`). */
  readonly disk: string;
  /** See `SectionFiles.digest`. Null if the directory is not whole, or nobody wants a digest. */
  readonly digest: string | null;
}

/** A whole directory without its files. See `ListingDetail`. */
export interface WholeDirectory {
  readonly kind: "whole";
  /** How many files there are; not 0. */
  readonly count: number;
  /** See `SectionFiles.digest`. */
  readonly digest: string;
  /** The id of the disk that the directory is on (`DiskIds`). */
  readonly disk: string;
  /** The identity of the directory (`identityOf`). */
  readonly identity: string;
  /** As in `ListedPart`. */
  readonly subdirectories: readonly string[];
  /** As in `ListedPart`. */
  readonly exclusion: DirectoryExclusion | null;
}

/** Shared with all threads. Any value but 0 makes them stop before the next entry. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

export function newStopFlag(): StopFlag {
  return new Int32Array(new SharedArrayBuffer(4));
}

/**
 * Numbers that a thread and its owner share while the thread is in a call:
 *
 * - `beats` changes with every entry that the thread looks at.
 * - `request` is the id of the request in work, and `item` the index of the directory or path in work.
 * - `takenBack` is the id of the last request that was taken back. The thread does no more of it.
 * - `placeBytes` is the length of the path in `place`, the directory of a count.
 */
export const shared = { beats: 0, request: 1, item: 2, takenBack: 3, placeBytes: 4 } as const;
export type SharedWords = Int32Array<SharedArrayBuffer>;

export function newSharedWords(): SharedWords {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(shared).length));
}

/** The path of the directory that a count looks at, in UTF-8. */
export type SharedPlace = Uint8Array<SharedArrayBuffer>;

/** The longest path that Linux takes, in bytes. */
const maxPathBytes = 4_096;

export function newSharedPlace(): SharedPlace {
  return new Uint8Array(new SharedArrayBuffer(maxPathBytes));
}

export interface FileThreadData {
  readonly words: SharedWords;
  readonly place: SharedPlace;
}
