import { setTimeout as delay } from "node:timers/promises";
import type { Job } from "./job.ts";
import type { JobFeed } from "./job-feed.ts";
import type { JobStore } from "./job-store.ts";

export interface FollowSettings {
  readonly store: Pick<JobStore, "changedSince" | "latestRevision">;
  readonly feed: Pick<JobFeed, "size" | "settledRevision">;
  /** Gets every job that has changed, also by this process. */
  readonly onChange: (job: Job) => void;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** How often changes are read while somebody listens, in milliseconds. */
const everyMs = 200;
/** How often changes are read while nobody does: so a new listener does not begin with many. */
const everyMsUnheard = 2_000;
const pageSize = 200;

/**
 * Reads the changes that other processes make, for all listeners of this process, until `signal` aborts. One reader is
 * enough, however many listen.
 */
export async function followOtherProcesses(settings: FollowSettings): Promise<void> {
  const { store, feed, onChange, signal, onError } = settings;
  let next: number | null = null;
  let readAt = -Infinity;
  while (!signal.aborted) {
    const isDue = performance.now() - readAt >= (feed.size > 0 ? everyMs : everyMsUnheard);
    if (isDue) {
      readAt = performance.now();
      try {
        next = next === null ? await store.latestRevision() : await readChanges(next, store, onChange);
        feed.settledRevision = next;
      } catch (error) {
        onError(error);
      }
    }
    await delay(everyMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

async function readChanges(
  from: number,
  store: FollowSettings["store"],
  onChange: (job: Job) => void,
): Promise<number> {
  for (let next = from; ; ) {
    const changed = await store.changedSince(next, { limit: pageSize });
    for (const job of changed.jobs) onChange(job);
    next = changed.next;
    if (!changed.more) return next;
  }
}
