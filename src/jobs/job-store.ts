import type {
  ActiveJob,
  CancelledJob,
  CancellingJob,
  EndedJob,
  Job,
  JobId,
  JobStatus,
  JsonObject,
  Lease,
  PendingJob,
  RunningJob,
  Transition,
} from "./job.ts";

/** A job as it is submitted. */
export interface NewJob {
  readonly id: JobId;
  readonly type: string;
  readonly payload: JsonObject;
  readonly uniqueKey: string | null;
  readonly lane: string | null;
  readonly resumes: JobId | null;
  readonly counts: { readonly [name: string]: number };
  readonly submittedAt: Date;
  /** Whether a pending job with the same key stays as it is. Default false. */
  readonly keepsPending?: boolean;
}

/**
 * The payload has, at one of `keys`, a text that contains `contains`, or a path that is, or lies in, one of `directories`.
 * Case and accents are ignored in `contains`: see `folded-text.ts`. A key within an object is written as `filter.path`.
 */
export interface TextInPayload {
  readonly keys: readonly string[];
  readonly contains: string;
  /** Absolute paths. Default: none. */
  readonly directories?: readonly string[];
}

/** Filters. A job must match all of them. */
export interface JobQuery {
  readonly statuses?: readonly JobStatus[];
  readonly payload?: TextInPayload;
  /** The payload has one of the texts `anyOf` at `key`, and none of the texts `noneOf`. */
  readonly payloadIs?: {
    readonly key: string;
    readonly anyOf?: readonly string[];
    readonly noneOf?: readonly string[];
  };
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface Renewal {
  readonly leaseExpiresAt: Date;
  /** See `JobFacts.ranMs`. Default: as it is. */
  readonly ranMs?: number;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  /** The `cursor` of the next page; null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * The result of a request to cancel.
 * - `accepted`: the job is `cancelled`, or will end `cancelled` and in no other way.
 * - `already_ended`: the job had ended before the request came.
 * - `not_found`: there is no such job.
 */
export type CancelOutcome =
  | { readonly kind: "accepted"; readonly job: CancellingJob | CancelledJob }
  | { readonly kind: "already_ended"; readonly job: EndedJob }
  | { readonly kind: "not_found" };

/** The jobs to keep: those that ended no earlier, and at most so many. */
export interface HistoryLimits {
  readonly endedBefore: Date;
  readonly most: number;
}

/** Jobs that changed. */
export interface ChangedJobs {
  /** In the order of their revisions. */
  readonly jobs: readonly Job[];
  /** The revision to ask with next. */
  readonly next: number;
  /** Whether more jobs than these have changed by now. */
  readonly more: boolean;
}

export interface InsertOutcome {
  readonly job: ActiveJob;
  /** False if the job was active already. */
  readonly isNew: boolean;
}

/**
 * The database as a queue sees it. Every call is atomic, and safe while other processes use the same database. Every
 * change of a job raises its `revision` above that of every other job.
 *
 * All calls throw `StoreError` if the database cannot be used.
 */
export interface JobStore {
  /**
   * Adds a pending job. If `uniqueKey` is not null, and a job with that key is active without a cancel request, nothing
   * is added: a pending job takes over the new payload and lane, unless `keepsPending`, and a running job keeps its own.
   * Either way it is one statement, so that no claim and no end falls in between.
   */
  insert(job: NewJob): Promise<InsertOutcome>;

  get(id: JobId): Promise<Job | null>;

  /**
   * Newest first.
   *
   * @throws InvalidCursor if `cursor` comes from no page
   */
  list(query: JobQuery): Promise<JobPage>;

  /**
   * Jobs changed after `revision`. A reader that asks with 0 first, and then with `next` of each answer, misses no change,
   * whoever writes meanwhile. It may get a job again that has not changed.
   *
   * @param query.limit about how many jobs are returned at most
   */
  changedSince(revision: number, query: { limit: number }): Promise<ChangedJobs>;

  /** The revision from which `changedSince` misses nothing that changes after this call. */
  latestRevision(): Promise<number>;

  /**
   * Cancels a job in one statement: a pending job becomes `cancelled`; a running job gets a cancel request. A job that
   * has a cancel request already is returned as it is. The change depends on nothing that was read before.
   *
   * Races, and who wins them:
   * - with a claim: the claim's UPDATE names the status `pending`, so the two cannot both apply to a pending job. The
   *   job is either cancelled and never claimed, or claimed and then asked to stop.
   * - with the start of the run: the request may be written before the run can be reached by a signal. The run reads
   *   its row once more after it can be reached.
   * - with the end of the run: either the end comes first, and the answer is `already_ended`; or the request comes
   *   first, and `cancelled` is the only transition that still matches the row.
   */
  cancel(id: JobId, request: { reason: string | null; now: Date }): Promise<CancelOutcome>;

  /** The newest job of each of these unique keys that had one, in no order. */
  newestOf(uniqueKeys: readonly string[]): Promise<readonly Job[]>;

  /**
   * Carries out the transition. Returns null if the job has left the state that the transition starts from, or if it would
   * be the second running job of its lane.
   */
  apply<To extends Job>(transition: Transition<To>): Promise<To | null>;

  /**
   * The pending job that has waited longest and whose lane is free. It has one of `types` and, if given, one of the ids in
   * `only`.
   */
  nextPending(query: { types: readonly string[]; only?: ReadonlySet<JobId> }): Promise<PendingJob | null>;

  /** Running jobs whose lease expired before `leaseExpiredBefore`; null: all running jobs. */
  abandoned(query: { leaseExpiredBefore: Date | null }): Promise<readonly (RunningJob | CancellingJob)[]>;

  /**
   * Writes down the work that a run is about to do, durably: if the process dies of this work, the error of the job can
   * name it. Returns the job, or null if the lease is no longer held.
   */
  recordInHand(lease: Lease, inHand: string): Promise<RunningJob | CancellingJob | null>;

  /** Extends the lease and returns the job. Returns null if the lease is no longer held. */
  renewLease(lease: Lease, renewal: Renewal): Promise<RunningJob | CancellingJob | null>;

  /**
   * Deletes a bounded number of jobs beyond `limits`, with their errors and samples. The newest job of every unique key
   * stays, and so does every job that a video, a file error or an active job refers to.
   *
   * @returns whether there may be more to delete
   */
  prune(limits: HistoryLimits): Promise<boolean>;

  /**
   * The time by the clock that all processes share which use this store: that of the database server. Leases are written
   * and judged by it, because the clocks of several machines differ. Null if all of them run on one machine.
   */
  sharedNow(): Promise<Date | null>;

  /**
   * The ids of all rows that make no sense. Every call of this store sets such rows aside, so that they stand in nobody's
   * way, and finds no job in them. The first call of `setAside` reads all rows.
   */
  setAside(): Promise<readonly string[]>;
}

/** A list was requested with a cursor that comes from no page. */
export class InvalidCursor extends Error {
  override readonly name = "InvalidCursor";
  readonly code = "INVALID_CURSOR";

  constructor() {
    super("This cursor comes from no page. Start again without a cursor.");
  }
}
