import type { ScanBatch } from "../../scanning/scan-library.ts";
import { isCurrent } from "../schema.ts";
import type { CommitContext, LockedRows } from "./commit-context.ts";

/** The order in which rows of new files are inserted. */
export function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

/**
 * Locks all rows that a commit may change and that are there already, for a database with several writers at a time.
 *
 * All commits take their locks in one order: the errors by their paths, the videos by their paths, then new directories,
 * new videos and new errors by their paths, and the job last. Two scans that find the same files then wait for each other
 * and never in a circle. So a commit changes no other rows than these: if a row appears meanwhile, the commit fails when
 * it inserts its own row of that path, and runs again.
 */
export async function lockInOrder(context: CommitContext, batch: ScanBatch): Promise<LockedRows> {
  const { transaction, differences, jobId } = context;
  const written = [...batch.videos.map(({ file }) => file.path), ...batch.problems.map(({ path }) => path)];
  const withErrors = [...written, ...batch.goneProblems];
  const withVideos = [...written, ...batch.present.map(({ path }) => path), ...batch.missing];
  const errors = await transaction
    .selectFrom("scan_errors")
    .select("id")
    .where((eb) => {
      const isOfBatch = differences.isOneOf(eb.ref("path"), withErrors);
      return eb.or([eb.and([isCurrent, isOfBatch]), eb.and([eb("job_id", "=", jobId), isOfBatch])]);
    })
    .orderBy("path")
    .orderBy("id")
    .forUpdate()
    .execute();
  const videos = await transaction
    .selectFrom("videos")
    .select("path")
    .where((eb) => differences.isOneOf(eb.ref("path"), withVideos))
    .orderBy("path")
    .forUpdate()
    .execute();
  return { errorIds: new Set(errors.map(({ id }) => id)), videoPaths: new Set(videos.map(({ path }) => path)) };
}
