import { hasEnded } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { TotalsByDirectory, VideoLibrary } from "../library/video-library.ts";

/** For how long an answer is given again while jobs that run change videos, in milliseconds. */
const freshMs = 1_000;

/** The same as a multiple of the time that the answer took: a scan leaves most of the database's time to others. */
const freshTimes = 5;

/**
 * For how long an answer is given again while no job changes, in milliseconds. Another process may remove videos without a
 * job.
 */
const keptMs = 10_000;

/** If more jobs than these have changed, videos are counted anew. */
const mostChanged = 100;

export interface TotalsOfAll extends TotalsByDirectory {
  /** See `VideoLibrary.problemCounts`. */
  readonly problems: readonly number[];
}

interface Answer {
  readonly paths: string;
  /** The revision of the jobs before the answer was read. */
  readonly revision: number;
  readonly askedAt: number;
  /** Null while the answer is being read. */
  tookMs: number | null;
  readonly totals: Promise<TotalsOfAll>;
}

/**
 * How many videos and problems are in the directories of the library. Each answer needs all videos, so it is kept for a
 * moment, and until something changes. Requests at the same time share one answer.
 */
export class TotalsOfRoots {
  readonly #videos: Pick<VideoLibrary, "totals" | "problemCounts">;
  readonly #queue: Pick<AsyncJobQueue, "changedSince" | "latestRevision">;
  readonly #now: () => number;
  #answer: Answer | null = null;

  /** @param parts.now a steady clock in milliseconds. Default: the system's */
  constructor(parts: {
    readonly videos: Pick<VideoLibrary, "totals" | "problemCounts">;
    readonly queue: Pick<AsyncJobQueue, "changedSince" | "latestRevision">;
    readonly now?: () => number;
  }) {
    this.#videos = parts.videos;
    this.#queue = parts.queue;
    this.#now = parts.now ?? (() => performance.now());
  }

  /** @param paths as `VideoLibrary.totals` takes them */
  async of(paths: readonly string[]): Promise<TotalsOfAll> {
    const key = JSON.stringify(paths);
    const kept = this.#answer;
    if (kept?.paths === key && (await this.#holds(kept))) return kept.totals;
    const revision = await this.#queue.latestRevision();
    // Another request may have begun to count meanwhile.
    if (this.#answer !== kept && this.#answer?.paths === key) return this.of(paths);
    const askedAt = this.#now();
    const totals = this.#count(paths);
    const answer: Answer = { paths: key, revision, askedAt, tookMs: null, totals };
    this.#answer = answer;
    try {
      return await totals;
    } catch (error) {
      if (this.#answer === answer) this.#answer = null;
      throw error;
    } finally {
      answer.tookMs = this.#now() - answer.askedAt;
    }
  }

  /** The same library. After a removal by it, videos are counted anew. */
  countingAnew(library: VideoLibrary): VideoLibrary {
    const forget: VideoLibrary["forget"] = async (which) => {
      const forgotten = await library.forget(which);
      this.#answer = null;
      return forgotten;
    };
    return new Proxy(library, {
      get(target, name): unknown {
        return name === "forget" ? forget : Reflect.get(target, name, target);
      },
    });
  }

  async #count(paths: readonly string[]): Promise<TotalsOfAll> {
    const [totals, problems] = await Promise.all([this.#videos.totals(paths), this.#videos.problemCounts(paths)]);
    return { ...totals, problems };
  }

  async #holds({ askedAt, tookMs, revision }: Answer): Promise<boolean> {
    const age = tookMs === null ? 0 : this.#now() - askedAt - tookMs;
    if (age > keptMs) return false;
    const { jobs, more } = await this.#queue.changedSince(revision, { limit: mostChanged });
    if (jobs.length === 0) return true;
    // After the end of a scan, people look at what it has found.
    return !more && !jobs.some(hasEnded) && age < Math.max(freshMs, freshTimes * (tookMs ?? 0));
  }
}
