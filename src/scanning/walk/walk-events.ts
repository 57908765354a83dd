import type { FileList } from "../file-list.ts";
import type { FileProblem } from "../scan-library.ts";
import type { WalkScope } from "./walk-rules.ts";

export interface WalkOptions extends WalkScope {
  readonly signal: AbortSignal;
}

export type WalkEvent =
  /**
   * A section of a directory: all names n of video files, and of what is named like one but is none, with
   * after < n <= upTo. Every directory that can be listed has at least one; together they cover all names, in order.
   * Those of other directories may come in between.
   */
  | {
      readonly kind: "files";
      readonly directory: string;
      readonly files: FileList;
      /** How many there are. */
      readonly count: number;
      /** Of entries in this section. */
      readonly problems: readonly FileProblem[];
      /** Null: from the first name on. */
      readonly after: string | null;
      /** Null: to the last name. */
      readonly upTo: string | null;
      /**
       * True when every entry of it was looked at, and the directory was the same before it was listed and after that:
       * only then may anybody conclude that what is not in it is gone.
       */
      readonly complete: boolean;
      /** Whether the directory holds nothing at all. */
      readonly empty: boolean;
      /** The disk that the directory was on when it was listed. See `DiskIds`. */
      readonly disk: string;
    }
  /** The end of a directory, or why it has none: then `problem` is set. It comes before anything of what is in it. */
  | {
      readonly kind: "directory";
      readonly path: string;
      /** True when all of its sections are. */
      readonly complete: boolean;
      /** Names of the directories in it, also of those that are passed over; of links to some only if followed. */
      readonly subdirectories: ReadonlySet<string>;
      readonly problem: FileProblem | null;
    }
  /** A directory whose disk does not answer. The walk goes on with others, and ends only when this one has answered. */
  | { readonly kind: "silent"; readonly directory: string };
