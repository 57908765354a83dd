import type { JobJson } from "../../../src/api/contract.ts";
import { expectedFiles } from "../live/job-state.ts";
import type { Done } from "../texts/en/scan-dialog.ts";

/** How far a job is, or was when it ended. */
export function doneOf(job: JobJson): Done {
  const expected = expectedFiles(job);
  // Once all directories have been listed, what is expected is what was found.
  return { scanned: job.counts.scanned, expected, about: expected !== job.counts.found };
}
