/**
 * The one transaction that writes a batch of a scan. When it ends, the counts in the job's row equal the rows that
 * the job wrote:
 *
 * - new + updated + moved: the videos whose `job_id` is this job
 * - error_count: the errors whose `job_id` is this job; directory_errors: those of them that are about directories
 * - missing: the videos whose `missing_job_id` is this job
 * - excluded: the videos that this job has removed
 *
 * The counts stay equal when a job is claimed again after a crash, because each commit adds exactly what it changes of
 * those rows. Later writers take rows away without changing the counts: another job that writes the same video, or
 * that finds it missing or back, and a person who removes the video from the library.
 *
 * Files that a scan passes over have no rows. See `countsOfRuns` for their counts.
 */

import { naturalSortKey } from "../../files/natural-order.ts";
import type { Job, Lease } from "../../jobs/job.ts";
import { isAboutDirectory } from "../../scanning/directory-problems.ts";
import type { CommitOutcome, ScanBatch, ScanCounts } from "../../scanning/scan-library.ts";
import { directoryOf } from "../directory-range.ts";
import { heldJob, lockedJob } from "../jobs/held-job.ts";
import { jobFromRow } from "../jobs/job-rows.ts";
import { sentenceColumn } from "../sentence-column.ts";
import { storableText } from "../storable-text.ts";
import type { CommitContext } from "./commit-context.ts";
import { countsOfRuns } from "./counts-of-runs.ts";
import { idsOfDirectories } from "./directory-ids.ts";
import { withPathsThatFit } from "./fit-paths.ts";
import { byPath, type KnownError, type KnownRows, readKnownRows } from "./known-rows.ts";
import { removeExcluded } from "./remove-excluded.ts";
import { takeSample } from "./take-sample.ts";
import { writeMoves } from "./write-moves.ts";
import { markMissing, writeVideos } from "./write-videos.ts";

/**
 * See `ScanLibrary.commit`.
 *
 * @param options.isPart whether the batch is a part of a scan that another process coordinates. The numbers of files that
 *   were found and skipped are then left to the coordinator. Default false
 * @param options.beforeCounts called when all rows are written, before the row of the job is locked: with the job as it
 *   was at the beginning, and the number of files that were not written
 * @returns also the numbers of the known videos that were written again
 */
export async function commitBatch(
  context: CommitContext,
  lease: Lease,
  batch: ScanBatch,
  {
    isPart = false,
    beforeCounts,
  }: {
    readonly isPart?: boolean;
    readonly beforeCounts?: (seen: Job, superseded: number) => Promise<void>;
  } = {},
): Promise<{ readonly outcome: CommitOutcome; readonly changed: readonly number[] }> {
  const seen = await heldJob(context.transaction, lease);
  if (seen === null) return { outcome: { kind: "lost" }, changed: [] };
  // After a cancel, many parts without rows end at once. They change no counts, so they do not wait for each other.
  if (isPart && seen.cancelRequestedAt !== null && batch.videos.length + batch.problems.length === 0) {
    return { outcome: { kind: "committed", job: seen, superseded: 0, notMoved: [], removed: [] }, changed: [] };
  }

  const { longestPath } = context.differences;
  const found = withoutRepeats(longestPath === null ? batch : withPathsThatFit(batch, longestPath));
  const atFirst = await readKnownRows(context, found);
  const moves = await moveVideos(context, found, atFirst);
  const known = { ...atFirst, videos: moves.videos, directories: moves.directories };
  const videos = await writeVideos(context, found, known);
  // First, because a path can have a new problem after its old one is gone.
  await forgetProblems(context, found.goneProblems, known.errors);
  const errors = await writeProblems(context, found, { errors: known.errors, moved: moves.paths });
  await doubtFacts(context, found.problems, known.videos);
  const missing = await markMissing(context, found.missing, known.videos);
  const excluded = await removeExcluded(context, found.excluded ?? [], { known: known.videos, seen });

  const superseded = moves.superseded + videos.superseded;
  await beforeCounts?.(seen, superseded);
  const before = await lockedJob(context, lease, seen);
  const old = (name: keyof ScanCounts): number => before.counts[name] ?? 0;
  const ofRows = {
    new: old("new") + videos.created,
    updated: old("updated") + videos.updated,
    moved: old("moved") + moves.moved,
    missing: old("missing") + moves.missing - moves.foundAgain - videos.foundAgain + missing,
    excluded: old("excluded") + excluded.length,
    error_count: old("error_count") + errors.all,
    directory_errors: old("directory_errors") + errors.ofDirectories,
  };
  const written = ofRows.new + ofRows.updated + ofRows.moved + ofRows.error_count;
  const ofRuns = isPart
    ? { found: old("found"), skipped: old("skipped"), unreadable: old("unreadable") }
    : countsOfRuns({ ...found, skipped: found.skipped + superseded }, { before: before.counts, written });
  const scanned = written + ofRuns.skipped + ofRuns.unreadable;
  // After a cancel, many parts end at once, one after the other. The coordinator takes the last sample.
  if (!isPart || before.cancelRequestedAt === null) await takeSample(context, { startedAt: before.startedAt, scanned });
  // A run after the first finds again the files that the runs before it have handled.
  const { skipped, unreadable } = ofRuns;
  const counts = { found: Math.max(ofRuns.found, scanned), scanned, skipped, unreadable, ...ofRows };
  const madeProgress =
    videos.created + videos.updated + moves.changed.length + superseded + missing + excluded.length > 0 ||
    errors.all !== 0;
  const expected = isPart ? expectedBefore(before) : batch.expected;
  const job = await writeJob(context, before, { counts, expected, madeProgress });
  const { notMoved } = moves;
  return {
    outcome: { kind: "committed", job, superseded, notMoved, removed: excluded },
    changed: [...moves.changed, ...videos.changed],
  };
}

