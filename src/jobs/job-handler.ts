import type { Counts, Job, JsonObject, Lease, RunningJob } from "./job.ts";

/** What a handler may do while it runs. */
export interface JobContext {
  /** Aborts with a `StopReason`. The handler is to stop soon, keep what it has, and say `stoppedEarly`. */
  readonly signal: AbortSignal;
  /** What its writes are fenced with. */
  readonly lease: Lease;
  /**
   * Tells that something has moved, which starts the stall timeout anew.
   *
   * @param activity what is at hand, such as a file's path; shown to people
   */
  moved(activity?: string): void;
  /** Tells of the job's row as the handler has just written it: listeners see it, and a cancel in it is obeyed. */
  wrote(job: Job): void;
}

export interface JobOutcome {
  /** True when the signal ended the run before everything was done. */
  readonly stoppedEarly: boolean;
  /** What is to be said of the run besides its counts. */
  readonly result: JsonObject;
}

/** Does the work of one type of job. */
export interface JobHandler {
  /** The counts of a job that has done nothing yet. */
  readonly initialCounts: Counts;

  /** Does the work. What it throws, other than `context.signal.reason`, fails the job. */
  run(job: RunningJob, context: JobContext): Promise<JobOutcome>;

  /** The `result` of a job whose run cannot give it any more, as it died, threw or did not come back. */
  salvage(job: Job): Promise<JsonObject>;
}

export type JobHandlers = Readonly<Record<string, JobHandler>>;
