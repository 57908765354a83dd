import type { CancelledJob, CancellingJob, EndedJob, Job, JobId, JsonObject } from "./job.ts";
import type { JobFeed, JobSnapshot } from "./job-feed.ts";
import type { CancelOutcome, ChangedJobs, InsertOutcome, JobPage, JobQuery, NewJob } from "./job-store.ts";

/** A request for work that takes long. */
export interface JobRequest {
  readonly type: string;
  readonly payload: JsonObject;
  /** Only one job with this key is active without a cancel request. */
  readonly uniqueKey?: string;
  /** The job begins only when no other job of this lane runs. Default: it waits for no other. */
  readonly lane?: string;
  /** Whether a pending job with the same `uniqueKey` stays as it is. Default false. */
  readonly keepsPending?: boolean;
  /** The ended job that this job continues. */
  readonly resumes?: JobId;
  /**
   * Default: a new one. A job of this id must not have been submitted before. Of several processes that submit it at once,
   * all but one get this job or an error.
   */
  readonly id?: JobId;
}

export type WaitOutcome =
  | { readonly kind: "ended"; readonly job: EndedJob }
  | { readonly kind: "still_active"; readonly job: Job }
  | { readonly kind: "not_found" };

/** The queue as its callers see it: they submit jobs, read them and cancel them. */
export interface AsyncJobQueue {
  /** Changes of jobs as they happen. */
  readonly feed: JobFeed;

  /**
   * Submits a job. If a job with the same `uniqueKey` is active, returns that job: a pending job takes over the new
   * payload and lane, unless `keepsPending`, and a running job keeps its own.
   *
   * @param insert writes the job, as `JobStore.insert` does, and something else in the same transaction. If it throws, no
   *   job is submitted. Default: the store's
   */
  enqueue(request: JobRequest, insert?: (job: NewJob) => Promise<InsertOutcome>): Promise<InsertOutcome>;

  /** The same, for callers that only need the id. */
  submit(request: JobRequest): Promise<JobId>;

  /**
   * Runs a pending job of the store as it is, also if the queue runs only what is submitted to it. Nothing happens if there
   * is no such job, or if it is not pending.
   */
  goOn(id: JobId): void;

  get(id: JobId): Promise<Job | null>;

  /** The job as `feed` would publish it: with the activity of its handler, if the handler runs in this process. */
  snapshot(job: Job): JobSnapshot;

  /**
   * Newest first.
   *
   * @throws InvalidCursor
   */
  list(query: JobQuery): Promise<JobPage>;

  /** See `JobStore.newestOf`. */
  newestOf(uniqueKeys: readonly string[]): Promise<readonly Job[]>;

  /** See `JobStore.latestRevision`. */
  latestRevision(): Promise<number>;

  /** See `JobStore.changedSince`. */
  changedSince(revision: number, query: { limit: number }): Promise<ChangedJobs>;

  /**
   * Cancels a job. After the answer `accepted` the job ends `cancelled`, even if it finishes or fails in the same
   * instant, or the process dies. Repeated cancels change nothing.
   *
   * @param options.reason stored with the job, for people to read
   */
  cancel(id: JobId, options?: { reason?: string | null }): Promise<CancelOutcome>;

  /** Cancels every active job, and returns the jobs that were still active. */
  cancelAll(options?: { reason?: string | null }): Promise<readonly (CancellingJob | CancelledJob)[]>;

  /**
   * Waits until the job has ended.
   *
   * @param options.timeoutMs how long to wait; without it, there is no limit
   * @throws `signal.reason` when `options.signal` aborts
   */
  wait(id: JobId, options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<WaitOutcome>;

  /** The ids of jobs that were set aside because their rows make no sense. */
  setAside(): Promise<readonly string[]>;
}
