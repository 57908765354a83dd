/** What is asked of a thread that makes file calls, and what it answers. Requests are answered one after the other. */
import type { FileList } from "../file-list.ts";
import type { FileProblem } from "../scan-library.ts";
import type { WalkScope } from "./walk-rules.ts";

/** A directory that is to be listed, or listed further. */
export interface DirectoryAhead {
  readonly path: string;
  /** The last name that was looked at already; null where none was. */
  readonly after: string | null;
  /** What `identityOf` gives for the directories above it, as far as that matters for links. */
  readonly above: readonly string[];
}

/** A directory as it was when it was listed. */
export interface ListedPlace {
  readonly directory: string;
  /** What `DiskIds` gives for it. */
  readonly disk: string;
}

/** An entry that the library remembers, and that a listing did not show. */
export interface WantedEntry {
  readonly name: string;
  /**
   * - `file`: a regular file, or a link that leads to one or whose target cannot be told.
   * - `directory`: a directory, or a link.
   * - `anything`.
   */
  readonly wanted: "file" | "directory" | "anything";
}

export type ThreadRequest = { readonly id: number } & ThreadTask;

export type ThreadTask =
  /** Lists directories, as many of them as fit into one answer. */
  | {
      readonly kind: "list";
      /** Which walk it is for: directories that are only half listed are kept for it. */
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
  | { readonly kind: "count"; readonly root: string; readonly rules: WalkScope; readonly stop: StopFlag };

export type ThreadAnswer = { readonly id: number } & (
  | { readonly kind: "listed"; readonly listed: readonly ListedDirectory[] }
  | { readonly kind: "absent"; readonly names: readonly string[] }
  | { readonly kind: "counted"; readonly files: number }
  /** It was told to stop. */
  | { readonly kind: "stopped" }
);

/** One section of a directory, and its end where it has come. */
export interface ListedDirectory {
  readonly section: ListedSection | null;
  readonly end: {
    /** What `identityOf` gives for it. */
    readonly identity: string;
    readonly problem: FileProblem | null;
  } | null;
  /** Directories in it that were found since the section before. */
  readonly subdirectories: readonly string[];
}

export interface ListedSection {
  readonly files: FileList;
  /** How many there are. */
  readonly count: number;
  readonly problems: readonly FileProblem[];
  readonly upTo: string | null;
  readonly complete: boolean;
  /** Whether the directory holds nothing at all. */
  readonly empty: boolean;
  /** What `DiskIds` gives for the directory. */
  readonly disk: string;
}

/** Shared with all threads: anything but 0 in it tells them to stop before the next entry. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

export function newStopFlag(): StopFlag {
  return new Int32Array(new SharedArrayBuffer(4));
}

/**
 * What a thread and its owner see of each other while the thread is in a call:
 *
 * - `beats` changes with every entry that the thread looks at;
 * - `request` and `item` say at what it is: the id, and the index of the directory or path in it;
 * - `takenBack` is the last request of which the thread need not do more, as another one does;
 * - `placeBytes` is the length of the path in `place`, where a count is.
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
