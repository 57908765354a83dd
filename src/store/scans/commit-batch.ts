/**
 * The one transaction that writes a batch of a scan. When it ends, the counts in the job's row equal the rows that
 * the job wrote:
 *
 * - new + updated: the videos whose `job_id` is this job
 * - error_count: the errors whose `job_id` is this job; directory_errors: those of them that are about directories
 * - missing: the videos whose `missing_job_id` is this job
 *
 * The counts stay equal when a job is claimed again after a crash, because each commit adds exactly what it changes of
 * those rows. Later writers take rows away without changing the counts: another job that writes the same video, or
 * that finds it missing or back, and a person who removes the video from the library.
 */

import { naturalSortKey } from "../../files/natural-order.ts";
import type { Job, Lease } from "../../jobs/job.ts";
import { isAboutDirectory } from "../../scanning/directory-problems.ts";
import type { CommitOutcome, ScanBatch, ScanCounts } from "../../scanning/scan-library.ts";
import { directoryOf } from "../directory-range.ts";
import { jobFromRow } from "../jobs/job-rows.ts";
import { isCurrent } from "../schema.ts";
import { storableText } from "../storable-text.ts";
import type { CommitContext, LockedRows } from "./commit-context.ts";
import { withPathsThatFit } from "./fit-paths.ts";
import { byPath, lockInOrder } from "./lock-in-order.ts";
import { takeSample } from "./take-sample.ts";
import { markMissing, writeVideos } from "./write-videos.ts";

/**
 * See `ScanLibrary.commit`.
 *
 * @param options.isPart whether the batch is a part of a scan that another process coordinates. The numbers of files that
 *   were found and skipped are then left to the coordinator. Default false
 * @returns also the numbers of the known videos that were written again
 */
export async function commitBatch(
  transaction: CommitContext,
  lease: Lease,
  batch: ScanBatch,
  { isPart = false }: { readonly isPart?: boolean } = {},
): Promise<{ readonly outcome: CommitOutcome; readonly changed: readonly number[] }> {
  const seen = await heldJob(transaction, lease);
  if (seen === null) return { outcome: { kind: "lost" }, changed: [] };

  const { locksRows, longestPath } = transaction.differences;
  const whole = withoutRepeats(longestPath === null ? batch : withPathsThatFit(batch, longestPath));
  const locked = locksRows ? await lockInOrder(transaction, whole) : null;
  const context = { ...transaction, locked };
  const found = locked === null ? whole : withLockedVideos(whole, locked);
  const withErrors = await pathsWithErrors(context, found);
  const videos = await writeVideos(context, found, withErrors.current);
  // First, because a path can have a new problem after its old one is gone.
  await forgetProblems(context, found.goneProblems);
  const errors = await writeProblems(context, found, withErrors);
  const missing = await markMissing(context, found.missing);

  const before = await lockedJob(context, lease, seen);
  const old = (name: keyof ScanCounts): number => before.counts[name] ?? 0;
  const counts = {
    new: old("new") + videos.created,
    updated: old("updated") + videos.updated,
    skipped: isPart ? old("skipped") : found.skipped + videos.superseded,
    unreadable: isPart ? old("unreadable") : found.unreadable,
    missing: old("missing") - videos.foundAgain + missing,
    error_count: old("error_count") + errors.all,
    directory_errors: old("directory_errors") + errors.ofDirectories,
  };
  const scanned = counts.new + counts.updated + counts.skipped + counts.unreadable + counts.error_count;
  await takeSample(context, { startedAt: before.startedAt, scanned });
  // A run after the first finds again the files that the runs before it have handled.
  const written = { found: Math.max(isPart ? old("found") : found.found, scanned), scanned, ...counts };
  const madeProgress = videos.created + videos.updated + missing > 0 || errors.all !== 0;
  const job = await writeJob(context, before, { counts: written, progress: batch.progress, madeProgress });
  return { outcome: { kind: "committed", job, superseded: videos.superseded }, changed: videos.changed };
}

/** The batch with each path once among its videos and once among its problems: the last one counts. */
function withoutRepeats(batch: ScanBatch): ScanBatch {
  return {
    ...batch,
    videos: [...new Map(batch.videos.map((video) => [video.file.path, video])).values()],
    problems: [...new Map(batch.problems.map((problem) => [problem.path, problem])).values()],
  };
}

/** The batch without changes of videos that are not there, or have appeared after the locks were taken. */
function withLockedVideos(batch: ScanBatch, { videoPaths }: LockedRows): ScanBatch {
  return {
    ...batch,
    present: batch.present.filter(({ path }) => videoPaths.has(path)),
    missing: batch.missing.filter((path) => videoPaths.has(path)),
  };
}

/** The lease was lost while the transaction wrote. The transaction must be rolled back. */
export class LeaseLostMeanwhile extends Error {
  override readonly name = "LeaseLostMeanwhile";
  readonly code = "LEASE_LOST";
}

