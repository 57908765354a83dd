import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Video, VideoId } from "../../library/video.ts";
import { pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { detailsOfVideo } from "./details-of-video.ts";
import { videoFromRow } from "./video-rows.ts";

export type VideoKeys =
  | { readonly column: "number"; readonly keys: readonly number[] }
  | { readonly column: "id"; readonly keys: readonly VideoId[] };

/** See `VideoLibrary.byNumbers` and `VideoLibrary.byIds`. */
export async function videosByKey(
  { db, differences }: { readonly db: Kysely<Tables>; readonly differences: SqlDifferences },
  wanted: VideoKeys,
): Promise<readonly Video[]> {
  const rows = await db
    .selectFrom("videos")
    .selectAll()
    .select([pathOfVideo.as("path"), detailsOfVideo.as("details")])
    .where(hasKey(wanted, differences))
    .execute();
  const byKey = new Map<number | string, Video>(rows.map((row) => [row[wanted.column], videoFromRow(row)]));
  return wanted.keys.flatMap((key) => byKey.get(key) ?? []);
}

/** The condition for rows of `videos`. */
function hasKey(wanted: VideoKeys, differences: Pick<SqlDifferences, "isOneOf">): RawBuilder<SqlBool> {
  return wanted.column === "number"
    ? differences.isOneOf(sql.ref<number>("videos.number"), wanted.keys)
    : differences.isOneOf(sql.ref<string>("videos.id"), wanted.keys);
}
