/**
 * Files that are equal, or may be.
 *
 * A *group* is all videos that are not missing and whose files have one size and one fingerprint (a hash of the first
 * 64 KiB). A job of the type `compare` hashes the whole files. So a group knows which of its files are equal, and which
 * have not been compared. Hard links of one file are one *copy*: to delete one of them gains nothing.
 */
import type { Video, VideoId } from "./video.ts";

/** What tells a group from all others. */
export interface GroupKey {
  /** Of each file, in bytes. */
  readonly size: number;
  readonly fingerprint: number;
}

export const groupStates = ["confirmed", "likely", "linked", "different"] as const;

/**
 * - `confirmed`: at least two copies are equal.
 * - `likely`: copies that were not compared yet may be equal.
 * - `linked`: all videos are hard links of one file.
 * - `different`: no two copies are equal.
 */
export type GroupState = (typeof groupStates)[number];

/** Bytes that are free when all equal copies but one are deleted. */
export interface Gain {
  /** Of copies that are known to be equal. */
  readonly confirmed: number;
  /** What may come to it, if all copies that were not compared yet are equal. */
  readonly possible: number;
}

export interface DuplicateVideo {
  readonly video: Video;
  /** SHA-256 of the whole file, in hexadecimal digits; null if nobody has hashed the file as the library knows it. */
  readonly sha256: string | null;
  /** When the inode of the file that was hashed had changed, in microseconds since 1970; null if that says nothing. */
  readonly changedUs: number | null;
  /** Tells the file from others. Hard links have one. */
  readonly file: string;
  /** Counts the contents of the group from 1, in the order of the paths; of no meaning if there is no hash. */
  readonly contentNumber: number;
  /** Counts the files of the group from 1, in the order of the paths. Hard links have one. */
  readonly copyNumber: number;
}

/** A video, and the group that it is in now. */
export interface VideoOfGroup extends Omit<DuplicateVideo, "contentNumber" | "copyNumber"> {
  readonly key: GroupKey;
}

export interface DuplicateGroup {
  readonly key: GroupKey;
  readonly state: GroupState;
  readonly gain: Gain;
  /** How many videos it has. */
  readonly videoCount: number;
  /** How many files these are, each with all of its hard links. */
  readonly copyCount: number;
  /** The first videos, by their paths, or those after a cursor. */
  readonly videos: readonly DuplicateVideo[];
  /** Of the videos after these; null if there are none. */
  readonly nextCursor: string | null;
}

export interface DuplicateQuery {
  /** Only groups with a video in it, at any depth. Default: the whole library. */
  readonly directory?: string;
  /** Default: all but `different`. */
  readonly states?: readonly GroupState[];
  /** 1 to 100. */
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface DuplicatePage {
  /** Those with the largest gain first. */
  readonly groups: readonly DuplicateGroup[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** A group without its videos. */
export type GroupSummary = Omit<DuplicateGroup, "videos" | "nextCursor">;

/** A group, and the numbers of some of its videos. */
export interface GroupWithNumbers {
  readonly group: GroupSummary;
  /** In the order of the paths of the videos. */
  readonly numbers: readonly number[];
}

/** A part of the videos of all groups. */
export interface DuplicateNumbers {
  /** In the order of `DuplicatePage`. The last one may go on in the next part. */
  readonly groups: readonly GroupWithNumbers[];
  /** Null at the end. */
  readonly nextCursor: string | null;
}

export interface DuplicateTotals {
  readonly gain: Gain;
  /** How many groups are in each state. */
  readonly groups: Readonly<Record<GroupState, number>>;
  /** Videos of the whole library that no group can have, because an older Gleaner has read them without a fingerprint. */
  readonly unknown: number;
}

/** How many videos of each group a page has. */
export const videosInPage = 20;

/** How many videos of one group are given at once, at most. */
export const mostVideosOfGroup = 1_000;

export interface VideosOfGroup {
  /** Videos that are given in any case. Default: none. */
  readonly ids?: readonly VideoId[];
  /** 1 to `mostVideosOfGroup`. Default: as many as that. */
  readonly limit?: number;
  /** `nextCursor` of a group. Default: the first videos. */
  readonly cursor?: string | undefined;
}

/** Duplicates as people see them. Every call throws `StoreError` if the database cannot be used. */
export interface DuplicateLibrary {
  /** Looks at all videos of the library. Each group has at most `videosInPage` videos. @throws InvalidCursor */
  list(query: DuplicateQuery): Promise<DuplicatePage>;
  /**
   * All videos of the groups of `list`, as numbers. Looks at all videos of the library.
   *
   * @param query.limit how many videos; any number
   * @throws InvalidCursor
   */
  numbers(query: DuplicateQuery): Promise<DuplicateNumbers>;
  /** The videos with these numbers, in this order, without those that can be in no group any more. */
  byNumbers(numbers: readonly number[]): Promise<readonly VideoOfGroup[]>;
  /** Looks at all videos of the library. */
  totals(query: Pick<DuplicateQuery, "directory">): Promise<DuplicateTotals>;
  /** A group with some of its videos; null if it has no two videos. @throws InvalidCursor */
  group(key: GroupKey, which?: VideosOfGroup): Promise<DuplicateGroup | null>;
  /**
   * Keeps other requests from deleting files of a group: so no two requests can each delete what the other one keeps. Call
   * it again before each deletion.
   *
   * @param token of the request
   * @param ms for how long, from now
   * @returns false if another request holds the group, or has held it since
   */
  hold(key: GroupKey, token: string, ms: number): Promise<boolean>;
  release(key: GroupKey, token: string): Promise<void>;
  /** Forgets that the files of these videos were compared: the next comparison reads them again. */
  distrust(ids: readonly VideoId[]): Promise<void>;
}

/** A group as an address names it, such as `1048576-1f2e3d`. */
export function groupId({ size, fingerprint }: GroupKey): string {
  return `${size}-${fingerprint.toString(16)}`;
}

/** Null for a text that is no id of a group. */
export function parseGroupId(text: string): GroupKey | null {
  const match = /^(\d{1,16})-([0-9a-f]{1,12})$/.exec(text);
  if (match === null) return null;
  const key = { size: Number(match[1]), fingerprint: Number.parseInt(match[2] ?? "", 16) };
  return groupId(key) === text ? key : null;
}

/** The part of a hash that the index of videos has: its first 48 bits. */
export function contentOf(sha256: string): number {
  return Number.parseInt(sha256.slice(0, 12), 16);
}
