/**
 * The state machine of a job. The row in the store is the truth; this file says which changes of the row are legal.
 *
 * ```
 * pending --claim--> running --finish--> completed
 *    |                  |  \--throw----> failed
 *    |                  |  \--stall----> timeout
 *    |                  |  \--end------> cancelled      (a cancel was requested)
 *    |                  \--server stops or dies--> pending   (attempt + 1 only after a death without progress)
 *    \--cancel--> cancelled
 * ```
 *
 * Who moves a job next:
 * - `PendingJob`: a queue that claims it, or a cancel.
 * - `RunningJob`: the queue that holds its claim, a cancel, or, after its lease has expired, the queue that finds it.
 * - `CancellingJob`: a running job with a cancel request. The same queues move it, but only to `cancelled`.
 * - `CompletedJob`, `FailedJob`, `TimedOutJob`, `CancelledJob`: nobody. They are final.
 *
 * A `Transition` is one guarded UPDATE: it applies only while the row still has the status, the claim and the presence
 * or absence of a cancel request that the caller saw. Each constructor takes the state that it may leave, so an illegal
 * transition does not compile, and only this file can make one. The one other change of state is `JobStore.cancel`,
 * a single statement that needs no earlier reading.
 */

import type { Sentence } from "../sentences/sentence.ts";
import { parseUuid } from "../uuid.ts";

declare const brand: unique symbol;

/** The id of a job, a UUID. */
export type JobId = string & { readonly [brand]: "JobId" };

