/**
 * The durable queue: jobs live in a `JobStore` and survive this process.
 *
 * It claims pending jobs, runs up to `concurrency` of them (run-job.ts), and looks now and then for jobs whose run
 * died. Everything it knows for sure it knows from the store; in memory it holds only the signals of its own runs.
 */
import { randomUUID } from "node:crypto";
import { cancelJob } from "./cancel-job.ts";
import {
  type CancelledJob,
  claimed,
  isStopping,
  type Job,
  type JobId,
  type RunningJob,
  type StoppingJob,
} from "./job.ts";
import { JobFeed, type JobSnapshot } from "./job-feed.ts";
import type { JobHandler, JobHandlers } from "./job-handler.ts";
import type { AsyncJobQueue, CancelOutcome, JobRequest, WaitOutcome } from "./job-queue.ts";
import type { JobPage, JobQuery, JobStore } from "./job-store.ts";
import { type RunSettings, runJob } from "./run-job.ts";
import { settleAbandoned } from "./settle-abandoned.ts";
import { CancelRequested, ServerStopping } from "./stop-reason.ts";
import { waitForEnd } from "./wait-for-end.ts";

export interface DurableQueueOptions {
  readonly store: JobStore;
  readonly handlers: JobHandlers;
  /** How many jobs at once. Default 2. */
  readonly concurrency?: number;
  /** Who runs the jobs, as people read it. Default: this process. */
  readonly worker?: string;
  /**
   * Which jobs it runs: all that are pending, or only those that were submitted to it in its own lifetime, leaving
   * others for a queue that runs all. Default `all`.
   */
  readonly runs?: "all" | "submitted";
  /**
   * True when no other process can run jobs of this store: every running job that is found at the start is then
   * known to be abandoned, whatever its lease says. Default false.
   */
  readonly alone?: boolean;
  /** For how long a claim holds without a heartbeat. Default 30,000. */
  readonly leaseMs?: number;
  /** How long nothing may move in a job before it ends `timeout`. Default 600,000. */
  readonly stallTimeoutMs?: number;
  /** How long a handler may take to come back once it is told to stop. Default 7,000. */
  readonly graceMs?: number;
  /** How often it looks for jobs that other processes left or handed in. Default 5,000. */
  readonly sweepMs?: number;
  readonly now?: () => Date;
  readonly newId?: () => JobId;
  /** What goes wrong behind the back of any caller, such as a store that does not answer. */
  readonly onError?: (error: unknown) => void;
}

/** A run of this process. */
interface Run {
  readonly controller: AbortController;
  /** The newest state of its job that is known here. */
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
  /** Jobs this queue may claim; null when it may claim any. */
  readonly #mine: Set<JobId> | null;
  readonly #runs = new Map<JobId, Run>();
  readonly #ends = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #sweep: NodeJS.Timeout | null = null;
  #tidying: Promise<void> | null = null;
  #claiming: Promise<void> | null = null;
  #claimAgain = false;
  #state: "new" | "started" | "stopped" = "new";

