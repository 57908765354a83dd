import type { Job, Lease } from "../jobs/job.ts";
import type { InsertOutcome, NewJob } from "../jobs/job-store.ts";
import type { VideosToForget } from "../library/forgetting.ts";
import type { RootId } from "../library/library-roots.ts";
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
   * Removes a directory of the library whose videos are forgotten, and the problems of its files.
   *
   * @returns whether there was a directory of this id
   */
  removeRoot(id: RootId): Promise<boolean>;

  /**
   * As `removeRoot`, and inserts the job that forgets the videos, in one transaction. So no process that dies leaves videos
   * behind that belong to no directory.
   *
   * @param job as `JobStore.insert` takes it
   * @returns as `JobStore.insert` does; null if there is no directory of this id, and then no job either
   */
  removeRootByJob(id: RootId, job: NewJob): Promise<InsertOutcome | null>;
}
