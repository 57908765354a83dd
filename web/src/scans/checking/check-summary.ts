import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { handledBy } from "../../live/forget-job.ts";
import { phaseOf } from "../../live/job-state.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.checking.summary;

/**
 * The state or result of a check as a sentence; null if its numbers say enough.
 *
 * @param options.brokenBefore how many of its videos are broken, and were checked before
 */
export function checkSummary(job: JobJson, { brokenBefore }: { readonly brokenBefore: number }): string | null {
  const { found, checked = 0, broken = 0, skipped } = job.counts;
  const done = handledBy(job);
  const phase = phaseOf(job);
  switch (phase) {
    case "running":
    case "pending":
      return null;
    case "cancelling":
      return words.cancelling;
    case "paused":
      return words.paused(done, found);
    case "completed":
      return words.completed(checked, broken, skipped, brokenBefore);
    case "failed":
    case "timeout":
      return found > 0 && done === 0 ? words.failedUnfinished : words.failed(done, found);
    case "cancelled":
      if (found === 0) return words.cancelledUnbegun;
      return done === 0 ? words.cancelledUnfinished : words.cancelled(done, found);
  }
}
