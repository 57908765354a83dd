import type { CommitContext } from "./commit-context.ts";

/** Of these paths, those that a person removed since the job began, and whether they are in its counts. */
export async function removedVideos(
  { transaction, differences, jobId }: CommitContext,
  paths: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  if (paths.length === 0) return new Map();
  const rows = await transaction
    .selectFrom("removed_videos")
    .select(["path", "is_counted"])
    .where("job_id", "=", jobId)
    .where((eb) => differences.isOneOf(eb.ref("path"), paths))
    .execute();
  return new Map(rows.map(({ path, is_counted }) => [path, is_counted === 1]));
}
