import type { DirectoryExclusion } from "../exclude/exclusions.ts";
import type { BirthTimes, FileList, FileNumbers } from "../file-list.ts";
import type { FileProblem } from "../scan-library.ts";
import type { WalkScope } from "./walk-rules.ts";

export interface WalkOptions extends WalkScope {
  readonly signal: AbortSignal;
}

export type WalkEvent =
  /**
   * A section of a directory: all names n with after < n <= upTo that belong to video files, or to other entries that are
   * named like video files. Every directory that can be listed has at least one section, unless it is `whole`. Its sections
   * come in order and cover all names. Sections of other directories may come in between.
   */
  | {
      readonly kind: "files";
      readonly directory: string;
      readonly files: FileList;
      readonly fileNumbers: FileNumbers;
      readonly bornUs: BirthTimes;
      /** How many files there are. */
      readonly count: number;
      /** Of entries in this section. */
      readonly problems: readonly FileProblem[];
      /** What the directory leaves out by its own files and those above; null if nothing. None of it is in the listing. */
      readonly exclusion: DirectoryExclusion | null;
      /** Null: from the first name on. */
      readonly after: string | null;
      /** Null: to the last name. */
      readonly upTo: string | null;
      /**
       * Whether every entry was looked at, and the directory was the same before and after the listing. Only then may
       * anybody conclude that an unlisted entry is gone.
       */
      readonly complete: boolean;
      /** Whether the directory was still at its path after the listing. Only then are its files on `disk`. */
      readonly isInPlace: boolean;
      /** Whether the directory holds nothing at all. */
      readonly empty: boolean;
      /** The disk that the directory was on when it was listed. See `DiskIds`. */
      readonly disk: string;
      /** As in `ListedSection`. */
      readonly digest: string | null;
    }
  /**
   * A directory that was listed from its first to its last name, completely and without problems, and comes without its
   * files. This event stands for its section and its end. It comes before all events of its subdirectories.
   */
  | {
      readonly kind: "whole";
      readonly directory: string;
      /** How many files there are; not 0. */
      readonly count: number;
      /** As in `WholeDirectory`. */
      readonly digest: string;
      /** As in a section. */
      readonly disk: string;
      /** As in the end of a directory. */
      readonly subdirectories: ReadonlySet<string>;
      /** As in a section. */
      readonly exclusion: DirectoryExclusion | null;
      /**
       * Call this once. False: its files are wanted after all. Then it is listed once more, as it is by then, and its
       * sections and its end come. The walk does not go on below it before, and does not end.
       */
      readonly answer: (isKnown: boolean) => void;
    }
  /** The end of a directory that has sections, or could not be listed. It comes before all events of its subdirectories. */
  | {
      readonly kind: "directory";
      readonly path: string;
      /** Whether all of its sections are complete. */
      readonly complete: boolean;
      /** Names of its subdirectories, passed-over ones included. Links to directories only if links are followed. */
      readonly subdirectories: ReadonlySet<string>;
      /** As in its sections. */
      readonly exclusion: DirectoryExclusion | null;
      /** Why the directory could not be listed; null if it was. */
      readonly problem: FileProblem | null;
    }
  /** A directory whose disk does not answer. The walk goes on with others, and ends only when this one has answered. */
  | { readonly kind: "silent"; readonly directory: string };
