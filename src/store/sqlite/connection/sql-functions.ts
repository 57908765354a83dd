import type { DatabaseSync } from "node:sqlite";
import { foldText } from "../../../files/folded-text.ts";
import type { FacetsToCount, Place, VideosToFind, VideosToMatch } from "../../videos/video-index.ts";
import { countFacets } from "../search/count-facets.ts";
import { findVideos } from "../search/find-videos.ts";
import { countMatches, matchVideos } from "../search/match-videos.ts";
import { totalVideos } from "../search/total-videos.ts";
import { VideoBlocks } from "../search/video-blocks.ts";

/** Adds the functions that Gleaner's statements call. Nothing in the schema calls them, so other programs can open the file. */
export function addSqlFunctions(database: DatabaseSync): void {
  const blocks = new VideoBlocks(database);
  database.function("fold_text", { deterministic: true, directOnly: true }, (text) =>
    typeof text === "string" ? foldText(text) : null,
  );
  database.function("find_videos", { directOnly: true }, (query) =>
    JSON.stringify(findVideos(database, blocks, JSON.parse(String(query)) as VideosToFind)),
  );
  database.function("count_matches", { directOnly: true }, (filters) =>
    countMatches(database, blocks, JSON.parse(String(filters)) as VideosToMatch),
  );
  database.function("match_videos", { directOnly: true }, (filters, after, limit) => {
    const page = { after: Number(after), limit: Number(limit) };
    return JSON.stringify(matchVideos(database, blocks, JSON.parse(String(filters)) as VideosToMatch, page));
  });
  database.function("count_facets", { directOnly: true }, (query) =>
    JSON.stringify(countFacets(database, blocks, JSON.parse(String(query)) as FacetsToCount)),
  );
  database.function("total_videos", { directOnly: true }, (places) =>
    JSON.stringify(totalVideos(database, blocks, JSON.parse(String(places)) as Place[])),
  );
  database.function("write_video_blocks", { directOnly: true }, (most, except) =>
    blocks.write(Number(most), new Set(JSON.parse(String(except)) as number[])) ? 1 : 0,
  );
}
