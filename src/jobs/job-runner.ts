/**
 * Claims pending jobs, runs as many at once as their handlers and `concurrency` allow, and looks regularly for jobs
 * whose run died. The store is the truth; in memory the runner holds only the signals of its own runs.
 */
import type { LiveValue } from "../live-value.ts";
import type { Said } from "../sentences/say.ts";
import { within } from "../within.ts";
import { followOtherProcesses } from "./follow-other-processes.ts";
import { stopMs } from "./grace-periods.ts";
import { type KeptHistory, pruneHistory } from "./history-pruner.ts";
import { type CancellingJob, claimed, isCancelling, type Job, type JobId, type RunningJob } from "./job.ts";
import { JobFeed, type JobSnapshot } from "./job-feed.ts";
import type { JobHandler, JobHandlers } from "./job-handler.ts";
import { leaseNow } from "./lease-clock.ts";
import { type RunSettings, runJob } from "./run-job.ts";
import { settleAbandoned } from "./settle.ts";
import { CancelRequested, ServerStopping } from "./stop-reason.ts";

export interface JobRunnerSettings extends Omit<RunSettings, "serverStopping"> {
  readonly handlers: JobHandlers;
  readonly concurrency: number;
  readonly worker: string;
  /** See `DurableQueueOptions`. */
  readonly isOnlyWorkerOfName: boolean;
  /** The jobs that the runner may claim; null: any. Jobs may be added later. */
  readonly only: ReadonlySet<JobId> | null;
  readonly previousProcess: "died" | "stopped";
  readonly sweepMs: number;
  /** Null: everything. */
  readonly keepHistory: LiveValue<KeptHistory> | null;
}

/** A run of this process. */
interface RunHere {
  readonly controller: AbortController;
  /** The newest known state of the job. */
  job: Job;
  activity: string | Said | null;
  /** Why the run waits, shown instead of its activity; null if it does not wait. */
  waitsFor: Said | null;
}

export class JobRunner {
  readonly feed = new JobFeed();
  readonly #settings: JobRunnerSettings & RunSettings;
  readonly #runs = new Map<JobId, RunHere>();
  readonly #ends = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #sweepTimer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | null = null;
  #pruning: Promise<void> | null = null;
  #claiming: Promise<void> | null = null;
  #claimAgain = false;
  #started = false;

  constructor(settings: JobRunnerSettings) {
    this.#settings = { ...settings, serverStopping: this.#stopping.signal };
  }

