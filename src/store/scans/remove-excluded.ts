import type { Job } from "../../jobs/job.ts";
import type { VideoId } from "../../library/video.ts";
import { pathOfVideo } from "../schema.ts";
import { dropOldRemovals, removeRows } from "../videos/forget-videos.ts";
import type { CommitContext } from "./commit-context.ts";
import type { KnownRows } from "./known-rows.ts";

/**
 * Removes videos from the library that the scan leaves out.
 *
 * A video that this job itself has written stays until the next scan: its counts say that it is there. An earlier run of
 * the job wrote it, before the patterns changed. A missing video stays, too, whatever the patterns say. This scan itself may
 * have put it there, see `MovedVideo.displaces`.
 *
 * @param options.known the rows of these paths, locked
 * @param options.seen the job at the beginning of the transaction
 * @returns the videos
 */
export async function removeExcluded(
  { transaction, differences, jobId }: CommitContext,
  paths: readonly string[],
  { known, seen }: { readonly known: KnownRows["videos"]; readonly seen: Job },
): Promise<readonly VideoId[]> {
  const wanted = new Set(paths);
  const numbers = [...wanted].map((path) => known.get(path)?.number).filter((number) => number !== undefined);
  if (numbers.length === 0) return [];
  // As they are now: this commit may have written, marked or moved them.
  const rows = await transaction
    .selectFrom("videos")
    .select(["number", "id", "job_id", pathOfVideo.as("path")])
    .where((eb) => differences.isOneOf(eb.ref("number"), numbers))
    .where("job_id", "<>", jobId)
    .where("missing_since", "is", null)
    .execute();
  const videos = rows.filter(({ path }) => wanted.has(path));
  if (videos.length === 0) return [];
  if ((seen.counts["excluded"] ?? 0) === 0) await dropOldRemovals(transaction);
  await removeRows(transaction, videos, { differences, except: jobId });
  return videos.map(({ id }) => id as VideoId);
}