  constructor(options: DurableQueueOptions) {
    this.#store = options.store;
    this.#handlers = options.handlers;
    this.#newId = options.newId ?? (() => randomUUID() as string as JobId);
    this.#mine = options.runs === "submitted" ? new Set() : null;
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
      graceMs: options.graceMs ?? 7_000,
      serverStopping: this.#stopping.signal,
      settleTimeoutMs: 2_000,
      alone: options.alone ?? false,
      onError: options.onError ?? (() => {}),
    };
  }

  /** Settles what dead runs left behind, then begins to run jobs. Throws `StoreError`. */
  async start(): Promise<void> {
    await this.#recover(this.#settings.alone ? null : this.#settings.now());
    this.#state = "started";
    this.#sweep = setInterval(() => {
      this.#tidying ??= this.#tidy().finally(() => {
        this.#tidying = null;
      });
    }, this.#options.sweepMs);
    this.#claimSoon();
  }

  /**
   * Stops taking jobs, tells the running ones that the server stops, and waits until their rows say so: they are
   * `pending`, and go on at the next start. Jobs whose cancel was requested end `cancelled`.
   */
  async stop(): Promise<void> {
    this.#state = "stopped";
    if (this.#sweep !== null) clearInterval(this.#sweep);
    this.#stopping.abort();
    await Promise.all([this.#claiming, this.#tidying]);
    for (const run of this.#runs.values()) run.controller.abort(new ServerStopping());
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
    this.#mine?.add(job.id);
    this.#publish(job);
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
    const { store, now } = this.#settings;
    const known = this.#runs.get(id)?.job ?? null;
    const outcome = await cancelJob(id, reason, { store, now, known, handlerOf: (type) => this.#handlerOf(type) });
    if (outcome.kind !== "accepted") return outcome;
    const { job } = outcome;
    this.#publish(job);
    if (isStopping(job)) this.#runs.get(id)?.controller.abort(new CancelRequested(job.cancelReason));
    return outcome;
  }

  async cancelAll(options: { reason?: string | null } = {}): Promise<readonly (StoppingJob | CancelledJob)[]> {
    const accepted: (StoppingJob | CancelledJob)[] = [];
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

  wait(id: JobId, options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<WaitOutcome> {
    return waitForEnd(this, id, options);
  }

  async setProgress(id: JobId, progress: number): Promise<void> {
    const job = await this.#store.setProgress(id, progress);
    if (job !== null) this.#publish(job);
  }

  #publish(job: Job): void {
    const run = this.#runs.get(job.id);
    if (run !== undefined && run.job.revision < job.revision) run.job = job;
    this.feed.publish(this.snapshot(job));
  }

  #handlerOf(type: string): JobHandler {
    const handler = this.#handlers[type];
    if (handler === undefined) throw new Error(`No handler runs jobs of the type "${type}"`);
    return handler;
  }

  /** Claims what there is room for. Calls that come while it is at it make it look once more. */
  #claimSoon(): void {
    this.#claimAgain = true;
    if (this.#claiming !== null || this.#state !== "started") return;
    this.#claiming = this.#claim()
      .catch(this.#settings.onError)
      .finally(() => {
        this.#claiming = null;
        if (this.#claimAgain) this.#claimSoon();
      });
  }

  async #claim(): Promise<void> {
    this.#claimAgain = false;
    const query = { types: Object.keys(this.#handlers), ...(this.#mine === null ? {} : { only: this.#mine }) };
    while (this.#state === "started" && this.#runs.size < this.#options.concurrency) {
      const job = await this.#store.nextPending(query);
      if (job === null) return;
      const now = this.#settings.now();
      const leaseExpiresAt = new Date(now.getTime() + this.#settings.leaseMs);
      const running = await this.#store.apply(claimed(job, { worker: this.#options.worker, leaseExpiresAt, now }));
      if (running !== null) this.#run(running);
    }
  }

  #run(job: RunningJob): void {
    const run: Run = { controller: new AbortController(), job, activity: null };
    this.#runs.set(job.id, run);
    if (this.#state === "stopped") run.controller.abort(new ServerStopping());
    this.#publish(job);
    const events = {
      changed: (next: Job) => this.#publish(next),
      moved: (activity: string | undefined) => {
        if (activity === undefined) return;
        run.activity = activity;
        this.#publish(run.job);
      },
    };
    const end = runJob(job, this.#handlerOf(job.type), run.controller, this.#settings, events)
      .catch(this.#settings.onError)
      .finally(() => {
        this.#runs.delete(job.id);
        this.#ends.delete(end);
        this.#claimSoon();
      });
    this.#ends.add(end);
  }

  async #tidy(): Promise<void> {
    try {
      await this.#recover(this.#settings.now());
    } catch (error) {
      this.#settings.onError(error);
    }
    this.#claimSoon();
  }

  /** Settles jobs whose run died: their lease ended before `leaseExpiredBefore`, or any lease where it is null. */
  async #recover(leaseExpiredBefore: Date | null): Promise<void> {
    for (const job of await this.#store.abandoned({ leaseExpiredBefore })) {
      if (!this.#runs.has(job.id)) await this.#settle(job);
    }
  }

  /** One job that cannot be settled, as its row makes no sense, is in the way of no other. */
  async #settle(job: RunningJob | StoppingJob): Promise<void> {
    const { store, now, onError } = this.#settings;
    try {
      const settled = await settleAbandoned(job, this.#handlerOf(job.type), { store, now: now() });
      if (settled !== null) this.#publish(settled);
    } catch (error) {
      onError(error);
    }
  }
}
