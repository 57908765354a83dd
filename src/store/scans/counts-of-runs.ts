import type { Counts } from "../../jobs/job.ts";
import type { ScanBatch, ScanCounts } from "../../scanning/scan-library.ts";

type OfRuns = Pick<ScanCounts, "found" | "skipped" | "unreadable">;

/**
 * The counts of a job that no rows tell: the files that its runs have found, and those that they have passed over.
 *
 * A run of a job that goes on meets the same files again, and counts them from zero. Until it has come as far as the runs
 * before it, the counts of those hold: they have handled these files, and a cancel may end the job at any moment. A file that
 * was changed in between counts once, among those that were read: so the counts of earlier runs hold only as far as all
 * handled files are among the files that were found. A run that has seen everything knows all counts by itself.
 *
 * @param run what the present run has counted so far
 * @param job.before the counts before this commit
 * @param job.written how many files have rows of the job
 */
export function countsOfRuns(
  run: Pick<ScanBatch, keyof OfRuns | "seesAll">,
  { before, written }: { readonly before: Counts; readonly written: number },
): OfRuns {
  if (run.seesAll === true) return run;
  const { found: foundBefore = 0, skipped: skippedBefore = 0, unreadable: unreadableBefore = 0 } = before;
  const found = Math.max(run.found, foundBefore);
  const room = found - written;
  const skipped = Math.max(run.skipped, Math.min(skippedBefore, room - run.unreadable));
  const unreadable = Math.max(run.unreadable, Math.min(unreadableBefore, room - skipped));
  return { found, skipped, unreadable };
}