/** The job, if the lease is still held. */
async function heldJob(
  { transaction }: CommitContext,
  lease: Lease,
  { andLock = false }: { readonly andLock?: boolean } = {},
): Promise<Job | null> {
  const row = await transaction
    .selectFrom("jobs")
    .selectAll()
    .where("id", "=", lease.jobId)
    .where("claim", "=", lease.claim)
    .where("status", "=", "running")
    .$if(andLock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row === undefined ? null : jobFromRow(row);
}

/**
 * The job as it is until the transaction ends. Where writers run at the same time, its row is locked only now: a cancel
 * waits for the last statements of a commit, and not for all of its rows.
 *
 * @param seen the job at the beginning of the transaction
 * @throws LeaseLostMeanwhile
 */
async function lockedJob(context: CommitContext, lease: Lease, seen: Job): Promise<Job> {
  if (!context.differences.locksRows) return seen;
  const job = await heldJob(context, lease, { andLock: true });
  if (job === null) throw new LeaseLostMeanwhile(`The lease of job ${lease.jobId} was lost during a commit`);
  return job;
}

async function writeJob(
  context: CommitContext,
  before: Job,
  after: { readonly counts: ScanCounts; readonly progress: number | null; readonly madeProgress: boolean },
): Promise<Job> {
  const { counts, progress, madeProgress } = after;
  const row = await context.transaction
    .updateTable("jobs")
    .set({
      counts: JSON.stringify(counts),
      progress: progress === null ? before.progress : Math.max(before.progress ?? 0, progress),
      revision: context.differences.nextRevision,
      ...(madeProgress && { progressed_claim: before.claim }),
    })
    .where("id", "=", before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return jobFromRow(row);
}

/** Paths of a batch for which errors were written before. */
interface PathsWithErrors {
  /** The library remembers an error of the path, whichever job wrote it. */
  readonly current: ReadonlySet<string>;
  /** The errors of the paths that this job has written, current or not. */
  readonly ofThisJob: readonly { readonly path: string; readonly code: string }[];
}

/** One query, because most batches have no such paths. */
async function pathsWithErrors(
  { transaction, differences, jobId, locked }: CommitContext,
  { videos, problems }: ScanBatch,
): Promise<PathsWithErrors> {
  const paths = [...videos.map(({ file }) => file.path), ...problems.map(({ path }) => path)];
  const found = await transaction
    .selectFrom("scan_errors")
    .select(["id", "path", "code", "job_id", "is_current"])
    .where((eb) => {
      const isOfBatch = differences.isOneOf(eb.ref("path"), paths);
      // Each of the two conditions has an index.
      return eb.or([eb.and([isCurrent, isOfBatch]), eb.and([eb("job_id", "=", jobId), isOfBatch])]);
    })
    .execute();
  const rows = locked === null ? found : found.filter(({ id }) => locked.errorIds.has(id));
  return {
    current: new Set(rows.filter(({ is_current }) => is_current === 1).map(({ path }) => path)),
    ofThisJob: rows.filter(({ job_id }) => job_id === jobId),
  };
}

/**
 * Writes the problems of the batch and forgets older problems of its files. An error that this job wrote earlier, of a
 * file that it could read now, is deleted, so that the file counts once.
 *
 * @returns the changes in the number of this job's errors, and of those that are about directories
 */
async function writeProblems(
  context: CommitContext,
  { videos, problems }: ScanBatch,
  withErrors: PathsWithErrors,
): Promise<{ readonly all: number; readonly ofDirectories: number }> {
  const { transaction, differences, jobId, now } = context;
  await forgetProblems(context, [...withErrors.current]);

  const read = new Set(videos.map(({ file }) => file.path));
  const readNow = withErrors.ofThisJob.map(({ path }) => path).filter((path) => read.has(path));
  if (readNow.length > 0) {
    await transaction
      .deleteFrom("scan_errors")
      .where("job_id", "=", jobId)
      .where((eb) => differences.isOneOf(eb.ref("path"), readNow))
      .execute();
  }
  const sorted = differences.locksRows ? problems.toSorted(byPath) : problems;
  const rows = sorted.map(({ path, stat, code, message }) => ({
    job_id: jobId,
    path,
    path_key: naturalSortKey(path),
    directory: directoryOf(path),
    code,
    message: storableText(message),
    file_size: stat?.size ?? null,
    modified_us: stat?.modifiedUs ?? null,
    is_current: 1,
    created_at: now,
  }));
  if (rows.length > 0) {
    await differences
      .insertRows(transaction.insertInto("scan_errors"), rows)
      .onConflict((conflict) =>
        conflict.columns(["job_id", "path"]).doUpdateSet((eb) => ({
          code: eb.ref("excluded.code"),
          message: eb.ref("excluded.message"),
          file_size: eb.ref("excluded.file_size"),
          modified_us: eb.ref("excluded.modified_us"),
          is_current: 1,
        })),
      )
      .execute();
  }
  // Of all paths in the batch, this job now has errors of exactly these.
  const before = withErrors.ofThisJob;
  const ofDirectories = problems.filter(isAboutDirectory).length - before.filter(isAboutDirectory).length;
  return { all: problems.length - before.length, ofDirectories };
}

/** The errors stay with the jobs that wrote them. The library no longer remembers them as problems of the paths. */
async function forgetProblems(context: CommitContext, paths: readonly string[]): Promise<void> {
  const { transaction, differences, locked } = context;
  if (paths.length === 0 || locked?.errorIds.size === 0) return;
  await transaction
    .updateTable("scan_errors")
    .set({ is_current: 0 })
    .where(isCurrent)
    .where((eb) => differences.isOneOf(eb.ref("path"), paths))
    .$if(locked !== null, (query) => query.where("id", "in", [...(locked?.errorIds ?? [])]))
    .execute();
}
