import { hasEnded } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { oldestCountsMs } from "./contract/age-of-counts.ts";

/** For how long an answer is given again while jobs that run change videos, in milliseconds. */
const freshMs = 1_000;

/** The same as a multiple of the time that the answer took: a scan leaves most of the database's time to others. */
const freshTimes = 5;

/** If more jobs than these have changed, videos are counted anew. */
const mostChanged = 100;

export interface KeptCountsParts {
  readonly queue: Pick<AsyncJobQueue, "changedSince" | "latestRevision">;
  /** A steady clock in milliseconds. Default: the system's. */
  readonly now?: () => number;
}

interface Answer<Counts> {
  /** The revision of the jobs before the answer was read. */
  readonly revision: number;
  readonly askedAt: number;
  /** Null while the answer is being read. */
  tookMs: number | null;
  readonly counts: Promise<Counts>;
}

/**
 * Counts of many videos, or of all. They are expensive, so each answer is kept for a moment, and until something changes.
 * Requests at the same time share one answer.
 */
export class KeptCounts<Counts> {
  readonly #count: (key: string) => Promise<Counts>;
  readonly #queue: Pick<AsyncJobQueue, "changedSince" | "latestRevision">;
  readonly #now: () => number;
  readonly #most: number;
  /** By their keys, the oldest answer first. */
  readonly #answers = new Map<string, Answer<Counts>>();

  /**
   * @param parts.count reads the counts that a key names
   * @param parts.most of how many keys the answers are kept. Default: 1
   */
  constructor(parts: KeptCountsParts & { readonly count: (key: string) => Promise<Counts>; readonly most?: number }) {
    this.#count = parts.count;
    this.#queue = parts.queue;
    this.#most = parts.most ?? 1;
    this.#now = parts.now ?? (() => performance.now());
  }

  async of(key: string): Promise<Counts> {
    const kept = this.#answers.get(key);
    if (kept !== undefined && (await this.#holds(kept))) return kept.counts;
    const revision = await this.#queue.latestRevision();
    const now = this.#answers.get(key);
    // Another request may have begun to count meanwhile.
    if (now !== undefined && now !== kept) return this.of(key);
    const askedAt = this.#now();
    const counts = this.#count(key);
    const answer: Answer<Counts> = { revision, askedAt, tookMs: null, counts };
    this.#keep(key, answer);
    try {
      return await counts;
    } catch (error) {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
      throw error;
    } finally {
      answer.tookMs = this.#now() - answer.askedAt;
    }
  }

  /** Counts anew from now on. */
  forget(): void {
    this.#answers.clear();
  }

  #keep(key: string, answer: Answer<Counts>): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#most && oldest !== undefined) this.#answers.delete(oldest);
  }

  async #holds({ askedAt, tookMs, revision }: Answer<Counts>): Promise<boolean> {
    const age = tookMs === null ? 0 : this.#now() - askedAt - tookMs;
    // Another process may also remove videos without a job.
    if (age > oldestCountsMs) return false;
    const { jobs, more } = await this.#queue.changedSince(revision, { limit: mostChanged });
    if (jobs.length === 0) return true;
    // After the end of a scan, people look at what it has found.
    return !more && !jobs.some(hasEnded) && age < Math.max(freshMs, freshTimes * (tookMs ?? 0));
  }
}
