/**
 * A queue for tests of what uses queues: it runs a job to its end within `submit`, in the calling order, and keeps
 * nothing. `cancel` conforms but never stops anything: it finds every job ended, waiting for its end where it is
 * called while `submit` is still at it.
 */
import { randomUUID } from "node:crypto";
import {
  carryOut,
  claimed,
  completed,
  type EndedJob,
  failed,
  hasEnded,
  type Job,
  type JobId,
  type PendingJob,
  type RunningJob,
  type Transition,
} from "./job.ts";
import { JobFeed, type JobSnapshot } from "./job-feed.ts";
import type { JobHandler, JobHandlers } from "./job-handler.ts";
import type { AsyncJobQueue, CancelOutcome, JobRequest, WaitOutcome } from "./job-queue.ts";
import { InvalidCursor, type JobPage, type JobQuery } from "./job-store.ts";
import { endResult } from "./run-job.ts";
import { waitForEnd } from "./wait-for-end.ts";

export interface InMemoryJobQueueOptions {
  readonly handlers: JobHandlers;
  readonly now?: () => Date;
  readonly newId?: () => JobId;
}

export class InMemoryJobQueue implements AsyncJobQueue {
  readonly feed = new JobFeed();
  readonly #jobs = new Map<JobId, Job>();
  readonly #handlers: JobHandlers;
  readonly #now: () => Date;
  readonly #newId: () => JobId;
  #revision = 0;

  constructor(options: InMemoryJobQueueOptions) {
    this.#handlers = options.handlers;
    this.#now = options.now ?? (() => new Date());
    this.#newId = options.newId ?? (() => randomUUID() as string as JobId);
  }

  async submit(request: JobRequest): Promise<JobId> {
    const handler = this.#handlers[request.type];
    if (handler === undefined) throw new Error(`No handler runs jobs of the type "${request.type}"`);
    const active = [...this.#jobs.values()].find((job) => !hasEnded(job) && job.uniqueKey === request.uniqueKey);
    if (active !== undefined && request.uniqueKey !== undefined) return active.id;
    const job = this.#keep(this.#newJob(request, handler));
    const now = this.#now();
    const running = this.#apply(job, claimed(job, { worker: "memory", leaseExpiresAt: now, now }));
    this.#apply(running, await this.#work(running, handler));
    return job.id;
  }

  async get(id: JobId): Promise<Job | null> {
    return this.#jobs.get(id) ?? null;
  }

  snapshot(job: Job): JobSnapshot {
    return { job, activity: null };
  }

  async list(query: JobQuery): Promise<JobPage> {
    const { limit, cursor } = query;
    const newestFirst = [...this.#jobs.values()].toReversed();
    const start = cursor === undefined ? 0 : newestFirst.findIndex((job) => job.id === cursor) + 1;
    if (cursor !== undefined && start === 0) throw new InvalidCursor();
    const matching = newestFirst.slice(start).filter((job) => matches(job, query));
    const jobs = matching.slice(0, limit);
    return { jobs, nextCursor: matching.length > limit ? (jobs.at(-1)?.id ?? null) : null };
  }

  async changedSince(revision: number, { limit }: { limit: number }): Promise<readonly Job[]> {
    const changed = [...this.#jobs.values()].filter((job) => job.revision > revision);
    return changed.toSorted((one, other) => one.revision - other.revision).slice(0, limit);
  }

  async cancel(id: JobId): Promise<CancelOutcome> {
    const outcome = await this.wait(id);
    return outcome.kind === "ended" ? { kind: "already_ended", job: outcome.job } : { kind: "not_found" };
  }

  async cancelAll(): Promise<readonly []> {
    return [];
  }

  wait(id: JobId, options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<WaitOutcome> {
    return waitForEnd(this, id, options);
  }

  async setProgress(id: JobId, progress: number): Promise<void> {
    const job = this.#jobs.get(id);
    if (job?.status === "running") this.#keep({ ...job, progress: Math.max(job.progress ?? 0, progress) });
  }

  #newJob(request: JobRequest, handler: JobHandler): PendingJob {
    return {
      id: this.#newId(),
      type: request.type,
      payload: request.payload,
      uniqueKey: request.uniqueKey ?? null,
      resumes: request.resumes ?? null,
      counts: handler.initialCounts,
      progress: null,
      attempt: 0,
      claim: 0,
      revision: 0,
      submittedAt: this.#now(),
      startedAt: null,
      status: "pending",
      cancelRequestedAt: null,
    };
  }

  async #work(job: RunningJob, handler: JobHandler): Promise<Transition<EndedJob>> {
    try {
      const { result, stoppedEarly } = await handler.run(job, {
        signal: new AbortController().signal,
        lease: { jobId: job.id, claim: job.claim },
        moved: () => {},
        wrote: (written) => this.#keep(written),
      });
      const now = this.#now();
      return completed(job, { result: endResult(job, result, stoppedEarly, now), now });
    } catch (error) {
      const now = this.#now();
      const message = error instanceof Error ? error.message : String(error);
      return failed(job, { result: endResult(job, await handler.salvage(job), true, now), error: message, now });
    }
  }

  #apply<To extends Job>(job: Job, transition: Transition<To>): To {
    const changed = carryOut(this.#jobs.get(job.id) ?? job, transition, 0);
    if (changed === null) throw new Error(`Job ${job.id} cannot leave the state "${job.status}" in this way`);
    return this.#keep(changed);
  }

  #keep<Kept extends Job>(job: Kept): Kept {
    this.#revision += 1;
    const kept = { ...job, revision: this.#revision };
    this.#jobs.set(job.id, kept);
    this.feed.publish(this.snapshot(kept));
    return kept;
  }
}

function matches(job: Job, { statuses, payload }: JobQuery): boolean {
  if (statuses !== undefined && !statuses.includes(job.status)) return false;
  if (payload === undefined) return true;
  const value = job.payload[payload.key];
  return typeof value === "string" && asciiLowerCase(value).includes(asciiLowerCase(payload.contains));
}

function asciiLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
