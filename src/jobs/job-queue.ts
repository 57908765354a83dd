import type { CancelledJob, EndedJob, Job, JobId, JsonObject, StoppingJob } from "./job.ts";
import type { JobFeed, JobSnapshot } from "./job-feed.ts";
import type { JobPage, JobQuery } from "./job-store.ts";

/** A request to do something that takes long. */
export interface JobRequest {
  readonly type: string;
  readonly payload: JsonObject;
  /** While a job with this key is active, and not being cancelled, submitting returns that job. */
  readonly uniqueKey?: string;
  /** The stopped job that this one goes on with. */
  readonly resumes?: JobId;
}

/**
 * What became of a request to cancel.
 * - `accepted`: the job is `cancelled`, or will be and nothing else.
 * - `already_ended`: it had ended before the request came.
 * - `not_found`: there is no such job.
 */
export type CancelOutcome =
  | { readonly kind: "accepted"; readonly job: StoppingJob | CancelledJob }
  | { readonly kind: "already_ended"; readonly job: EndedJob }
  | { readonly kind: "not_found" };

export type WaitOutcome =
  | { readonly kind: "ended"; readonly job: EndedJob }
  | { readonly kind: "still_active"; readonly job: Job }
  | { readonly kind: "not_found" };

/** What callers use: handing jobs in, looking at them, stopping them. */
export interface AsyncJobQueue {
  /** Changes of jobs as they happen. */
  readonly feed: JobFeed;

  /** Hands a job in, and returns its id, or that of the active job with the same `uniqueKey`. */
  submit(request: JobRequest): Promise<JobId>;

  get(id: JobId): Promise<Job | null>;

  /** The job as `feed` would tell it: with what its handler has at hand, if it runs in this process. */
  snapshot(job: Job): JobSnapshot;

  /** Newest first; throws `InvalidCursor`. */
  list(query: JobQuery): Promise<JobPage>;

  /** Jobs changed after `revision`, in the order of their changes. */
  changedSince(revision: number, query: { limit: number }): Promise<readonly Job[]>;

  /**
   * Cancels a job. Once this has answered `accepted`, the job ends `cancelled`: also when it finishes or fails
   * in the same instant, and also when the process dies. Repeating it changes nothing.
   *
   * @param options.reason kept on the job, for people to read
   */
  cancel(id: JobId, options?: { reason?: string | null }): Promise<CancelOutcome>;

  /** Cancels every active job and returns what became of each that was still active. */
  cancelAll(options?: { reason?: string | null }): Promise<readonly (StoppingJob | CancelledJob)[]>;

  /**
   * Waits until the job has ended.
   *
   * @param options.timeoutMs how long to wait; forever where it is left out
   * @throws `signal.reason` once `options.signal` is aborted
   */
  wait(id: JobId, options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<WaitOutcome>;

  /** Says how far a running job is, 0 to 1. A value lower than the last one is passed over. */
  setProgress(id: JobId, progress: number): Promise<void>;
}
