import type { Said } from "../sentences/say.ts";
import { hasEnded, type Job, type JobId } from "./job.ts";

/** A job, with facts that only the process that runs it knows. */
export interface JobSnapshot {
  readonly job: Job;
  /** The work that the handler has in hand, such as the path of a file; null if the job does not run here. */
  readonly activity: string | Said | null;
}

export interface JobSubscription {
  /** Ends the iteration, without throwing. */
  readonly signal: AbortSignal;
  /** Only snapshots of this job. */
  readonly jobId?: JobId;
  /** Only ended jobs. Default false. */
  readonly endsOnly?: boolean;
  /** The shortest time between two snapshots of one job, in milliseconds. The end of a job does not wait. Default 0. */
  readonly minIntervalMs?: number;
}

/** Snapshots of a job can arrive out of order only while the job runs, so this must exceed the number of running jobs. */
const jobsRemembered = 1_000;

/**
 * Publishes every change of a job to all listeners.
 *
 * A listener holds at most one snapshot of each job, the newest. A slow or deaf listener costs nothing, and misses only
 * snapshots that a newer one replaced. The end of a job is never replaced.
 */
export class JobFeed {
  readonly #listeners = new Set<Listener>();
  /** The last published revision of each job, in the order of publishing. */
  readonly #published = new Map<JobId, number>();

  /**
   * The revision up to which nothing can appear any more: no listener has missed a change up to there. Null if this process
   * makes all changes, so that each listener sees them in the order of their revisions.
   */
  settledRevision: number | null = null;

  /** The number of listeners. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Ignores a state that is older than the last published one: changes may arrive out of order. */
  publish(snapshot: JobSnapshot): void {
    const { id, revision } = snapshot.job;
    if ((this.#published.get(id) ?? 0) > revision) return;
    this.#published.delete(id);
    this.#published.set(id, revision);
    for (const oldest of this.#published.keys()) {
      if (this.#published.size <= jobsRemembered) break;
      this.#published.delete(oldest);
    }
    for (const listener of this.#listeners) listener.offer(snapshot);
  }

  /**
   * Changes from the moment of this call (not from the first read) until `signal` aborts. Unread snapshots are dropped
   * when `signal` aborts.
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
  /** The newest unread snapshot of each job, in the order of publishing. */
  readonly #waiting = new Map<JobId, JobSnapshot>();
  /** When each job that has not ended was last read. */
  readonly #readAt = new Map<JobId, number>();
  /** Set while a reader waits. */
  #sleep: { readonly wake: () => void; readonly until: number } | null = null;
  #done = false;

  constructor(subscription: JobSubscription, leave: () => void) {
    this.#subscription = subscription;
    this.#leave = leave;
    if (subscription.signal.aborted) this.#done = true;
    else subscription.signal.addEventListener("abort", this.#close, { once: true });
  }

  get jobId(): JobId | undefined {
    return this.#subscription.jobId;
  }

  offer(snapshot: JobSnapshot): void {
    const { job } = snapshot;
    if (this.jobId !== undefined && this.jobId !== job.id) return;
    if (this.#subscription.endsOnly === true && !hasEnded(job)) return;
    // Delete first: a changed job goes to the end of the order.
    this.#waiting.delete(job.id);
    this.#waiting.set(job.id, snapshot);
    // A reader whose timer ends no later than this snapshot is due is not woken for every change.
    if (this.#sleep !== null && this.#dueAt(job) < this.#sleep.until) this.#sleep.wake();
  }

  async next(): Promise<IteratorResult<JobSnapshot>> {
    while (!this.#done) {
      const { ready, nextDueAt } = this.#pick();
      if (ready !== null) return { done: false, value: ready };
      await this.#waitUntil(nextDueAt);
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

  /** The first waiting snapshot that is due, or the time when the next one is due. */
  #pick(): { ready: JobSnapshot | null; nextDueAt: number } {
    const now = performance.now();
    let nextDueAt = Infinity;
    for (const [id, snapshot] of this.#waiting) {
      const dueAt = this.#dueAt(snapshot.job);
      if (dueAt <= now) {
        this.#waiting.delete(id);
        if (hasEnded(snapshot.job)) this.#readAt.delete(id);
        else this.#readAt.set(id, now);
        return { ready: snapshot, nextDueAt };
      }
      nextDueAt = Math.min(nextDueAt, dueAt);
    }
    return { ready: null, nextDueAt };
  }

  #dueAt(job: Job): number {
    if (hasEnded(job)) return -Infinity;
    return (this.#readAt.get(job.id) ?? -Infinity) + (this.#subscription.minIntervalMs ?? 0);
  }

  /** Sleeps until `until`, or until a snapshot is due earlier. */
  async #waitUntil(until: number): Promise<void> {
    const { promise, resolve: wake } = Promise.withResolvers<void>();
    this.#sleep = { wake, until };
    const timer = until === Infinity ? undefined : setTimeout(wake, Math.ceil(until - performance.now()));
    await promise;
    clearTimeout(timer);
    this.#sleep = null;
  }

  readonly #close = (): void => {
    this.#done = true;
    this.#subscription.signal.removeEventListener("abort", this.#close);
    this.#waiting.clear();
    this.#leave();
    this.#sleep?.wake();
  };
}
