import type { Counts, JobId, Lease } from "../jobs/job.ts";
import type { JobWrite } from "../jobs/job-write.ts";
import type { Sentence } from "../sentences/sentence.ts";

/** The counts of a job that compares, as they stand in its row. */
export interface CompareCounts {
  /** Files to compare: those that are done, and those that are left. */
  readonly found: number;
  /** Files that the job has hashed. */
  readonly compared: number;
  /** Files that could not be read: the job has an error for each. */
  readonly error_count: number;
  /** Files that have changed in the library meanwhile, or are no part of it any more. */
  readonly skipped: number;
  /** The size of all files to compare, in bytes. */
  readonly found_bytes: number;
  /** The size of those that are done, whatever came of it. */
  readonly done_bytes: number;
}

export const noneCompared: CompareCounts = {
  found: 0,
  compared: 0,
  error_count: 0,
  skipped: 0,
  found_bytes: 0,
  done_bytes: 0,
};

/**
 * How much of a job is done, between 0 and 1.
 *
 * @param inHand the bytes of the files in hand that are done
 */
export function shareCompared({ found_bytes: all = 0, done_bytes: done = 0 }: Counts, inHand = 0): number {
  return all > 0 ? Math.min(Math.max((done + inHand) / all, 0), 1) : 1;
}

/** A file that may be equal to others. */
export interface FileToCompare {
  /** The number of its video. */
  readonly number: number;
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** In microseconds since 1970. */
  readonly modifiedUs: number;
  /** As the library knows it: see `videos.changed_us`. */
  readonly changedUs: number | null;
  readonly fingerprint: number;
}

/** What came of a file. */
export type ComparedFile = { readonly file: FileToCompare } & (
  | {
      readonly kind: "hashed";
      /** In hexadecimal digits. */
      readonly sha256: string;
      /** When the inode of the file had changed, in microseconds since 1970. */
      readonly changedUs: number;
    }
  /** `message` follows the path. */
  | { readonly kind: "error"; readonly code: string; readonly message: string; readonly sentence?: Sentence }
);

/** Where the next call of `choose` goes on. */
export interface ComparePlace {
  readonly size: number;
  readonly fingerprint: number;
  /** The last video of the group that was given; null: the whole group was. */
  readonly number: number | null;
}

/** What a job that compares needs of the library. All calls throw `StoreError` if the database cannot be used. */
export interface CompareLibrary {
  /**
   * The next files that were not compared and that may be equal to others, the largest first, one group after the other. A
   * group may have any number of files, and go on in the next call. Those that `jobId` has an error of are left out.
   *
   * @param query.directory only groups with a video in it, at any depth; null: all groups
   * @param query.after `next` of the call before; null for the first
   * @param query.limit of files
   * @returns `next` is null if there are no more
   */
  choose(query: {
    readonly jobId: JobId;
    readonly directory: string | null;
    readonly after: ComparePlace | null;
    readonly limit: number;
  }): Promise<{ readonly files: readonly FileToCompare[]; readonly next: ComparePlace | null }>;

  /** Writes what is left to do: `found` and `found_bytes` of the job become what is done and what is left. */
  begin(lease: Lease, left: { readonly files: number; readonly bytes: number }): Promise<JobWrite>;

  /**
   * Writes what came of files and counts it in the job, in one transaction, if the lease is still held. A file that has
   * changed in the library meanwhile counts as skipped.
   */
  record(lease: Lease, compared: readonly ComparedFile[]): Promise<JobWrite>;

  /** Writes how much is done, between 0 and 1, with the parts of the files in hand. It never falls. */
  recordProgress(lease: Lease, progress: number): Promise<JobWrite>;
}
