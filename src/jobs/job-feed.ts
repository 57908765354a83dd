import { hasEnded, type Job, type JobId } from "./job.ts";

/** A job with what only the process that runs it knows. */
export interface JobSnapshot {
  readonly job: Job;
  /** What its handler has at hand, such as a file's path; null when it does not run here. */
  readonly activity: string | null;
}

export interface JobSubscription {
  /** Ends the iteration, without throwing. */
  readonly signal: AbortSignal;
  /** Only this job. */
  readonly jobId?: JobId;
  /** How long at least between two snapshots of one job, in milliseconds; its end is told at once. Default 0. */
  readonly minIntervalMs?: number;
}

/** A state can only be overtaken while its job is at work, so this has to exceed the number of jobs at work. */
const jobsRemembered = 1_000;

/**
 * Tells every change of a job to whoever listens.
 *
 * A listener holds at most one snapshot a job, the newest: one that is slow, or never reads, costs nothing and
 * misses only what has been overtaken. The end of a job is never overtaken.
 */
export class JobFeed {
  readonly #listeners = new Set<Listener>();
  /** The revision last told of each job, the most recently told last; for as many as can still be overtaken. */
  readonly #told = new Map<JobId, number>();

  /** How many listen. */
  get size(): number {
    return this.#listeners.size;
  }

  /** A state older than one that was told already is passed over: changes may arrive out of order. */
  publish(snapshot: JobSnapshot): void {
    const { id, revision } = snapshot.job;
    if ((this.#told.get(id) ?? 0) > revision) return;
    this.#told.delete(id);
    this.#told.set(id, revision);
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= jobsRemembered) break;
      this.#told.delete(oldest);
    }
    for (const listener of this.#listeners) listener.offer(snapshot);
  }

  /**
   * Changes from the moment of this call on (not from the first read), until `signal` aborts.
   * A snapshot that is still waiting when it aborts is dropped.
   */
  subscribe(subscription: JobSubscription): AsyncIterableIterator<JobSnapshot> {
    const listener = new Listener(subscription, () => this.#listeners.delete(listener));
    if (!subscription.signal.aborted) this.#listeners.add(listener);
    return listener;
  }
}

class Listener implements AsyncIterableIterator<JobSnapshot> {
  readonly #subscription: JobSubscription;
  readonly #leave: () => void;
  /** The newest unread snapshot of each job, the one told first in front. */
  readonly #waiting = new Map<JobId, JobSnapshot>();
  /** When a job was last read, for those that have not ended. */
  readonly #readAt = new Map<JobId, number>();
  #wake: (() => void) | null = null;
  #done = false;

  constructor(subscription: JobSubscription, leave: () => void) {
    this.#subscription = subscription;
    this.#leave = leave;
    if (subscription.signal.aborted) this.#done = true;
    else subscription.signal.addEventListener("abort", this.#close, { once: true });
  }

  offer(snapshot: JobSnapshot): void {
    const { id } = snapshot.job;
    if (this.#subscription.jobId !== undefined && this.#subscription.jobId !== id) return;
    // Anew at the end: what was told later is read later.
    this.#waiting.delete(id);
    this.#waiting.set(id, snapshot);
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<JobSnapshot>> {
    while (!this.#done) {
      const { ready, dueInMs } = this.#pick();
      if (ready !== null) return { done: false, value: ready };
      await this.#change(dueInMs);
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<JobSnapshot>> {
    this.#close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The first waiting snapshot whose time has come, or how long until the next one's has. */
  #pick(): { ready: JobSnapshot | null; dueInMs: number | null } {
    const minIntervalMs = this.#subscription.minIntervalMs ?? 0;
    const now = performance.now();
    let dueInMs: number | null = null;
    for (const [id, snapshot] of this.#waiting) {
      const ended = hasEnded(snapshot.job);
      const wait = ended ? 0 : (this.#readAt.get(id) ?? -Infinity) + minIntervalMs - now;
      if (wait <= 0) {
        this.#waiting.delete(id);
        if (ended) this.#readAt.delete(id);
        else this.#readAt.set(id, now);
        return { ready: snapshot, dueInMs: null };
      }
      dueInMs = Math.min(dueInMs ?? wait, wait);
    }
    return { ready: null, dueInMs };
  }

  async #change(dueInMs: number | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = dueInMs === null ? null : setTimeout(resolve, Math.ceil(dueInMs));
    await promise;
    if (timer !== null) clearTimeout(timer);
    this.#wake = null;
  }

  readonly #close = (): void => {
    this.#done = true;
    this.#subscription.signal.removeEventListener("abort", this.#close);
    this.#waiting.clear();
    this.#leave();
    this.#wake?.();
  };
}
