import type {
  ActiveJob,
  Job,
  JobId,
  JobStatus,
  JsonObject,
  Lease,
  PendingJob,
  RunningJob,
  StoppingJob,
  Transition,
} from "./job.ts";

/** A job as it is handed in. */
export interface NewJob {
  readonly id: JobId;
  readonly type: string;
  readonly payload: JsonObject;
  readonly uniqueKey: string | null;
  readonly resumes: JobId | null;
  readonly counts: { readonly [name: string]: number };
  readonly submittedAt: Date;
}

/** Which jobs: all that is asked for must be true of a job. */
export interface JobQuery {
  readonly statuses?: readonly JobStatus[];
  /**
   * Only jobs with a text at `key` of their payload that has `contains` somewhere in it, upper and lower case of ASCII
   * letters alike.
   */
  readonly payload?: { readonly key: string; readonly contains: string };
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  /** Hand it in as `cursor` for what follows; null at the end. */
  readonly nextCursor: string | null;
}

/**
 * What a queue needs of a database. Every call is atomic by itself, and safe while other processes use the same
 * database. Every change of a job raises its `revision` above that of every other job.
 *
 * All calls throw `StoreError` when the database cannot be used.
 */
export interface JobStore {
  /**
   * Adds a pending job. Where `uniqueKey` is not null and a job with that key is pending, or running without a
   * requested cancel, nothing is added and that job is returned.
   */
  insert(job: NewJob): Promise<ActiveJob>;

  get(id: JobId): Promise<Job | null>;

  /**
   * Newest first.
   *
   * @throws InvalidCursor when `cursor` is not one that a page gave
   */
  list(query: JobQuery): Promise<JobPage>;

  /** Jobs changed after `revision`, in the order of their changes. */
  changedSince(revision: number, query: { limit: number }): Promise<readonly Job[]>;

  /** Carries the transition out, or returns null when the job is no longer in the state that it leaves. */
  apply<To extends Job>(transition: Transition<To>): Promise<To | null>;

  /** The pending job that has waited longest, of `types`, and of `only` where it is given. */
  nextPending(query: { types: readonly string[]; only?: ReadonlySet<JobId> }): Promise<PendingJob | null>;

  /** Running jobs whose lease ended before `leaseExpiredBefore`, or all that run where it is null. */
  abandoned(query: { leaseExpiredBefore: Date | null }): Promise<readonly (RunningJob | StoppingJob)[]>;

  /** Moves the lease on and returns the job as it is now; null when the lease is no longer held. */
  renewLease(lease: Lease, leaseExpiresAt: Date): Promise<RunningJob | StoppingJob | null>;

  /** Raises the progress of a running job; a lower value than it has changes nothing. Null when it does not run. */
  setProgress(id: JobId, progress: number): Promise<RunningJob | StoppingJob | null>;
}

/** A page was asked for with a cursor that no page gave. */
export class InvalidCursor extends Error {
  override readonly name = "InvalidCursor";
  readonly code = "INVALID_CURSOR";

  constructor() {
    super("This cursor is none that was given out. Start again without one.");
  }
}
