import type { Job, JobId, Lease } from "../jobs/job.ts";
import type { InsertOutcome, NewJob } from "../jobs/job-store.ts";
import type { VideosToForget } from "../library/forgetting.ts";
import type { RemoveRootOutcome, RootId } from "../library/library-roots.ts";
import type { VideoId } from "../library/video.ts";

/** The counts of a job that forgets, as they stand in its row. */
export interface ForgetCounts {
  /** Videos that matched when a person asked, or the videos that were forgotten, if they are more. */
  readonly found: number;
  /** Videos that the job has removed from the library. */
  readonly forgotten: number;
}

export const noneForgotten: ForgetCounts = { found: 0, forgotten: 0 };

export type ForgetOutcome =
  | {
      readonly kind: "committed";
      /** The row after it. */
      readonly job: Job;
      /** The videos that this call has removed. */
      readonly forgotten: readonly VideoId[];
      /** Where the next call goes on; null if no more videos match. */
      readonly next: number | null;
    }
  /** Nothing was removed: the job does not run under this lease any more. */
  | { readonly kind: "lost" };

/** What jobs that forget need of the library. All calls throw `StoreError` if the database cannot be used. */
export interface ForgetLibrary {
  /**
   * Removes the next videos, at most `mostForgottenAtOnce`, and counts them in the job, in one transaction, if the lease
   * is still held. A call that is made again removes and counts no video twice.
   *
   * @param which the videos as `VideoLibrary.forget` takes them, and how many they were when a person asked
   * @param after `next` of the call before; 0 for the first
   */
  forgetNext(
    lease: Lease,
    which: Extract<VideosToForget, { filter: unknown }> & { readonly expected: number },
    after: number,
  ): Promise<ForgetOutcome>;

  /**
   * Removes a directory of the library, its videos and the problems of its files, in one transaction.
   *
   * @returns `many` if it has more videos than `mostForgottenAtOnce`: nothing has changed then
   */
  removeRoot(
    id: RootId,
  ): Promise<
    | { readonly kind: "removed"; readonly forgotten: readonly VideoId[] }
    | { readonly kind: "many" }
    | Exclude<RemoveRootOutcome, { kind: "removed" }>
  >;

  /**
   * Removes a directory of the library and the problems of its files, and inserts the job that forgets its videos, in one
   * transaction. So no process that dies leaves videos behind that belong to no directory.
   *
   * @param job as `JobStore.insert` takes it
   */
  removeRootByJob(
    id: RootId,
    job: NewJob,
  ): Promise<
    { readonly kind: "removed"; readonly inserted: InsertOutcome } | Exclude<RemoveRootOutcome, { kind: "removed" }>
  >;

  /**
   * The active job that forgets all videos in a directory, or in one around it. Null if there is none.
   *
   * A scan asks this when it has begun. No directory is removed with its videos while a scan in it is active, so one of the two
   * always sees the other one: this call waits for a removal that is about to be committed.
   */
  forgetsAround(path: string): Promise<JobId | null>;
}
