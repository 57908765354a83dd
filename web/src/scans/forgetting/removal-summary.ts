import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { phaseOf } from "../../live/job-state.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.forgetting;

/** The state or result of a removal as a sentence; null if its numbers say enough. */
export function removalSummary(job: JobJson): string | null {
  const { forgotten = 0, found } = job.counts;
  const phase = phaseOf(job);
  switch (phase) {
    case "running":
    case "pending":
      return null;
    case "cancelling":
      return words.summary.cancelling;
    case "paused":
      return words.summary.paused(forgotten, found);
    case "completed":
      return words.summary.completed(forgotten);
    case "failed":
    case "timeout":
      return words.summary.failed(forgotten, found);
    case "cancelled":
      return job.started_at === null ? words.summary.cancelledUnbegun : words.summary.cancelled(forgotten, found);
  }
}
