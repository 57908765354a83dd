import type { DuplicatesJson } from "../../../../src/api/contract/duplicates.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { handledBy } from "../../live/forget-job.ts";
import { phaseOf } from "../../live/job-state.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.comparing.summary;

/**
 * The state or result of a comparison as a sentence; null if its numbers say enough.
 *
 * @param totals of the groups of files that it was about, as they are now. Default: unknown
 */
export function comparisonSummary(job: JobJson, totals?: DuplicatesJson["totals"]): string | null {
  const { found, compared = 0 } = job.counts;
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
      return [words.completed(compared), ...(totals === undefined ? [] : [words.equal(totals)])].join(" ");
    case "failed":
    case "timeout":
      return found > 0 && done === 0 ? words.failedUnfinished : words.failed(done, found);
    case "cancelled":
      if (found === 0) return words.cancelledUnbegun;
      return done === 0 ? words.cancelledUnfinished : words.cancelled(done, found);
  }
}
