import type { ScanBatch } from "../../scanning/scan-library.ts";
import { isCurrent } from "../schema.ts";
import type { CommitContext } from "./commit-context.ts";

/** The order in which rows of new files are inserted. */
export function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

/**
 * Locks all rows that a commit may change and that are there already, for a database with several writers at a time.
 *
 * All commits take their locks in one order: the errors by their paths, the videos by their paths, then new directories
 * and new videos by their paths, and the job last. Two scans that find the same files then wait for each other and
 * never in a circle.
 */
export async function lockInOrder(context: CommitContext, batch: ScanBatch): Promise<void> {
  const { transaction, differences, jobId } = context;
  const written = [...batch.videos.map(({ file }) => file.path), ...batch.problems.map(({ path }) => path)];
  const withErrors = [...written, ...batch.goneProblems];
  const withVideos = [...written, ...batch.present.map(({ path }) => path), ...batch.missing];
  await transaction
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
  await transaction
    .selectFrom("videos")
    .select("number")
    .where((eb) => differences.isOneOf(eb.ref("path"), withVideos))
    .orderBy("path")
    .forUpdate()
    .execute();
}
