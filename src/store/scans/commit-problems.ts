import type { ScanBatch } from "../../scanning/scan-library.ts";
import { isCurrent } from "../schema.ts";
import type { CommitContext } from "./commit-context.ts";
import { directoryOf } from "./directory-range.ts";
import { lastOfEach } from "./last-of-each.ts";

/** Paths of a batch for which errors have been written before. */
export interface PathsWithErrors {
  /** What the library remembers of the path is an error, of whatever job. */
  readonly current: ReadonlySet<string>;
  /** This job has written one, current or not. */
  readonly ofThisJob: ReadonlySet<string>;
}

/** Most batches have none: to find that out takes one question. */
export async function pathsWithErrors(
  { transaction, differences, jobId }: CommitContext,
  { videos, problems }: ScanBatch,
): Promise<PathsWithErrors> {
  const paths = [...videos.map(({ file }) => file.path), ...problems.map(({ path }) => path)];
  const rows = await transaction
    .selectFrom("scan_errors")
    .select(["path", "job_id", "is_current"])
    .where((eb) => {
      const isOfBatch = differences.isOneOf(eb.ref("path"), paths);
      // An index for each of the two.
      return eb.or([eb.and([isCurrent, isOfBatch]), eb.and([eb("job_id", "=", jobId), isOfBatch])]);
    })
    .$if(differences.locksRows, (query) => query.forUpdate())
    .execute();
  const pathsOf = (some: typeof rows) => new Set(some.map(({ path }) => path));
  return {
    current: pathsOf(rows.filter(({ is_current }) => is_current === 1)),
    ofThisJob: pathsOf(rows.filter(({ job_id }) => job_id === jobId)),
  };
}

/**
 * Writes the problems of the batch, and forgets what its files were remembered for before. An error that this job
 * wrote earlier for a path that it could now read is deleted, as if it had never been: the file counts once.
 *
 * @returns by how many the errors of this job rose, or fell where it is negative
 */
export async function writeProblems(
  context: CommitContext,
  batch: ScanBatch,
  before: PathsWithErrors,
): Promise<number> {
  const { transaction, differences, jobId, now } = context;
  const readable = new Set(batch.videos.map(({ file }) => file.path));
  const problems = lastOfEach(batch.problems, ({ path }) => path);
  await forgetProblems(context, [...before.current]);

  const nowReadable = [...before.ofThisJob].filter((path) => readable.has(path));
  if (nowReadable.length > 0) {
    await transaction
      .deleteFrom("scan_errors")
      .where("job_id", "=", jobId)
      .where((eb) => differences.isOneOf(eb.ref("path"), nowReadable))
      .execute();
  }
  const rows = [...problems.values()].map(({ path, stat, code, message }) => ({
    job_id: jobId,
    path,
    directory: directoryOf(path),
    code,
    message,
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
  // Of the paths of the batch, this job now has errors for these and no others.
  return problems.size - before.ofThisJob.size;
}

/** The errors stay with the jobs that wrote them, but are no longer what the library remembers of the paths. */
export async function forgetProblems(
  { transaction, differences }: CommitContext,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  await transaction
    .updateTable("scan_errors")
    .set({ is_current: 0 })
    .where(isCurrent)
    .where((eb) => differences.isOneOf(eb.ref("path"), paths))
    .execute();
}
