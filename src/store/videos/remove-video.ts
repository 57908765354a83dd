import type { Kysely } from "kysely";
import type { VideoId } from "../../library/video.ts";
import type { Tables } from "../schema.ts";

/** See `VideoLibrary.remove`. */
export async function removeVideo(db: Kysely<Tables>, id: VideoId): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom("videos").where("id", "=", id).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
