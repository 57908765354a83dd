import type { ScanBatch } from "../library/scan-library.ts";
import { inChunks, lastOfEach, rowsPerInsert } from "./batch-lists.ts";
import type { CommitContext } from "./commit-context.ts";
import { directoryOf } from "./directory-range.ts";
import { isCurrent } from "./schema.ts";

/**
 * Writes the problems of the batch, and forgets what its files were remembered for before. An error that this job
 * wrote earlier for a path that it could now read is deleted, as if it had never been: the file counts once.
 *
 * @returns by how many the errors of this job rose, or fell where it is negative
 */
export async function writeProblems(context: CommitContext, batch: ScanBatch): Promise<number> {
  const { transaction, dialect, jobId, now } = context;
  const readable = [...new Set(batch.videos.map(({ file }) => file.path))];
  const problems = lastOfEach(batch.problems, ({ path }) => path);
  await forgetProblems(context, [...readable, ...problems.keys()]);

  const { numDeletedRows } = await transaction
    .deleteFrom("scan_errors")
    .where("job_id", "=", jobId)
    .where((eb) => dialect.isOneOf(eb.ref("path"), readable))
    .executeTakeFirstOrThrow();
  const own = await transaction
    .selectFrom("scan_errors")
    .select("path")
    .where("job_id", "=", jobId)
    .where((eb) => dialect.isOneOf(eb.ref("path"), [...problems.keys()]))
    .execute();

  for (const some of inChunks([...problems.values()], rowsPerInsert)) {
    await transaction
      .insertInto("scan_errors")
      .values(
        some.map(({ path, stat, code, message }) => ({
          job_id: jobId,
          path,
          directory: directoryOf(path),
          code,
          message,
          file_size: stat?.size ?? null,
          modified_us: stat?.modifiedUs ?? null,
          is_current: 1,
          created_at: now,
        })),
      )
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
  return problems.size - own.length - Number(numDeletedRows);
}

/** Those of the paths that are remembered as problems. */
export async function currentProblems({ transaction, dialect }: CommitContext, paths: readonly string[]) {
  const rows = await transaction
    .selectFrom("scan_errors")
    .select("path")
    .where(isCurrent)
    .where((eb) => dialect.isOneOf(eb.ref("path"), paths))
    .execute();
  return new Set(rows.map(({ path }) => path));
}

/** The errors stay with the jobs that wrote them, but are no longer what the library remembers of the paths. */
export async function forgetProblems({ transaction, dialect }: CommitContext, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await transaction
    .updateTable("scan_errors")
    .set({ is_current: 0 })
    .where(isCurrent)
    .where((eb) => dialect.isOneOf(eb.ref("path"), paths))
    .execute();
}
