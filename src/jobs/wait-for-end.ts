import { setTimeout as delay } from "node:timers/promises";
import { hasEnded, type Job, type JobId } from "./job.ts";
import type { JobFeed, JobSnapshot } from "./job-feed.ts";
import type { WaitOutcome } from "./job-queue.ts";

/** How often the row is read besides listening, as another process may be the one that ends the job. */
const rereadMs = 1_000;

/**
 * Waits until a job has ended: listens first and reads then, so that no end falls in between.
 *
 * @param options.timeoutMs how long to wait; forever where it is left out
 * @throws `options.signal.reason` once that signal aborts
 */
export async function waitForEnd(
  queue: { readonly feed: JobFeed; get(id: JobId): Promise<Job | null> },
  id: JobId,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<WaitOutcome> {
  const { timeoutMs, signal } = options;
  signal?.throwIfAborted();
  const listening = new AbortController();
  const stop = () => listening.abort();
  signal?.addEventListener("abort", stop, { once: true });
  const timer = timeoutMs === undefined ? null : setTimeout(stop, timeoutMs);
  const heardOfEnd = firstEnd(queue.feed.subscribe({ jobId: id, signal: listening.signal }));
  try {
    for (;;) {
      const job = await queue.get(id);
      signal?.throwIfAborted();
      if (job === null) return { kind: "not_found" };
      if (hasEnded(job)) return { kind: "ended", job };
      if (listening.signal.aborted) return { kind: "still_active", job };
      await Promise.race([heardOfEnd, pause(rereadMs, listening.signal)]);
    }
  } finally {
    if (timer !== null) clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

async function firstEnd(changes: AsyncIterable<JobSnapshot>): Promise<void> {
  for await (const { job } of changes) if (hasEnded(job)) return;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
