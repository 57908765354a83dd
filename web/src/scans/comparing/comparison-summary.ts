import type { DuplicatesJson } from "../../../../src/api/contract/duplicates.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { texts } from "../../texts/texts.ts";
import { readingSummary } from "../reading-summary.ts";

const words = texts.comparing.summary;

/**
 * The state or result of a comparison as a sentence; null if its numbers say enough.
 *
 * @param totals of the groups of files that it was about, as they are now. Default: unknown
 */
export function comparisonSummary(job: JobJson, totals?: DuplicatesJson["totals"]): string | null {
  const { compared = 0 } = job.counts;
  return readingSummary(job, words, () =>
    [words.completed(compared), ...(totals === undefined ? [] : [words.equal(totals)])].join(" "),
  );
}
