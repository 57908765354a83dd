import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { texts } from "../../texts/texts.ts";
import { readingSummary } from "../reading-summary.ts";

const words = texts.checking.summary;

/**
 * The state or result of a check as a sentence; null if its numbers say enough.
 *
 * @param options.brokenBefore how many of its videos are broken, and were checked before
 */
export function checkSummary(job: JobJson, { brokenBefore }: { readonly brokenBefore: number }): string | null {
  const { checked = 0, broken = 0, skipped } = job.counts;
  return readingSummary(job, words, () => words.completed(checked, broken, skipped, brokenBefore));
}
