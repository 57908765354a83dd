import { basename } from "node:path";
import type { ActiveJob, JobId } from "../jobs/job.ts";
import { parseUuid } from "../uuid.ts";

declare const brand: unique symbol;

/** The id of a directory of the library, a UUID. */
export type RootId = string & { readonly [brand]: "RootId" };

/** The id in `text`, or null if `text` is not a UUID. */
export function parseRootId(text: string): RootId | null {
  return parseUuid(text) as RootId | null;
}

/** Settings of a directory of the library. People change them at any time; a scan uses those that it finds when it begins. */
export interface RootSettings {
  /** For people. Two roots may have the same name. */
  readonly name: string;
  /** Whether scans look into subdirectories. */
  readonly recursive: boolean;
  /** Whether scans look behind links to directories. Null: as the server is set. */
  readonly followLinks: boolean | null;
  /** Whether scans look at hidden directories and files. Null: as the server is set. */
  readonly includeHidden: boolean | null;
  /** Patterns of entries that scans leave out, beside those of the server. */
  readonly exclude: readonly string[];
  /** How many files a scan probes per second at most; 0 means no limit. Null: as the server is set. */
  readonly maxRate: number | null;
  /** When scans begin by themselves. Null: never. */
  readonly schedule: RootSchedule | null;
  /** Whether scans begin by themselves after changes in the directory. */
  readonly watch: boolean;
}

export interface RootSchedule {
  /** An expression of cron. */
  readonly cron: string;
  /** A name of the IANA time zone database, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** A directory of the library. No root lies in another one. */
export interface LibraryRoot extends RootSettings {
  readonly id: RootId;
  /** Absolute, without links in it, and without a separator at its end (but that of the disk). Never changes. */
  readonly path: string;
  readonly createdAt: Date;
  /**
   * All turns of the schedule until this time are done: the time of the last one, or that at which the schedule was set.
   * Null without a schedule. By the clock that all processes share: see `JobStore.sharedNow`.
   */
  readonly turnedAt: Date | null;
  /** When the last turn came, if the scan before it had not ended, so that none began. Null: a scan began, or none was due. */
  readonly skippedTurnAt: Date | null;
}

/** The settings of a root that nobody has changed, except its name. */
export const usualRootSettings = {
  recursive: true,
  followLinks: null,
  includeHidden: null,
  exclude: [],
  maxRate: null,
  schedule: null,
  watch: false,
} as const satisfies Omit<RootSettings, "name">;

/** The name of a root that nobody has named: the last part of its path. */
export function usualRootName(path: string): string {
  return basename(path) || path;
}

export type AddRootOutcome =
  | { readonly kind: "added"; readonly root: LibraryRoot }
  /** Nothing was added: the directory is `other`, lies in it, or lies around it. */
  | { readonly kind: "overlaps"; readonly how: "same" | "inside" | "around"; readonly other: LibraryRoot };

/** A scan that is active in a directory of the library. */
export interface ScanInRoot {
  readonly id: JobId;
  /** The scanned directory. */
  readonly path: string;
  readonly status: ActiveJob["status"];
}

export type RemoveRootOutcome =
  | { readonly kind: "removed" }
  /** Nothing has changed: the directory, or one in it, is being scanned, or waits for it. */
  | { readonly kind: "scanned"; readonly scan: ScanInRoot }
  /** There is no root of this id. */
  | { readonly kind: "unknown" };

/** The directories of which the library is made. All calls throw `StoreError` if the database cannot be used. */
export interface LibraryRoots {
  /** All roots, in the order of their paths. There are few: people name each of them. */
  list(): Promise<readonly LibraryRoot[]>;

  get(id: RootId): Promise<LibraryRoot | null>;

  /**
   * The root at `path` or around it. Null if there is none. A scan begins with this call, so it waits while the server of
   * the database is away.
   */
  containing(path: string): Promise<LibraryRoot | null>;

  /** The roots in the directory at `path`, without one at `path` itself. As `containing`, it waits. */
  within(path: string): Promise<readonly LibraryRoot[]>;

  /**
   * Adds a root, unless it would overlap with another one. Of several calls at once, in any processes, each sees the roots
   * of those before.
   *
   * @param root.path as in `LibraryRoot`
   */
  add(root: RootSettings & { readonly path: string }): Promise<AddRootOutcome>;

  /**
   * Changes some settings. Turns of a new schedule count from now on. Returns the root after it; null if there is none of
   * this id.
   */
  change(id: RootId, settings: Partial<RootSettings>): Promise<LibraryRoot | null>;

  /**
   * Writes down that all turns until `turn.at` are done, if the schedule and `turnedAt` are still those of `root`. Of several
   * processes that have seen the same root, one gets it back; the others get null.
   */
  recordTurn(root: LibraryRoot, turn: { readonly at: Date; readonly isSkipped: boolean }): Promise<LibraryRoot | null>;

  /** Removes a root. Its videos stay in the library. */
  remove(id: RootId): Promise<RemoveRootOutcome>;

  /**
   * Rises with every change of any root, by any process. Whoever keeps a list asks for this number again and again, which
   * costs little. Ask for it before the list: the list is then at least as new.
   */
  revision(): Promise<number>;
}
