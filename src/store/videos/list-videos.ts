import { type RawBuilder, sql } from "kysely";
import type { VideoPage, VideoQuery, VideoSort } from "../../library/video-library.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { filterVideos, hasNoFilter, type ReadingParts } from "./filter-videos.ts";
import { resolutionRankOfRow } from "./resolution-of-row.ts";
import { videoFromRow } from "./video-rows.ts";

type SortKey = VideoSort extends infer Sort ? (Sort extends `-${string}` ? never : Sort) : never;

interface SortedBy {
  /** Never null, so that a page can begin after any row: a video without a length is the shortest. */
  readonly value: RawBuilder<string | number>;
  readonly type: "text" | "number";
  /**
   * The same value for filtered lists. If an order is unrelated to the order of the rows on the disk, sorting the
   * matching videos is faster than looking up every row on the way along an index.
   */
  readonly valueOfSome?: RawBuilder<string | number>;
}

/**
 * The value that each order sorts by. Among 100,000 videos a page takes some 10 ms with an index, up to 200 ms without.
 * Only the name and the time of the first scan have an index: an index over values in no order, such as lengths and
 * sizes, doubles the time of a scan's commits in a large library.
 */
const sortedBy: { readonly [Key in SortKey]: SortedBy } = {
  created_at: { value: sql`created_at`, type: "number" },
  filename: { value: sql`name_key`, type: "text", valueOfSome: sql`name_key || ''` },
  duration_seconds: { value: sql`coalesce(duration_seconds, -1)`, type: "number" },
  file_size: { value: sql`file_size`, type: "number" },
  modified_at: { value: sql`modified_us`, type: "number" },
  resolution: { value: resolutionRankOfRow, type: "number" },
  video_codec: { value: sql`video_codec`, type: "text" },
};

/** A row with a video. If the page has no video, the only row has just the total. */
interface Placed {
  readonly id: string;
  readonly sorted_by: string | number;
}

/** See `VideoLibrary.list`. */
export async function listVideos(reading: ReadingParts, query: VideoQuery): Promise<VideoPage> {
  const sort = query.sort ?? "-created_at";
  const descending = sort.startsWith("-");
  const { type, ...by } = sortedBy[sort.replace("-", "") as SortKey];
  const value = hasNoFilter(query) ? by.value : (by.valueOfSome ?? by.value);
  const direction = descending ? "desc" : "asc";

  let places = filterVideos(reading, query).select(["id", value.as("sorted_by")]);
  if (query.cursor !== undefined) {
    const [, last, id] = readCursor(query.cursor, [{ word: sort }, type, "text"]);
    places = places.where(sql<boolean>`(${value}, id) ${sql.raw(descending ? "<" : ">")} (${last}, ${id})`);
  } else if (query.offset !== undefined) {
    places = places.offset(query.offset);
  }
  const isFirst = query.cursor === undefined && (query.offset ?? 0) === 0;
  const all = filterVideos(reading, query).select(sql<number>`count(*)`.as("total"));
  const ofPage = sql<number>`(select count(*) from page)`;
  // If the first page has room for more, it has all videos that match, and nobody counts them a second time.
  const total = isFirst
    ? sql<number>`case when ${ofPage} <= ${query.limit} then ${ofPage} else ${all} end`
    : sql<number>`${all}`;
  // One statement, because a scan may write between two: then a total of one could come with an empty page.
  // Only the videos of the page are read as whole rows: sorting whole rows takes four times as long.
  const rows = await reading.db
    .with(
      (cte) => cte("page").materialized(),
      () =>
        places
          .orderBy(value, direction)
          .orderBy("id", direction)
          .limit(query.limit + 1),
    )
    .selectFrom(reading.db.selectNoFrom(total.as("total")).as("all"))
    .leftJoin("page", (join) => join.onTrue())
    .leftJoin("videos", "videos.id", "page.id")
    .selectAll("videos")
    .select(["page.sorted_by", "all.total"])
    .orderBy("page.sorted_by", direction)
    .orderBy("page.id", direction)
    .execute();
  const found = rows.filter((row): row is typeof row & Placed => row.id !== null);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const more = found.length > page.length && last !== undefined;
  return {
    videos: page.map(videoFromRow),
    total: rows[0]?.total ?? 0,
    nextCursor: more ? writeCursor([sort, last.sorted_by, last.id]) : null,
  };
}
