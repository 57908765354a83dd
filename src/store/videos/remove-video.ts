import { type Kysely, sql } from "kysely";
import type { VideoId } from "../../library/video.ts";
import { pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/**
 * See `VideoLibrary.remove`.
 *
 * The video stays removed for every scan that has begun by now: a commit of such a scan writes none of its
 * `removed_videos`. Otherwise a probe under way, or the second run of a scan, would bring the video back, and the scan
 * would count it twice. A scan that begins later finds it again if its file is still there.
 */
export async function removeVideo(
  { db, differences }: { readonly db: Kysely<Tables>; readonly differences: SqlDifferences },
  id: VideoId,
): Promise<boolean> {
  return differences.inTransaction(db, async (transaction) => {
    const removed = await transaction
      .deleteFrom("videos")
      .where("id", "=", id)
      .returning([pathOfVideo.as("path"), "job_id", "number"])
      .executeTakeFirst();
    if (removed === undefined) return false;
    await transaction.deleteFrom("video_details").where("number", "=", removed.number).execute();
    await transaction.deleteFrom("removed_videos").where("job_id", "not in", begunScans(transaction)).execute();
    await transaction
      .insertInto("removed_videos")
      .columns(["job_id", "path", "is_counted"])
      .expression(
        begunScans(transaction).select([
          sql<string>`cast(${removed.path} as text)`.as("path"),
          sql<number>`case jobs.id when ${removed.job_id} then 1 else 0 end`.as("is_counted"),
        ]),
      )
      // A scan that begins before the end of another can find the same path twice.
      .onConflict((conflict) => conflict.columns(["job_id", "path"]).doNothing())
      .execute();
    return true;
  });
}

function begunScans(db: Kysely<Tables>) {
  return db
    .selectFrom("jobs")
    .select("jobs.id")
    .where("status", "in", ["pending", "running"])
    .where("started_at", "is not", null);
}
