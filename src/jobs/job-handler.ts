import type { Said } from "../sentences/say.ts";
import type { Counts, Job, Lease, RunningJob } from "./job.ts";

/** The surroundings of a handler while it runs. */
export interface JobContext {
  /** Aborts with a `StopReason`. The handler then stops soon, keeps its results, and returns `stoppedEarly`. */
  readonly signal: AbortSignal;
  /** Fences every write of the handler. */
  readonly lease: Lease;
  /**
   * Call this at every sign of progress. It restarts the stall timeout.
   *
   * @param activity the work in hand, such as the path of a file, for people to read
   */
  onProgress(activity?: string | Said): void;
  /**
   * Writes down the work that could kill the process, before it starts. Call this in a run whose job has
   * `attempt > 0`, until the run has made progress. Resolves when the record is durable.
   *
   * @throws StoreError
   */
  recordInHand(activity: string): Promise<void>;
  /** Call this after every commit, with the committed row. Listeners see the row, and a cancel request in it takes effect. */
  onCommit(job: Job): void;
}

export interface JobOutcome {
  /** True if the signal ended the run before everything was done. */
  readonly stoppedEarly: boolean;
}

/** Does the work of one type of job. */
export interface JobHandler {
  /** The counts of a job that has done nothing yet. */
  readonly initialCounts: Counts;
  /**
   * How many jobs of this type run at once, besides all others. Default: they share the queue's `concurrency` with the
   * jobs of all other types without a number of their own.
   */
  readonly concurrency?: number;

  /** Does the work. The job fails if this throws anything but `context.signal.reason`. */
  run(job: RunningJob, context: JobContext): Promise<JobOutcome>;
}

export type JobHandlers = Readonly<Record<string, JobHandler>>;
