/**
 * A queue for tests of queue users. It runs each job to its end within `submit` and stores nothing. `cancel` conforms
 * to the interface but does nothing: it waits for the end of the job and reports that the job has ended.
 */
import { randomUUID } from "node:crypto";
import { hasEnded, type Job, type JobId, type RunningJob } from "../../src/jobs/job.ts";
import { JobFeed, type JobSnapshot } from "../../src/jobs/job-feed.ts";
import type { JobHandlers } from "../../src/jobs/job-handler.ts";
import type { AsyncJobQueue, JobRequest, WaitOutcome } from "../../src/jobs/job-queue.ts";
import type { CancelOutcome, ChangedJobs, InsertOutcome, JobPage, JobQuery } from "../../src/jobs/job-store.ts";

export class InMemoryJobQueue implements AsyncJobQueue {
  readonly feed = new JobFeed();
  readonly #handlers: JobHandlers;
  readonly #jobs = new Map<JobId, Job>();
  readonly #ends = new Map<JobId, Promise<void>>();
  #revision = 0;

  constructor({ handlers }: { readonly handlers: JobHandlers }) {
    this.#handlers = handlers;
  }

  async submit(request: JobRequest): Promise<JobId> {
    return (await this.enqueue(request)).job.id;
  }

  async enqueue(request: JobRequest): Promise<InsertOutcome> {
    const handler = this.#handlers[request.type];
    if (handler === undefined) throw new Error(`No handler runs jobs of the type "${request.type}"`);
    const now = new Date();
    const job: RunningJob = {
      id: randomUUID() as string as JobId,
      type: request.type,
      payload: request.payload,
      uniqueKey: request.uniqueKey ?? null,
      lane: request.lane ?? null,
      resumes: request.resumes ?? null,
      counts: handler.initialCounts,
      progress: null,
      attempt: 0,
      claim: 1,
      revision: 0,
      submittedAt: now,
      startedAt: now,
      ranMs: null,
      status: "running",
      worker: "memory",
      leaseExpiresAt: now,
      madeProgress: false,
      inHand: null,
      cancelRequestedAt: null,
    };
    this.#keep(job);
    const end = this.#run(job, handler);
    this.#ends.set(job.id, end);
    await end;
    return { job, isNew: true };
  }

  /** No job is ever pending. */
  goOn(): void {}

  async get(id: JobId): Promise<Job | null> {
    return this.#jobs.get(id) ?? null;
  }

  snapshot(job: Job): JobSnapshot {
    return { job, activity: null };
  }

  async list({ limit, statuses }: JobQuery): Promise<JobPage> {
    const newestFirst = [...this.#jobs.values()].toReversed();
    const matching = newestFirst.filter((job) => statuses === undefined || statuses.includes(job.status));
    return { jobs: matching.slice(0, limit), nextCursor: null };
  }

  async newestOf(uniqueKeys: readonly string[]): Promise<readonly Job[]> {
    return uniqueKeys.flatMap((key) => [...this.#jobs.values()].findLast((job) => job.uniqueKey === key) ?? []);
  }

  async latestRevision(): Promise<number> {
    return this.#revision;
  }

  async changedSince(revision: number, { limit }: { limit: number }): Promise<ChangedJobs> {
    const changed = [...this.#jobs.values()].filter((job) => job.revision > revision);
    const jobs = changed.toSorted((one, other) => one.revision - other.revision).slice(0, limit);
    return { jobs, next: jobs.at(-1)?.revision ?? revision, more: changed.length > limit };
  }

  async cancel(id: JobId): Promise<CancelOutcome> {
    const outcome = await this.wait(id);
    return outcome.kind === "ended" ? { kind: "already_ended", job: outcome.job } : { kind: "not_found" };
  }

  async cancelAll(): Promise<readonly []> {
    return [];
  }

  async wait(id: JobId): Promise<WaitOutcome> {
    await this.#ends.get(id);
    const job = this.#jobs.get(id);
    if (job === undefined) return { kind: "not_found" };
    return hasEnded(job) ? { kind: "ended", job } : { kind: "still_active", job };
  }

  async setAside(): Promise<readonly string[]> {
    return [];
  }

  async #run(job: RunningJob, handler: JobHandlers[string]): Promise<void> {
    const { signal } = new AbortController();
    const lease = { jobId: job.id, claim: job.claim };
    try {
      const onCommit = (committed: Job) => this.#keep(committed);
      const recordInHand = async (): Promise<void> => {};
      const context = { signal, lease, onProgress: () => {}, recordInHand, onCommit };
      const { stoppedEarly } = await handler.run(job, context);
      this.#keep({ ...job, status: "completed", finishedAt: new Date(), stoppedEarly, progress: 1 });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#keep({ ...job, status: "failed", finishedAt: new Date(), stoppedEarly: true, error: message });
    }
  }

  #keep(job: Job): void {
    this.#revision += 1;
    const kept = { ...job, revision: this.#revision };
    this.#jobs.set(job.id, kept);
    this.feed.publish(this.snapshot(kept));
  }
}
