/**
 * The state machine of a job. The row in the store is the truth; this file says which changes of it are legal.
 *
 * ```
 * pending --claim--> running --finish--> completed
 *    |                  |  \--throw----> failed
 *    |                  |  \--stall----> timeout
 *    |                  |  \--stopped--> cancelled      (a cancel was requested)
 *    |                  \--server stops or dies--> pending   (attempt + 1 only when it died)
 *    \--cancel--> cancelled
 * ```
 *
 * Who moves a job next:
 * - `PendingJob`: a queue that claims it, or a cancel.
 * - `RunningJob`: the queue that holds its claim, a cancel, or, once its lease is over, whoever finds it.
 * - `StoppingJob`: a running job whose cancel was requested. The same queue, or whoever finds it when that
 *   queue died; but the only way out is `cancelled`.
 * - `CompletedJob`, `FailedJob`, `TimedOutJob`, `CancelledJob`: nobody, ever.
 *
 * A `Transition` is one guarded UPDATE: it applies only while the row still has the status, the claim and the
 * absence or presence of a cancel request that the caller saw. Each constructor takes the state that it may
 * leave, so an illegal transition does not compile, and only this file can make one.
 */

declare const brand: unique symbol;

/** The id of a job, a UUID. */
export type JobId = string & { readonly [brand]: "JobId" };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id in `text`, or null where it is not a UUID. */
export function parseJobId(text: string): JobId | null {
  return uuid.test(text) ? (text.toLowerCase() as JobId) : null;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** What a job has done so far, as its handler counts it; changed only together with the rows it counts. */
export type Counts = { readonly [name: string]: number };

/** How often a run may die before its job is given up. */
export const maxAttempts = 3;

/** What is true of a job in every state. */
interface JobFacts {
  readonly id: JobId;
  /** Which handler runs it. */
  readonly type: string;
  readonly payload: JsonObject;
  /** At most one job that is active and not being cancelled has this key; null where any number may. */
  readonly uniqueKey: string | null;
  /** The stopped job that this one goes on with. */
  readonly resumes: JobId | null;
  readonly counts: Counts;
  /** 0 to 1; null until it means something; never falls. */
  readonly progress: number | null;
  /** How many runs of it have died. */
  readonly attempt: number;
  /** Raised by every claim: whoever holds an older one can change nothing. */
  readonly claim: number;
  /** Raised by every change of any job: the order in which changes happened. */
  readonly revision: number;
  readonly submittedAt: Date;
  /** When it was claimed for the first time. */
  readonly startedAt: Date | null;
}

interface ActiveClaim {
  readonly startedAt: Date;
  /** Who runs it. */
  readonly worker: string;
  readonly leaseExpiresAt: Date;
}

interface End {
  readonly finishedAt: Date;
  /** What the handler gave back besides the counts. */
  readonly result: JsonObject;
}

/** Waits to be claimed. `startedAt` is set where an earlier run was stopped or died. */
export interface PendingJob extends JobFacts {
  readonly status: "pending";
  readonly cancelRequestedAt: null;
}

/** A handler is at work. */
export interface RunningJob extends JobFacts, ActiveClaim {
  readonly status: "running";
  readonly startedAt: Date;
  readonly cancelRequestedAt: null;
}

/** A handler is at work and has been told to stop. */
export interface StoppingJob extends JobFacts, ActiveClaim {
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
  readonly cancelRequestedAt: null;
}

/** Ended as nothing moved any more. */
export interface TimedOutJob extends JobFacts, End {
  readonly status: "timeout";
  readonly error: string;
  readonly cancelRequestedAt: null;
}

/** Ended as somebody asked for it; `error` where its handler threw on the way. */
export interface CancelledJob extends JobFacts, End {
  readonly status: "cancelled";
  readonly cancelRequestedAt: Date;
  readonly cancelReason: string | null;
  readonly error: string | null;
}

export type ActiveJob = PendingJob | RunningJob | StoppingJob;
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

export function isStopping(job: Job): job is StoppingJob {
  return job.status === "running" && job.cancelRequestedAt !== null;
}

/** What lets a run write: the job and the claim under which it runs. */
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
  readonly cancelRequestedAt?: Date;
  readonly cancelReason?: string | null;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly error?: string | null;
  readonly result?: JsonObject;
}

