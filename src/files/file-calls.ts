/** What is asked of a thread that makes file calls on named paths, and its answers. One request at a time. */

import type { Sentence } from "../sentences/sentence.ts";
import type { CompareRequest } from "./compare-copies-thread.ts";
import type { FileVersion } from "./file-version.ts";
import type { HashedFile, HashRequest } from "./hash-request.ts";
import type { ComparedCopies, EqualFiles } from "./kept-copy.ts";
import type { MountTable } from "./mount-table.ts";
import type { KnownFile } from "./open-known-file-thread.ts";
import type { KnownPart, ReadPart } from "./read-known-part-thread.ts";
import type { ReadSubtitles } from "./read-subtitles-thread.ts";
import type { PathState, ResolveStep } from "./resolve-path-thread.ts";

interface Calls {
  /** Follows the links of a path as long as it stays on one device. */
  "follow-path": {
    readonly request: { readonly state: PathState; readonly mounts: MountTable; readonly device: string };
    readonly result: ResolveStep;
  };
  /** Fails where this user may not list the directory. */
  "check-directory": {
    readonly request: { readonly path: string; readonly roots: readonly string[] };
    readonly result: null;
  };
  "list-directories": {
    readonly request: {
      readonly path: string;
      readonly roots: readonly string[];
      readonly mounts: MountTable;
      readonly device: string;
      readonly most: number;
      /** Whether to list directories whose names begin with a dot. */
      readonly hidden: boolean;
    };
    readonly result: ListedDirectories;
  };
  /** Whether a file with one of the extensions is directly in the directory. */
  "holds-videos": {
    readonly request: {
      readonly path: string;
      readonly roots: readonly string[];
      readonly extensions: ReadonlySet<string>;
    };
    readonly result: boolean;
  };
  /** Opens a regular file for reading. Whoever asks has it closed by `close-file`. */
  "open-file": {
    readonly request: { readonly path: string; readonly roots: readonly string[] };
    readonly result: KnownFile;
  };
  /** Reads a few bytes of a file that `open-file` has opened, fewer at its end. */
  "read-file": {
    readonly request: { readonly descriptor: number; readonly position: number; readonly bytes: number };
    readonly result: Uint8Array;
  };
  "close-file": {
    readonly request: { readonly descriptor: number };
    readonly result: null;
  };
  /** Reads a part of the file of a video, if it is the file that the library knows. */
  "read-known-part": {
    readonly request: { readonly path: string } & KnownPart;
    readonly result: ReadPart;
  };
  /** Closes a file that `read-known-part` has left open, in the threads for films. */
  "close-film": {
    readonly request: { readonly descriptor: number };
    readonly result: null;
  };
  /** Reads a subtitle file, as WebVTT. */
  "read-subtitles": {
    readonly request: { readonly path: string; readonly roots: readonly string[] };
    readonly result: ReadSubtitles;
  };
  "hash-file": {
    readonly request: HashRequest;
    readonly result: HashedFile;
  };
  /** Compares all bytes of a file with those of a copy that stays. */
  "compare-copies": {
    readonly request: CompareRequest;
    readonly result: EqualFiles;
  };
  "delete-file": {
    readonly request: {
      readonly path: string;
      readonly roots: readonly string[];
      readonly version: FileVersion;
      /** See `DeleteOptions`. */
      readonly copies?: ComparedCopies | undefined;
      readonly until?: number | undefined;
    };
    readonly result: null;
  };
}

export interface NamedDirectory {
  readonly name: string;
  /** Without links in it. */
  readonly path: string;
}

export interface ListedDirectories {
  /** The first ones by name. */
  readonly directories: NamedDirectory[];
  /** How many there are. */
  readonly total: number;
  /** Links that lead to other devices. */
  readonly elsewhere: readonly { readonly name: string; readonly state: PathState }[];
}

export type CallKind = keyof Calls;
export type CallRequest<Kind extends CallKind = CallKind> = {
  readonly [Each in Kind]: { readonly kind: Each } & Calls[Each]["request"];
}[Kind];
export type CallResult<Kind extends CallKind> = Calls[Kind]["result"];

export type CallAnswer =
  | { readonly kind: "done"; readonly result: CallResult<CallKind> }
  | { readonly kind: "failed"; readonly code: string | null; readonly reason: string; readonly sentence?: Sentence };

/**
 * Words that a thread shares with its owner while it is in a call: `beats` changes before each call to the disk; anything
 * but 0 in `stop` tells the thread to end its request before the next one.
 */
export const words = { beats: 0, stop: 1 } as const;
export type SharedWords = Int32Array<SharedArrayBuffer>;

export function newSharedWords(): SharedWords {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(words).length));
}
