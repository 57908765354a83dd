/**
 * The one transaction that writes what a scan found. At its end the counts in the job's row equal the rows that
 * the job wrote:
 *
 * - new + updated: the videos whose `job_id` it is
 * - error_count: the errors whose `job_id` it is
 * - missing: the videos whose `missing_job_id` it is
 *
 * They stay equal when a job is claimed again after a crash, as each commit adds to the counts just what it
 * changes of those rows. Only another job that writes the same video, or finds it missing or back, takes a row
 * away from what has been counted.
 */
import type { Job, Lease } from "../../jobs/job.ts";
import type { CommitOutcome, ScanBatch, ScanCounts } from "../../scanning/scan-library.ts";
import { jobFromRow, nextRevision } from "../jobs/job-rows.ts";
import type { CommitContext } from "./commit-context.ts";
import { forgetProblems, pathsWithErrors, writeProblems } from "./commit-problems.ts";
import { markMissing, writeVideos } from "./commit-videos.ts";
import { takeSample } from "./job-samples.ts";

/** See `ScanLibrary.commit`. */
export async function commitBatch(context: CommitContext, lease: Lease, batch: ScanBatch): Promise<CommitOutcome> {
  const before = await heldJob(context, lease);
  if (before === null) return { kind: "lost" };

  const errorsBefore = await pathsWithErrors(context, batch);
  const videos = await writeVideos(context, batch, errorsBefore);
  const errors = await writeProblems(context, batch, errorsBefore);
  const missing = await markMissing(context, batch.missing);
  await forgetProblems(context, batch.goneProblems);

  const old = (name: keyof ScanCounts): number => before.counts[name] ?? 0;
  const counts = {
    new: old("new") + videos.created,
    updated: old("updated") + videos.updated,
    skipped: batch.skipped + videos.superseded,
    missing: old("missing") - videos.foundAgain + missing,
    error_count: old("error_count") + errors,
  };
  const scanned = counts.new + counts.updated + counts.skipped + counts.error_count;
  // A run after the first finds anew what the ones before it have handled.
  const found = Math.max(batch.found, scanned);
  await takeSample(context, before, scanned);
  const job = await writeJob(context, before, { found, scanned, ...counts }, batch.progress);
  return { kind: "committed", job, superseded: videos.superseded };
}

/** The row of the job, if the lease is still held. */
async function heldJob({ transaction, differences }: CommitContext, lease: Lease): Promise<Job | null> {
  const row = await transaction
    .selectFrom("jobs")
    .selectAll()
    .where("id", "=", lease.jobId)
    .where("claim", "=", lease.claim)
    .where("status", "=", "running")
    .$if(differences.locksRows, (query) => query.forUpdate())
    .executeTakeFirst();
  return row === undefined ? null : jobFromRow(row);
}

async function writeJob(
  context: CommitContext,
  before: Job,
  counts: ScanCounts,
  progress: number | null,
): Promise<Job> {
  const row = await context.transaction
    .updateTable("jobs")
    .set({
      counts: JSON.stringify(counts),
      progress: progress === null ? before.progress : Math.max(before.progress ?? 0, progress),
      revision: nextRevision,
    })
    .where("id", "=", before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return jobFromRow(row);
}
