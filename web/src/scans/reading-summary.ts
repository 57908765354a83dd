import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { handledBy } from "../live/forget-job.ts";
import { phaseOf } from "../live/job-state.ts";

interface SummaryWords {
  readonly cancelling: string;
  readonly paused: (done: number, all: number) => string;
  readonly failed: (done: number, all: number) => string;
  readonly failedUnfinished: string;
  readonly cancelled: (done: number, all: number) => string;
  readonly cancelledUnbegun: string;
  readonly cancelledUnfinished: string;
}

/**
 * The state or result of a job that reads whole files as a sentence; null if its numbers say enough.
 *
 * @param completed what came of it, when it has read all of them
 */
export function readingSummary(job: JobJson, words: SummaryWords, completed: () => string): string | null {
  const { found } = job.counts;
  const done = handledBy(job);
  switch (phaseOf(job)) {
    case "running":
    case "pending":
      return null;
    case "cancelling":
      return words.cancelling;
    case "paused":
      return words.paused(done, found);
    case "completed":
      return completed();
    case "failed":
    case "timeout":
      return found > 0 && done === 0 ? words.failedUnfinished : words.failed(done, found);
    case "cancelled":
      if (found === 0) return words.cancelledUnbegun;
      return done === 0 ? words.cancelledUnfinished : words.cancelled(done, found);
  }
}