  /** Settles the jobs of dead runs, then starts to run jobs. Throws `StoreError`. */
  async start(): Promise<void> {
    const { store, alone, isOnlyWorkerOfName, worker, previousProcess, sweepMs } = this.#settings;
    if (alone || isOnlyWorkerOfName) {
      const running = await store.abandoned({ leaseExpiredBefore: null });
      await this.#settleAbandoned(alone ? running : running.filter((job) => job.worker === worker), previousProcess);
    }
    if (!alone) await this.#settleExpired();
    this.#started = true;
    this.#sweepTimer = setInterval(() => {
      this.#sweeping ??= this.#sweep().finally(() => {
        this.#sweeping = null;
      });
    }, sweepMs);
    this.claimSoon();
    const { now, keepHistory: keep, onError } = this.#settings;
    const stopping = this.#stopping.signal;
    if (!alone) {
      const { feed } = this;
      void followOtherProcesses({ store, feed, onChange: (job) => this.onCommit(job), signal: stopping, onError });
    }
    if (keep !== null) this.#pruning = pruneHistory({ store, keep, now, stopping, onError });
  }

  /** See `DurableQueue.stop`. */
  async stop(): Promise<void> {
    clearInterval(this.#sweepTimer);
    this.#stopping.abort(new ServerStopping());
    for (const run of this.#runs.values()) run.controller.abort(new ServerStopping());
    await within(stopMs(this.#settings.grace), this.#idle());
  }

  async #idle(): Promise<void> {
    await Promise.all([this.#claiming, this.#sweeping, this.#pruning]);
    await Promise.all(this.#ends);
  }

  handlerOf(type: string): JobHandler {
    const handler = this.#settings.handlers[type];
    if (handler === undefined) throw new Error(`No handler runs jobs of the type "${type}"`);
    return handler;
  }

  snapshot(job: Job): JobSnapshot {
    const run = job.status === "running" ? this.#runs.get(job.id) : undefined;
    return { job, activity: run?.waitsFor ?? run?.activity ?? null };
  }

  /** Every committed row of a job comes here: listeners see it, and a cancel request in it stops the run. */
  onCommit(job: Job): void {
    const run = this.#runs.get(job.id);
    if (isCancelling(job)) run?.controller.abort(new CancelRequested(job.cancelReason));
    if (run !== undefined && run.job.revision < job.revision) run.job = job;
    this.feed.publish(this.snapshot(job));
  }

  /**
   * Reads jobs again that another process may have cancelled or ended: those that run here stop, and listeners see it.
   *
   * @param only just this job. Default: the jobs that run here
   */
  async lookAgain(only?: JobId): Promise<void> {
    const { store, onError } = this.#settings;
    const isOfInterest = only !== undefined && (this.#runs.has(only) || this.feed.size > 0);
    const ids = only === undefined ? [...this.#runs.keys()] : isOfInterest ? [only] : [];
    for (const id of ids) {
      try {
        const job = await store.get(id);
        if (job !== null) this.onCommit(job);
      } catch (error) {
        onError(error);
      }
    }
  }

  /** Claims jobs, as many as may run at once. A call during a claim makes the runner look once more. */
  claimSoon(): void {
    this.#claimAgain = true;
    if (this.#claiming !== null || !this.#mayClaim()) return;
    this.#claiming = this.#claim()
      .catch(this.#settings.onError)
      .finally(() => {
        this.#claiming = null;
        if (this.#claimAgain) this.claimSoon();
      });
  }

  #mayClaim(): boolean {
    return this.#started && !this.#stopping.signal.aborted && this.#typesWithRoom().length > 0;
  }

  /** The types of which one more job may run. */
  #typesWithRoom(): readonly string[] {
    const { handlers, concurrency } = this.#settings;
    const running = [...this.#runs.values()].map(({ job }) => job.type);
    const sharing = running.filter((type) => handlers[type]?.concurrency === undefined).length;
    return Object.entries(handlers)
      .filter(([type, { concurrency: own }]) =>
        own === undefined ? sharing < concurrency : running.filter((other) => other === type).length < own,
      )
      .map(([type]) => type);
  }

  async #claim(): Promise<void> {
    this.#claimAgain = false;
    const { store, only, worker, leaseMs } = this.#settings;
    while (this.#mayClaim()) {
      const types = this.#typesWithRoom();
      const job = await store.nextPending({ types, ...(only === null ? {} : { only }) });
      if (job === null) return;
      const now = this.#settings.now();
      const leaseExpiresAt = new Date((await leaseNow(this.#settings)).getTime() + leaseMs);
      const running = await store.apply(claimed(job, { worker, leaseExpiresAt, now }));
      if (running !== null) this.#run(running);
    }
  }

  #run(job: RunningJob): void {
    const run: RunHere = { controller: new AbortController(), job, activity: null, waitsFor: null };
    this.#runs.set(job.id, run);
    if (this.#stopping.signal.aborted) run.controller.abort(new ServerStopping());
    this.onCommit(job);
    const onProgress = (activity?: string | Said) => {
      if (activity === undefined) return;
      run.activity = activity;
      this.feed.publish(this.snapshot(run.job));
    };
    const onWaiting = (reason: Said | null) => {
      run.waitsFor = reason;
      this.feed.publish(this.snapshot(run.job));
    };
    const { controller } = run;
    const onCommit = (committed: Job) => this.onCommit(committed);
    const end = runJob(job, this.handlerOf(job.type), { controller, onCommit, onProgress, onWaiting }, this.#settings)
      .catch(this.#settings.onError)
      .finally(() => {
        this.#runs.delete(job.id);
        this.#ends.delete(end);
        this.claimSoon();
      });
    this.#ends.add(end);
  }

  async #sweep(): Promise<void> {
    const { onError } = this.#settings;
    try {
      await this.#settleExpired();
    } catch (error) {
      onError(error);
    }
    this.claimSoon();
  }

  /** Settles jobs whose lease has expired. */
  async #settleExpired(): Promise<void> {
    const leaseExpiredBefore = await leaseNow(this.#settings);
    await this.#settleAbandoned(await this.#settings.store.abandoned({ leaseExpiredBefore }), "died");
  }

  /** Settles jobs whose run is over. */
  async #settleAbandoned(jobs: readonly (RunningJob | CancellingJob)[], run: "died" | "stopped"): Promise<void> {
    const { store, now, onError } = this.#settings;
    for (const job of jobs) {
      if (this.#runs.has(job.id)) continue;
      try {
        const settled = await settleAbandoned(job, run, { store, now: now() });
        if (settled !== null) this.onCommit(settled);
      } catch (error) {
        onError(error);
      }
    }
  }
}