async function moveVideos(context: CommitContext, { moves = [], videos }: ScanBatch, known: KnownRows) {
  if (moves.length === 0) {
    const { videos: unmoved, directories } = known;
    return {
      moved: 0,
      missing: 0,
      foundAgain: 0,
      superseded: 0,
      notMoved: [],
      paths: [],
      changed: [],
      videos: unmoved,
      directories,
    };
  }
  // All at once, so that all commits add directories in one order.
  const files = [...moves.map(({ file }) => file), ...videos.map(({ file }) => file)];
  const directories = await idsOfDirectories(
    context,
    files.map(({ path }) => directoryOf(path)),
    known.directories,
  );
  return { ...(await writeMoves(context, moves, known, directories)), directories };
}

/** The batch with each path once among its videos and once among its problems: the last one counts. */
function withoutRepeats(batch: ScanBatch): ScanBatch {
  return {
    ...batch,
    videos: [...new Map(batch.videos.map((video) => [video.file.path, video])).values()],
    problems: [...new Map(batch.problems.map((problem) => [problem.path, problem])).values()],
  };
}

/** How many files the coordinator of a scan has expected, as far as the job tells; null if that is unknown. */
function expectedBefore({ progress, counts }: Job): number | null {
  const scanned = counts["scanned"] ?? 0;
  return progress === null || progress === 0 || scanned === 0 ? null : scanned / progress;
}

async function writeJob(
  context: CommitContext,
  before: Job,
  after: { readonly counts: ScanCounts; readonly expected: number | null; readonly madeProgress: boolean },
): Promise<Job> {
  const { counts, expected, madeProgress } = after;
  const share = expected === 0 ? 1 : expected === null ? null : Math.min(1, counts.scanned / expected);
  const row = await context.transaction
    .updateTable("jobs")
    .set({
      counts: JSON.stringify(counts),
      progress: share === null ? before.progress : Math.max(before.progress ?? 0, share),
      revision: context.differences.nextRevision,
      ...(madeProgress && { progressed_claim: before.claim }),
    })
    .where("id", "=", before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return jobFromRow(row);
}

/**
 * Writes the problems of the batch and forgets older problems of its files. An error that this job wrote earlier, of a
 * file that it could read now, is deleted, so that the file counts once.
 *
 * @param known.moved paths to which videos have moved
 * @returns the changes in the number of this job's errors, and of those that are about directories
 */
async function writeProblems(
  context: CommitContext,
  { videos, problems }: ScanBatch,
  { errors, moved }: { readonly errors: readonly KnownError[]; readonly moved: readonly string[] },
): Promise<{ readonly all: number; readonly ofDirectories: number }> {
  const { transaction, differences, jobId, now } = context;
  const read = new Set([...videos.map(({ file }) => file.path), ...moved]);
  const written = new Set([...read, ...problems.map(({ path }) => path)]);
  await forgetProblems(context, written, errors);

  const ofThisJob = errors.filter(({ path, job_id }) => job_id === jobId && written.has(path));
  const readNow = ofThisJob.filter(({ path }) => read.has(path)).map(({ id }) => id);
  if (readNow.length > 0) {
    await transaction
      .deleteFrom("scan_errors")
      .where((eb) => differences.isOneOf(eb.ref("id"), readNow))
      .execute();
  }
  const sorted = differences.locksRows ? problems.toSorted(byPath) : problems;
  const rows = sorted.map(({ path, stat, code, message, sentence }) => ({
    job_id: jobId,
    path,
    path_key: naturalSortKey(path),
    directory: directoryOf(path),
    code,
    message: storableText(message),
    sentence: sentenceColumn(sentence),
    file_size: stat?.size ?? null,
    modified_us: stat?.modifiedUs ?? null,
    changed_us: stat?.changedUs ?? null,
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
          sentence: eb.ref("excluded.sentence"),
          file_size: eb.ref("excluded.file_size"),
          modified_us: eb.ref("excluded.modified_us"),
          changed_us: eb.ref("excluded.changed_us"),
          is_current: 1,
        })),
      )
      .execute();
  }
  // Of all paths in the batch, this job now has errors of exactly these.
  const ofDirectories = problems.filter(isAboutDirectory).length - ofThisJob.filter(isAboutDirectory).length;
  return { all: problems.length - ofThisJob.length, ofDirectories };
}

/**
 * Marks what is known of files that a prober could not read as read by an older program. So they are also read again where
 * they are found under other paths, at which the library remembers no problem.
 */
async function doubtFacts(
  { transaction, differences }: CommitContext,
  problems: ScanBatch["problems"],
  videos: KnownRows["videos"],
): Promise<void> {
  const known = problems
    .filter(({ isPresent }) => isPresent)
    .map(({ path }) => videos.get(path))
    .filter((video) => video !== undefined);
  const numbers = known.filter((video) => video.facts_version > 0).map(({ number }) => number);
  if (numbers.length === 0) return;
  await transaction
    .updateTable("videos")
    .set({ facts_version: 0 })
    .where((eb) => differences.isOneOf(eb.ref("number"), numbers))
    .execute();
}

/** The errors stay with the jobs that wrote them. The library no longer remembers them as problems of the paths. */
async function forgetProblems(
  { transaction, differences }: CommitContext,
  paths: Iterable<string>,
  errors: readonly KnownError[],
): Promise<void> {
  const forgotten = new Set(paths);
  const ids = errors.filter(({ path, is_current }) => is_current === 1 && forgotten.has(path)).map(({ id }) => id);
  if (ids.length === 0) return;
  await transaction
    .updateTable("scan_errors")
    .set({ is_current: 0 })
    .where((eb) => differences.isOneOf(eb.ref("id"), ids))
    .execute();
}
