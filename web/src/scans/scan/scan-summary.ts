import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { handledBy } from "../../live/forget-job.ts";
import { hasReadNothing } from "../../live/has-read-nothing.ts";
import { doneOf, phaseOf } from "../../live/job-state.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.scans.scan.summary;

/** The state or result of a scan as a sentence; null if its numbers say enough. */
export function scanSummary(job: JobJson): string | null {
  const scanned = handledBy(job);
  const phase = phaseOf(job);
  switch (phase) {
    case "running":
    case "pending":
      return null;
    case "cancelling":
      return words[phase];
    case "paused":
      return words.paused(doneOf(job));
    case "completed":
      // Its state says so.
      if (hasReadNothing(job)) return null;
      return words.completed(scanned, job.counts.error_count);
    case "failed":
    case "timeout":
      return words[phase](scanned);
    case "cancelled":
      if (job.started_at === null) return words.cancelledUnbegun;
      if (job.result?.stopped_early === false) return words.cancelledAtEnd(scanned);
      return words.cancelled(doneOf(job));
  }
}
