import type { Kysely } from "kysely";
import type { PosterState, VideoId } from "../../library/video.ts";
import type { Tables } from "../schema.ts";

/** See `VideoLibrary.setPoster`. */
export async function setPoster(
  db: Kysely<Tables>,
  id: VideoId,
  file: { readonly size: number; readonly modifiedUs: number },
  state: PosterState,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("videos")
    .set({ poster: state })
    .where("id", "=", id)
    .where("file_size", "=", file.size)
    .where("modified_us", "=", file.modifiedUs)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