/** The id in `text`, or null if `text` is not a UUID. */
export function parseJobId(text: string): JobId | null {
  return parseUuid(text) as JobId | null;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** The work that a job has done so far, as its handler counts it. Counts change only together with the rows they count. */
export type Counts = { readonly [name: string]: number };

/** After this many deaths in a row without anything new in between, the job fails. */
export const maxAttempts = 3;

/** Fields that a job has in every state. */
interface JobFacts {
  readonly id: JobId;
  /** Names the handler. */
  readonly type: string;
  readonly payload: JsonObject;
  /** At most one job that is active and has no cancel request has this key. Null: no limit. */
  readonly uniqueKey: string | null;
  /** At most one running job has this lane: the others wait for its end. Null: the job waits for no other. */
  readonly lane: string | null;
  /** The ended job that this job continues. */
  readonly resumes: JobId | null;
  readonly counts: Counts;
  /** 0 to 1, and it never falls. Null while it is unknown. */
  readonly progress: number | null;
  /** The number of runs that have died in a row without committing anything new. */
  readonly attempt: number;
  /** Every claim raises this number. The holder of an older claim can change nothing. */
  readonly claim: number;
  /** Every change of any job raises this number, so it orders all changes. */
  readonly revision: number;
  readonly submittedAt: Date;
  /** The time of the first claim. */
  readonly startedAt: Date | null;
  /**
   * How long the runs of the job took together, in milliseconds of a steady clock. Of a run that goes on or has died: until
   * its last heartbeat. Null if an older version ran it: only its two times tell then.
   */
  readonly ranMs: number | null;
}

interface ActiveClaim {
  readonly startedAt: Date;
  /** The name of the process that runs the job, for people to read. */
  readonly worker: string;
  readonly leaseExpiresAt: Date;
  /** True after something new was committed under this claim. */
  readonly madeProgress: boolean;
  /** The work in hand, if the run has recorded it: see `JobStore.recordInHand`. */
  readonly inHand: string | null;
}

interface End {
  readonly finishedAt: Date;
  /** True if the handler did not do everything. */
  readonly stoppedEarly: boolean;
}

/** Waits to be claimed. `startedAt` is set if an earlier run was stopped or died. */
export interface PendingJob extends JobFacts {
  readonly status: "pending";
  readonly cancelRequestedAt: null;
}

/** A handler works on the job. */
export interface RunningJob extends JobFacts, ActiveClaim {
  readonly status: "running";
  readonly startedAt: Date;
  readonly cancelRequestedAt: null;
}

/** A handler works on the job, and a cancel has been requested. */
export interface CancellingJob extends JobFacts, ActiveClaim {
  readonly status: "running";
  readonly startedAt: Date;
  readonly cancelRequestedAt: Date;
  readonly cancelReason: string | null;
}

export interface CompletedJob extends JobFacts, End {
  readonly status: "completed";
  readonly cancelRequestedAt: null;
}

export interface FailedJob extends JobFacts, End {
  readonly status: "failed";
  readonly error: string;
  /** `error` as data. Absent: it has none. */
  readonly sentence?: Sentence;
  readonly cancelRequestedAt: null;
}

/** Made no progress for the stall timeout. */
export interface TimedOutJob extends JobFacts, End {
  readonly status: "timeout";
  readonly error: string;
  /** `error` as data. Absent: it has none. */
  readonly sentence?: Sentence;
  readonly cancelRequestedAt: null;
}

/** Ended because a cancel was requested. `error` is set if the handler threw on the way. */
export interface CancelledJob extends JobFacts, End {
  readonly status: "cancelled";
  readonly cancelRequestedAt: Date;
  readonly cancelReason: string | null;
  readonly error: string | null;
  /** `error` as data. Absent: it has none. */
  readonly sentence?: Sentence;
}

export type ActiveJob = PendingJob | RunningJob | CancellingJob;
export type EndedJob = CompletedJob | FailedJob | TimedOutJob | CancelledJob;
export type Job = ActiveJob | EndedJob;
export type JobStatus = Job["status"];

export const jobStatuses = [
  "pending",
  "running",
  "completed",
  "failed",
  "timeout",
  "cancelled",
] as const satisfies readonly JobStatus[];

export function hasEnded(job: Job): job is EndedJob {
  return job.status !== "pending" && job.status !== "running";
}

export function isCancelling(job: Job): job is CancellingJob {
  return job.status === "running" && job.cancelRequestedAt !== null;
}

/** The right of a run to write: the job, and the claim under which the run works. */
export interface Lease {
  readonly jobId: JobId;
  readonly claim: number;
}

declare const target: unique symbol;

/** The columns that a transition writes. */
export interface JobChange {
  readonly status: JobStatus;
  readonly claim?: number;
  readonly attempt?: number;
  readonly progress?: number;
  readonly worker?: string | null;
  readonly leaseExpiresAt?: Date | null;
  readonly inHand?: string | null;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly error?: string | null;
  readonly sentence?: Sentence | null;
  readonly stoppedEarly?: boolean;
  readonly ranMs?: number;
}

/**
 * One guarded change of one job. A store carries it out as a single UPDATE whose WHERE is `jobId` and `from`.
 * If no row matches, another process changed the job first: read the job again.
 */
export interface Transition<To extends Job> {
  readonly [target]: To;
  readonly jobId: JobId;
  readonly from: {
    readonly status: "pending" | "running";
    readonly claim: number;
    readonly cancelRequested: boolean;
    /** Set if the lease must not have been renewed. */
    readonly leaseExpiresAt?: Date;
  };
  readonly set: JobChange;
}

function transition<To extends Job>(
  job: ActiveJob,
  set: JobChange & { readonly status: To["status"] },
): Transition<To> {
  const from = { status: job.status, claim: job.claim, cancelRequested: job.cancelRequestedAt !== null };
  return { jobId: job.id, from, set } as Transition<To>;
}

/**
 * The same transition, but only while the lease is the one that was seen. A late heartbeat proves that the run lives, and
 * renews the lease.
 */
export function unlessRenewed<To extends Job>(
  job: RunningJob | CancellingJob,
  { jobId, from, set }: Transition<To>,
): Transition<To> {
  return { jobId, from: { ...from, leaseExpiresAt: job.leaseExpiresAt }, set } as Transition<To>;
}

/** A queue takes the job. It runs the job until `leaseExpiresAt`, and keeps extending that lease. */
export function claimed(
  job: PendingJob,
  by: { worker: string; leaseExpiresAt: Date; now: Date },
): Transition<RunningJob> {
  return transition(job, {
    status: "running",
    claim: job.claim + 1,
    worker: by.worker,
    leaseExpiresAt: by.leaseExpiresAt,
    inHand: null,
    startedAt: job.startedAt ?? by.now,
  });
}

interface EndOfRun {
  readonly now: Date;
  /** See `JobFacts.ranMs`. Default: as it is. */
  readonly ranMs?: number;
  /** The error as data. Default null: it has none. */
  readonly sentence?: Sentence | null;
}

/** The run of a job with a cancel request has ended, in whatever way. */
export function cancelled(
  job: CancellingJob,
  end: EndOfRun & { stoppedEarly: boolean; error: string | null },
): Transition<CancelledJob> {
  return transition(job, ended("cancelled", end));
}

/** The handler did everything. */
export function completed(job: RunningJob, end: EndOfRun): Transition<CompletedJob> {
  return transition(job, { ...ended("completed", { ...end, stoppedEarly: false, error: null }), progress: 1 });
}

/** The handler threw. */
export function failed(job: RunningJob, end: EndOfRun & { error: string }): Transition<FailedJob> {
  return transition(job, ended("failed", { ...end, stoppedEarly: true }));
}

/** The job made no progress for the stall timeout. */
export function timedOut(job: RunningJob, end: EndOfRun & { error: string }): Transition<TimedOutJob> {
  return transition(job, ended("timeout", { ...end, stoppedEarly: true }));
}

/**
 * The server stops. The job waits for the next start, and no attempt is charged.
 *
 * @param end.ranMs see `JobFacts.ranMs`. Default: as it is
 */
export function released(job: RunningJob, { ranMs }: { readonly ranMs?: number } = {}): Transition<PendingJob> {
  return transition(job, { status: "pending", worker: null, leaseExpiresAt: null, ...ranSoFar(ranMs) });
}

/** The attempts that a job has used up after the death of this run. A run that made progress starts the count anew. */
export function attemptsAfterDeath(job: RunningJob): number {
  return job.madeProgress ? 0 : job.attempt + 1;
}

/** The run died, and the job may be tried again: `attemptsAfterDeath` is less than `maxAttempts`. */
export function died(job: RunningJob): Transition<PendingJob> {
  return transition(job, { status: "pending", worker: null, leaseExpiresAt: null, attempt: attemptsAfterDeath(job) });
}

/** The run died, and the job may not be tried again. */
export function givenUp(job: RunningJob, end: EndOfRun & { error: string }): Transition<FailedJob> {
  return transition(job, { ...ended("failed", { ...end, stoppedEarly: true }), attempt: attemptsAfterDeath(job) });
}

function ended<Status extends EndedJob["status"]>(
  status: Status,
  end: EndOfRun & { stoppedEarly: boolean; error: string | null },
) {
  const { stoppedEarly, error, sentence = null, now, ranMs } = end;
  return {
    status,
    stoppedEarly,
    error,
    sentence,
    finishedAt: now,
    leaseExpiresAt: null,
    ...ranSoFar(ranMs),
  } as const;
}

function ranSoFar(ranMs: number | undefined): Pick<JobChange, "ranMs"> {
  return ranMs === undefined ? {} : { ranMs };
}
