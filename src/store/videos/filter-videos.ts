import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { VideoQuery } from "../../library/video-library.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { resolutionOfRow } from "./resolution-of-row.ts";
import { wordsOfSearch } from "./words-of-search.ts";

type VideoFilters = Pick<VideoQuery, "text" | "jobId" | "missing" | "videoCodec" | "resolution">;

/** The videos that match all filters of a query. */
export function filterVideos(
  { db, differences }: { readonly db: Kysely<Tables>; readonly differences: SqlDifferences },
  { text = "", jobId, missing, videoCodec, resolution }: VideoFilters,
): SelectQueryBuilder<Tables, "videos", object> {
  let select = db.selectFrom("videos");
  if (text !== "") {
    for (const word of wordsOfSearch(text)) select = select.where((eb) => differences.contains(eb.ref("path"), word));
  }
  if (jobId !== undefined) select = select.where("job_id", "=", jobId);
  // One expression for both values. It uses no index, so that the index of the order is used.
  if (missing !== undefined) select = select.where(sql<boolean>`(missing_since is null) = ${sql.lit(!missing)}`);
  if (videoCodec !== undefined) select = select.where("video_codec", "=", videoCodec);
  if (resolution !== undefined) select = select.where(sql<boolean>`${resolutionOfRow} = ${resolution}`);
  return select;
}

/** Whether the filters leave no video out. */
export function hasNoFilter({ text = "", jobId, missing, videoCodec, resolution }: VideoFilters): boolean {
  return text === "" && [jobId, missing, videoCodec, resolution].every((filter) => filter === undefined);
}
