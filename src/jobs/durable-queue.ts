/**
 * The durable queue: jobs live in a `JobStore` and survive this process.
 *
 * The queue claims pending jobs, runs up to `concurrency` of them (run-job.ts), and looks regularly for jobs whose run
 * died. The store is the truth; in memory the queue holds only the signals of its own runs.
 */
import { randomUUID } from "node:crypto";
import { type GracePeriods, gracePeriods } from "./grace-periods.ts";
import {
  type CancelledJob,
  type CancellingJob,
  claimed,
  hasEnded,
  isCancelling,
  type Job,
  type JobId,
  type RunningJob,
} from "./job.ts";
import { JobFeed, type JobSnapshot } from "./job-feed.ts";
import type { JobHandler, JobHandlers } from "./job-handler.ts";
import type { AsyncJobQueue, JobRequest, WaitOutcome } from "./job-queue.ts";
import type { CancelOutcome, JobPage, JobQuery, JobStore } from "./job-store.ts";
import { type RunSettings, runJob } from "./run-job.ts";
import { settleAbandoned } from "./settle.ts";
import { CancelRequested, ServerStopping } from "./stop-reason.ts";

export interface DurableQueueOptions {
  readonly store: JobStore;
  readonly handlers: JobHandlers;
  /** How many jobs run at once. Default 2. */
  readonly concurrency?: number;
  /** The name of this process, for people to read. Default: its process id. */
  readonly worker?: string;
  /**
   * Which jobs the queue runs: all pending jobs, or only jobs submitted to this queue in its own lifetime. Default
   * `all`.
   */
  readonly runs?: "all" | "submitted";
  /**
   * True if no other process can run jobs of this store. Every running job found at the start is then abandoned,
   * whatever its lease says. Default false.
   */
  readonly alone?: boolean;
  /** How long a claim holds without a heartbeat. Default 30,000. */
  readonly leaseMs?: number;
  /** How long a job may make no progress before it ends `timeout`. Default 600,000. */
  readonly stallTimeoutMs?: number;
  /** Default: those of `gracePeriods()`. */
  readonly grace?: GracePeriods;
  /** How often the queue looks for abandoned jobs, and for jobs and changes from other processes. Default 5,000. */
  readonly sweepMs?: number;
  readonly now?: () => Date;
  readonly newId?: () => JobId;
  /** Gets errors that no caller sees, such as a store that does not answer. */
  readonly onError?: (error: unknown) => void;
}

/** A run of this process. */
interface RunHere {
  readonly controller: AbortController;
  /** The newest known state of the job. */
  job: Job;
  activity: string | null;
}

export class DurableQueue implements AsyncJobQueue {
  readonly feed = new JobFeed();
  readonly #store: JobStore;
  readonly #handlers: JobHandlers;
  readonly #options: Required<Pick<DurableQueueOptions, "concurrency" | "worker" | "sweepMs">>;
  readonly #settings: RunSettings;
  readonly #newId: () => JobId;
  /** The jobs that this queue may claim; null: any. */
  readonly #submitted: Set<JobId> | null;
  readonly #runs = new Map<JobId, RunHere>();
  readonly #ends = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #sweepTimer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> | null = null;
  #claiming: Promise<void> | null = null;
  #claimAgain = false;
  #started = false;

