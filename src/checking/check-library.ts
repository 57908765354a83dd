import type { Counts, JobId, Lease } from "../jobs/job.ts";
import type { JobWrite } from "../jobs/job-write.ts";
import type { VideoId } from "../library/video.ts";
import type { BrokenPart } from "../library/video-check.ts";
import type { VideoChoice } from "../library/video-choice.ts";
import type { Sentence } from "../sentences/sentence.ts";

/** The counts of a job that checks, as they stand in its row. Seconds are lengths of videos, as the library knows them. */
export interface CheckCounts {
  /** Videos to check: those that are done, and those that are left. */
  readonly found: number;
  /** Videos that the job has checked. */
  readonly checked: number;
  /** How many of them are broken. */
  readonly broken: number;
  /** Videos that could not be checked: the job has an error for each. */
  readonly error_count: number;
  /** Videos that were left out, because they were checked before and have not changed. */
  readonly skipped: number;
  /** The length of all videos to check. */
  readonly found_seconds: number;
  /** The length of those that are done, whatever came of it. */
  readonly done_seconds: number;
}

export const noneChecked: CheckCounts = {
  found: 0,
  checked: 0,
  broken: 0,
  error_count: 0,
  skipped: 0,
  found_seconds: 0,
  done_seconds: 0,
};

/**
 * How much of a job is done, between 0 and 1: seconds of film, or videos if no video has a length.
 *
 * @param inHand the seconds of the video in hand that are done
 */
export function shareDone(counts: Counts, inHand = 0): number {
  const { found = 0, checked = 0, error_count: errors = 0, found_seconds: all = 0, done_seconds: done = 0 } = counts;
  const share = all > 0 ? (done + inHand) / all : found > 0 ? (checked + errors) / found : 1;
  return Math.min(Math.max(share, 0), 1);
}

/** A video of the library that is to be checked. */
export interface VideoToCheck {
  readonly id: VideoId;
  readonly number: number;
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** In microseconds since 1970. */
  readonly modifiedUs: number;
  /** Of the film, as the library knows it; 0 if it does not. */
  readonly seconds: number;
  /** The length that the file declares and that makes sense, in seconds; null if there is none. */
  readonly declaredSeconds: number | null;
}

/** What came of a video. */
export type VideoResult =
  | {
      readonly kind: "checked";
      readonly seconds: number;
      readonly brokenParts: readonly BrokenPart[];
      readonly errorCount: number;
    }
  /** It could not be checked. `message` follows the path. */
  | { readonly kind: "error"; readonly code: string; readonly message: string; readonly sentence?: Sentence };

/** Some of the videos that were chosen. */
export interface ChosenVideos {
  /** Those that need a check, in rising order of their numbers. */
  readonly videos: readonly VideoToCheck[];
  /** How many others were looked at, because they were checked before. */
  readonly skipped: number;
  /** Where the next call goes on; null if no more videos were chosen. */
  readonly next: number | null;
}

/** What a job that checks needs of the library. All calls throw `StoreError` if the database cannot be used. */
export interface CheckLibrary {
  /**
   * The next videos of a choice. Missing ones are left out, and so are those that `jobId` has an error of.
   *
   * @param query.after `next` of the call before; 0 for the first
   * @param query.unlessCheckedSince videos with a check of their present file that is no older are skipped; null: all with
   *   a check of their present file
   */
  choose(
    which: VideoChoice,
    query: {
      readonly jobId: JobId;
      readonly after: number;
      readonly limit: number;
      readonly unlessCheckedSince: Date | null;
    },
  ): Promise<ChosenVideos>;

  /**
   * Writes what is left to do: `found` and `found_seconds` of the job become what is done and what is left.
   *
   * @param left.skipped counts only in the first run of a job
   */
  begin(
    lease: Lease,
    left: { readonly videos: number; readonly seconds: number; readonly skipped: number },
  ): Promise<JobWrite>;

  /**
   * Writes the result of a video and counts it in the job, in one transaction, if the lease is still held. A video that has
   * changed in the library meanwhile, or was removed, counts as skipped.
   */
  record(lease: Lease, video: VideoToCheck, result: VideoResult): Promise<JobWrite>;

  /** Writes how much is done, between 0 and 1, with the part of the video in hand. It never falls. */
  recordProgress(lease: Lease, progress: number): Promise<JobWrite>;
}
