import type { RootId } from "../library/library-roots.ts";
import type { Said } from "../sentences/say.ts";
import type { Changes } from "./gathered-changes.ts";

/** What a watching thread is told when it starts. */
export interface WatchThreadData {
  /** Absolute, without links in it. */
  readonly root: string;
  readonly recursive: boolean;
  readonly includeHidden: boolean;
  readonly followLinks: boolean;
  /** Patterns of what scans leave out, relative to the root. */
  readonly exclude: readonly string[];
  /** Extensions of video files, with their dot, in lower case. */
  readonly extensions: ReadonlySet<string>;
  readonly times: WatchTimes;
}

/** All in milliseconds. */
export interface WatchTimes {
  /** Changes are reported when nothing else has changed for so long. */
  readonly quietMs: number;
  /** Changes wait no longer than this for quiet. */
  readonly mostWaitMs: number;
  /** A file that is being written is reported when it has not changed for so long. */
  readonly stillMs: number;
  /** How often to look whether the root is there, and what is mounted in it. */
  readonly lookMs: number;
}

export const usualWatchTimes: WatchTimes = { quietMs: 3_000, mostWaitMs: 60_000, stillMs: 10_000, lookMs: 5_000 };

export type WatchState =
  /** The watches are being set. */
  | { readonly state: "starting" }
  /**
   * `problem`: sentences that say which directories in it are not watched, and why. `isEmpty`: nothing is in it, not even a
   * directory.
   */
  | {
      readonly state: "watching";
      readonly directories: number;
      readonly problem: Said | null;
      readonly isEmpty?: true;
    }
  /** The system allows no more watches, or it cannot tell of changes here. Sentences say why, and what to do. */
  | { readonly state: "limit" | "unsupported"; readonly problem: Said }
  /** The directory or its disk is not there, or cannot be read. It is watched as soon as it is back. */
  | { readonly state: "absent"; readonly problem: Said };

export type WatchMessage =
  | { readonly kind: "state"; readonly state: WatchState }
  | { readonly kind: "changed"; readonly changes: Changes };

/**
 * Null: this server does not watch the directory. `haveChangesToWait`: changes were seen that are scanned after the scan
 * that runs or waits now.
 */
export type WatchStateOf = (id: RootId) => (WatchState & { readonly haveChangesToWait?: true }) | null;
