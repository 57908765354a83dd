/**
 * The durable queue: jobs live in a `JobStore` and survive this process. This file has the calls of its users, and
 * job-runner.ts runs the jobs.
 */
import { randomUUID } from "node:crypto";
import type { LiveValue } from "../live-value.ts";
import { type GracePeriods, gracePeriods } from "./grace-periods.ts";
import type { KeptHistory } from "./history-pruner.ts";
import { type CancelledJob, type CancellingJob, hasEnded, type Job, type JobId } from "./job.ts";
import type { JobFeed, JobSnapshot } from "./job-feed.ts";
import type { JobHandlers } from "./job-handler.ts";
import type { AsyncJobQueue, JobRequest, WaitOutcome } from "./job-queue.ts";
import { JobRunner } from "./job-runner.ts";
import type { CancelOutcome, ChangedJobs, InsertOutcome, JobPage, JobQuery, JobStore } from "./job-store.ts";

export interface DurableQueueOptions {
  readonly store: JobStore;
  readonly handlers: JobHandlers;
  /** How many jobs run at once, without those of handlers that have their own `concurrency`. Default 2. */
  readonly concurrency?: number;
  /** The name of this process, for people to read. Default: its process id. */
  readonly worker?: string;
  /**
   * True if no other process has the name `worker` at the same time. Every running job of this name found at the start is
   * then abandoned, whatever its lease says. Default false.
   */
  readonly isOnlyWorkerOfName?: boolean;
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
  /**
   * How the process ended that ran the jobs before. After a death, each abandoned job is charged an attempt. A stopped
   * process may also leave jobs behind, if the store did not take their state, and they are not charged. Only read if
   * `alone` or `isOnlyWorkerOfName`. Default `died`.
   */
  readonly previousProcess?: "died" | "stopped";
  /** How long a claim holds without a heartbeat. Default 30,000. */
  readonly leaseMs?: number;
  /** How long a job may make no progress before it ends `timeout`. Default 600,000. */
  readonly stallTimeoutMs?: number;
  /** Default: those of `gracePeriods()`. */
  readonly grace?: GracePeriods;
  /** How much of the history is kept. Older jobs are deleted in the background, once an hour. Default: everything. */
  readonly keepHistory?: LiveValue<KeptHistory>;
  /** How often the queue looks for abandoned jobs, and for jobs and changes from other processes. Default 5,000. */
  readonly sweepMs?: number;
  readonly now?: () => Date;
  readonly newId?: () => JobId;
  /** Gets errors that no caller sees, such as a store that does not answer. */
  readonly onError?: (error: unknown) => void;
}

export class DurableQueue implements AsyncJobQueue {
  readonly #store: JobStore;
  readonly #runner: JobRunner;
  readonly #now: () => Date;
  readonly #newId: () => JobId;
  /** The jobs that this queue may run; null: any. */
  readonly #submitted: Set<JobId> | null;

  constructor(options: DurableQueueOptions) {
    this.#store = options.store;
    this.#now = options.now ?? (() => new Date());
    this.#newId = options.newId ?? (() => randomUUID() as string as JobId);
    this.#submitted = options.runs === "submitted" ? new Set() : null;
    this.#runner = new JobRunner({
      store: options.store,
      handlers: options.handlers,
      concurrency: options.concurrency ?? 2,
      worker: options.worker ?? `process ${process.pid}`,
      isOnlyWorkerOfName: options.isOnlyWorkerOfName ?? false,
      only: this.#submitted,
      alone: options.alone ?? false,
      previousProcess: options.previousProcess ?? "died",
      leaseMs: options.leaseMs ?? 30_000,
      stallTimeoutMs: options.stallTimeoutMs ?? 600_000,
      grace: options.grace ?? gracePeriods(),
      sweepMs: options.sweepMs ?? 5_000,
      keepHistory: options.keepHistory ?? null,
      now: this.#now,
      onError: options.onError ?? (() => {}),
    });
  }

  get feed(): JobFeed {
    return this.#runner.feed;
  }

  /** Settles the jobs of dead runs, then starts to run jobs. Throws `StoreError`. */
  start(): Promise<void> {
    return this.#runner.start();
  }

  /**
   * Claims no more jobs, aborts the running ones, and waits for their rows: they become `pending` and continue at the
   * next start. Jobs with a cancel request end `cancelled`.
   *
   * Takes no longer than `stopMs(grace)`, even if a handler or the store never answers. A row that could not be written
   * stays `running`, and the next start finds it.
   */
  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** See `JobRunner.lookAgain`. */
  lookAgain(only?: JobId): Promise<void> {
    return this.#runner.lookAgain(only);
  }

  async submit(request: JobRequest): Promise<JobId> {
    return (await this.enqueue(request)).job.id;
  }

  async enqueue(
    request: JobRequest,
    insert: JobStore["insert"] = (job) => this.#store.insert(job),
  ): Promise<InsertOutcome> {
    const outcome = await insert({
      id: request.id ?? this.#newId(),
      type: request.type,
      payload: request.payload,
      uniqueKey: request.uniqueKey ?? null,
      lane: request.lane ?? null,
      resumes: request.resumes ?? null,
      counts: this.#runner.handlerOf(request.type).initialCounts,
      submittedAt: this.#now(),
      ...(request.keepsPending !== undefined && { keepsPending: request.keepsPending }),
    });
    this.#submitted?.add(outcome.job.id);
    this.#runner.onCommit(outcome.job);
    this.#runner.claimSoon();
    return outcome;
  }

  goOn(id: JobId): void {
    this.#submitted?.add(id);
    this.#runner.claimSoon();
  }

  get(id: JobId): Promise<Job | null> {
    return this.#store.get(id);
  }

  snapshot(job: Job): JobSnapshot {
    return this.#runner.snapshot(job);
  }

  list(query: JobQuery): Promise<JobPage> {
    return this.#store.list(query);
  }

  newestOf(uniqueKeys: readonly string[]): Promise<readonly Job[]> {
    return this.#store.newestOf(uniqueKeys);
  }

  latestRevision(): Promise<number> {
    return this.#store.latestRevision();
  }

  changedSince(revision: number, query: { limit: number }): Promise<ChangedJobs> {
    return this.#store.changedSince(revision, query);
  }

  async cancel(id: JobId, { reason = null }: { reason?: string | null } = {}): Promise<CancelOutcome> {
    const outcome = await this.#store.cancel(id, { reason, now: this.#now() });
    if (outcome.kind === "accepted") this.#runner.onCommit(outcome.job);
    return outcome;
  }

  async cancelAll(options: { reason?: string | null } = {}): Promise<readonly (CancellingJob | CancelledJob)[]> {
    const accepted: (CancellingJob | CancelledJob)[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.list({
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

  setAside(): Promise<readonly string[]> {
    return this.#store.setAside();
  }

  async wait(id: JobId, options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<WaitOutcome> {
    const { timeoutMs, signal } = options;
    signal?.throwIfAborted();
    const limits = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    const listening = AbortSignal.any(limits.filter((limit) => limit !== undefined));
    // Listening starts before the row is read, so that no end falls in between.
    const ends = this.feed.subscribe({ jobId: id, endsOnly: true, signal: listening });
    try {
      const job = await this.get(id);
      signal?.throwIfAborted();
      if (job === null) return { kind: "not_found" };
      if (hasEnded(job)) return { kind: "ended", job };
      for await (const { job: end } of ends) if (hasEnded(end)) return { kind: "ended", job: end };
      signal?.throwIfAborted();
      return { kind: "still_active", job: (await this.get(id)) ?? job };
    } finally {
      await ends.return?.();
    }
  }
}