/**
 * One guarded change of one job. A store carries it out as a single UPDATE whose WHERE is `jobId` and `from`;
 * when no row matches, somebody else was first: read the job again.
 */
export interface Transition<To extends Job> {
  readonly [target]: To;
  readonly jobId: JobId;
  readonly from: { readonly status: "pending" | "running"; readonly claim: number; readonly cancelRequested: boolean };
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
 * The job after the transition, or null where the job is no longer in the state that the transition leaves.
 * For queues that keep jobs in memory; a store does the same in one UPDATE.
 *
 * @param revision that of the job after it
 */
export function carryOut<To extends Job>(job: Job, transition: Transition<To>, revision: number): To | null {
  const { from, set } = transition;
  const applies =
    job.id === transition.jobId &&
    job.status === from.status &&
    job.claim === from.claim &&
    (job.cancelRequestedAt !== null) === from.cancelRequested;
  return applies ? ({ ...job, ...set, revision } as unknown as To) : null;
}

/** A queue takes the job and runs it until `leaseExpiresAt`, which it keeps moving on. */
export function claimed(
  job: PendingJob,
  by: { worker: string; leaseExpiresAt: Date; now: Date },
): Transition<RunningJob> {
  return transition(job, {
    status: "running",
    claim: job.claim + 1,
    worker: by.worker,
    leaseExpiresAt: by.leaseExpiresAt,
    startedAt: job.startedAt ?? by.now,
  });
}

/** The running job is to stop: from here on it can only end `cancelled`. */
export function cancelRequested(job: RunningJob, by: { reason: string | null; now: Date }): Transition<StoppingJob> {
  return transition(job, { status: "running", cancelRequestedAt: by.now, cancelReason: by.reason });
}

/** A job that nobody runs is cancelled at once. */
export function cancelledWhilePending(
  job: PendingJob,
  by: { reason: string | null; result: JsonObject; now: Date },
): Transition<CancelledJob> {
  return transition(job, {
    status: "cancelled",
    cancelRequestedAt: by.now,
    cancelReason: by.reason,
    result: by.result,
    finishedAt: by.now,
  });
}

/** The run of a job whose cancel was requested has ended, in whatever way. */
export function cancelled(
  job: StoppingJob,
  end: { result: JsonObject; error: string | null; now: Date },
): Transition<CancelledJob> {
  return transition(job, ended("cancelled", end));
}

/** The handler did everything. */
export function completed(job: RunningJob, end: { result: JsonObject; now: Date }): Transition<CompletedJob> {
  return transition(job, { ...ended("completed", { ...end, error: null }), progress: 1 });
}

/** The handler threw. */
export function failed(job: RunningJob, end: { result: JsonObject; error: string; now: Date }): Transition<FailedJob> {
  return transition(job, ended("failed", end));
}

/** Nothing moved for the stall timeout. */
export function timedOut(
  job: RunningJob,
  end: { result: JsonObject; error: string; now: Date },
): Transition<TimedOutJob> {
  return transition(job, ended("timeout", end));
}

/** The server stops: the job waits for its next start, and no attempt is charged. */
export function released(job: RunningJob): Transition<PendingJob> {
  return transition(job, { status: "pending", worker: null, leaseExpiresAt: null });
}

/** Its run died, and it may be tried again: while `attempt + 1 < maxAttempts`. */
export function died(job: RunningJob): Transition<PendingJob> {
  return transition(job, { status: "pending", worker: null, leaseExpiresAt: null, attempt: job.attempt + 1 });
}

/** Its run died once too often. */
export function givenUp(job: RunningJob, end: { result: JsonObject; error: string; now: Date }): Transition<FailedJob> {
  return transition(job, { ...ended("failed", end), attempt: job.attempt + 1 });
}

function ended<Status extends EndedJob["status"]>(
  status: Status,
  end: { result: JsonObject; error: string | null; now: Date },
) {
  return { status, result: end.result, error: end.error, finishedAt: end.now, leaseExpiresAt: null } as const;
}