  constructor(options: DurableQueueOptions) {
    this.#store = options.store;
    this.#handlers = options.handlers;
    this.#newId = options.newId ?? (() => randomUUID() as string as JobId);
    this.#submitted = options.runs === "submitted" ? new Set() : null;
    this.#options = {
      concurrency: options.concurrency ?? 2,
      worker: options.worker ?? `process ${process.pid}`,
      sweepMs: options.sweepMs ?? 5_000,
    };
    this.#settings = {
      store: options.store,
      now: options.now ?? (() => new Date()),
      leaseMs: options.leaseMs ?? 30_000,
      stallTimeoutMs: options.stallTimeoutMs ?? 600_000,
      grace: options.grace ?? gracePeriods(),
      serverStopping: this.#stopping.signal,
      alone: options.alone ?? false,
      onError: options.onError ?? (() => {}),
    };
  }

  /** Settles the jobs of dead runs, then starts to run jobs. Throws `StoreError`. */
  async start(): Promise<void> {
    await this.#settleAbandoned(this.#settings.alone ? null : this.#settings.now());
    this.#started = true;
    this.#sweepTimer = setInterval(() => {
      this.#sweeping ??= this.#sweep().finally(() => {
        this.#sweeping = null;
      });
    }, this.#options.sweepMs);
    this.#claimSoon();
  }

  /**
   * Claims no more jobs, aborts the running ones, and waits for their rows: they become `pending` and continue at the
   * next start. Jobs with a cancel request end `cancelled`.
   */
  async stop(): Promise<void> {
    if (this.#sweepTimer !== null) clearInterval(this.#sweepTimer);
    this.#stopping.abort(new ServerStopping());
    for (const run of this.#runs.values()) run.controller.abort(new ServerStopping());
    await Promise.all([this.#claiming, this.#sweeping]);
    await Promise.all(this.#ends);
  }

  async submit(request: JobRequest): Promise<JobId> {
    const job = await this.#store.insert({
      id: this.#newId(),
      type: request.type,
      payload: request.payload,
      uniqueKey: request.uniqueKey ?? null,
      resumes: request.resumes ?? null,
      counts: this.#handlerOf(request.type).initialCounts,
      submittedAt: this.#settings.now(),
    });
    this.#submitted?.add(job.id);
    this.#onCommit(job);
    this.#claimSoon();
    return job.id;
  }

  get(id: JobId): Promise<Job | null> {
    return this.#store.get(id);
  }

  snapshot(job: Job): JobSnapshot {
    const activity = job.status === "running" ? this.#runs.get(job.id)?.activity : null;
    return { job, activity: activity ?? null };
  }

  list(query: JobQuery): Promise<JobPage> {
    return this.#store.list(query);
  }

  changedSince(revision: number, query: { limit: number }): Promise<readonly Job[]> {
    return this.#store.changedSince(revision, query);
  }

  async cancel(id: JobId, { reason = null }: { reason?: string | null } = {}): Promise<CancelOutcome> {
    const outcome = await this.#store.cancel(id, { reason, now: this.#settings.now() });
    if (outcome.kind === "accepted") this.#onCommit(outcome.job);
    return outcome;
  }

  async cancelAll(options: { reason?: string | null } = {}): Promise<readonly (CancellingJob | CancelledJob)[]> {
    const accepted: (CancellingJob | CancelledJob)[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#store.list({
        statuses: ["pending", "running"],
        limit: 100,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const job of page.jobs) {
        const outcome = await this.cancel(job.id, options);
        if (outcome.kind === "accepted") accepted.push(outcome.job);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return accepted;
  }

  async wait(id: JobId, options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<WaitOutcome> {
    const { timeoutMs, signal } = options;
    signal?.throwIfAborted();
    const limits = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    const listening = AbortSignal.any(limits.filter((limit) => limit !== undefined));
    // Listening starts before the row is read, so that no end falls in between.
    const ends = this.feed.subscribe({ jobId: id, endsOnly: true, signal: listening });
    try {
      const job = await this.#store.get(id);
      signal?.throwIfAborted();
      if (job === null) return { kind: "not_found" };
      if (hasEnded(job)) return { kind: "ended", job };
      for await (const { job: end } of ends) if (hasEnded(end)) return { kind: "ended", job: end };
      signal?.throwIfAborted();
      return { kind: "still_active", job: (await this.#store.get(id)) ?? job };
    } finally {
      await ends.return?.();
    }
  }

  /** Every committed row of a job comes here: listeners see it, and a cancel request in it stops the run. */
  #onCommit(job: Job): void {
    const run = this.#runs.get(job.id);
    if (isCancelling(job)) run?.controller.abort(new CancelRequested(job.cancelReason));
    if (run !== undefined && run.job.revision < job.revision) run.job = job;
    this.feed.publish(this.snapshot(job));
  }

  #handlerOf(type: string): JobHandler {
    const handler = this.#handlers[type];
    if (handler === undefined) throw new Error(`No handler runs jobs of the type "${type}"`);
    return handler;
  }

  /** Claims jobs up to `concurrency`. A call during a claim makes the queue look once more. */
  #claimSoon(): void {
    this.#claimAgain = true;
    if (this.#claiming !== null || !this.#mayClaim()) return;
    this.#claiming = this.#claim()
      .catch(this.#settings.onError)
      .finally(() => {
        this.#claiming = null;
        if (this.#claimAgain) this.#claimSoon();
      });
  }

  #mayClaim(): boolean {
    return this.#started && !this.#stopping.signal.aborted && this.#runs.size < this.#options.concurrency;
  }

  async #claim(): Promise<void> {
    this.#claimAgain = false;
    const query = {
      types: Object.keys(this.#handlers),
      ...(this.#submitted === null ? {} : { only: this.#submitted }),
    };
    while (this.#mayClaim()) {
      const job = await this.#store.nextPending(query);
      if (job === null) return;
      const now = this.#settings.now();
      const leaseExpiresAt = new Date(now.getTime() + this.#settings.leaseMs);
      const running = await this.#store.apply(claimed(job, { worker: this.#options.worker, leaseExpiresAt, now }));
      if (running !== null) this.#run(running);
    }
  }

  #run(job: RunningJob): void {
    const run: RunHere = { controller: new AbortController(), job, activity: null };
    this.#runs.set(job.id, run);
    if (this.#stopping.signal.aborted) run.controller.abort(new ServerStopping());
    this.#onCommit(job);
    const onProgress = (activity?: string) => {
      if (activity === undefined) return;
      run.activity = activity;
      this.feed.publish(this.snapshot(run.job));
    };
    const { controller } = run;
    const onCommit = (committed: Job) => this.#onCommit(committed);
    const end = runJob(job, this.#handlerOf(job.type), { controller, onCommit, onProgress }, this.#settings)
      .catch(this.#settings.onError)
      .finally(() => {
        this.#runs.delete(job.id);
        this.#ends.delete(end);
        this.#claimSoon();
      });
    this.#ends.add(end);
  }

  async #sweep(): Promise<void> {
    try {
      await this.#settleAbandoned(this.#settings.now());
      if (!this.#settings.alone) await this.#publishFollowedJobs();
    } catch (error) {
      this.#settings.onError(error);
    }
    this.#claimSoon();
  }

  /** Another process may have changed these jobs. */
  async #publishFollowedJobs(): Promise<void> {
    for (const id of this.feed.followedJobs) {
      const job = await this.#store.get(id);
      if (job !== null) this.#onCommit(job);
    }
  }

  /** Settles jobs whose run died: their lease expired before `leaseExpiredBefore`; null: whatever their lease says. */
  async #settleAbandoned(leaseExpiredBefore: Date | null): Promise<void> {
    const { store, now, onError } = this.#settings;
    for (const job of await store.abandoned({ leaseExpiredBefore })) {
      if (this.#runs.has(job.id)) continue;
      try {
        const settled = await settleAbandoned(job, { store, now: now() });
        if (settled !== null) this.#onCommit(settled);
      } catch (error) {
        onError(error);
      }
    }
  }
}
