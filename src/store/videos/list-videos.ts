import { type Kysely, type RawBuilder, sql } from "kysely";
import { foldText } from "../../files/folded-text.ts";
import type { VideoFilter } from "../../library/video-filter.ts";
import type { VideoNumbers, VideoPage, VideoQuery } from "../../library/video-library.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { pathOfVideo, type Tables } from "../schema.ts";
import { detailsOfVideo } from "./details-of-video.ts";
import type { FoundVideos, SortKey, VideoIndex, VideosToFind, VideosToMatch } from "./video-index.ts";
import { videoFromRow } from "./video-rows.ts";
import { wordsOfSearch } from "./words-of-search.ts";

/**
 * Orders with an index, for the whole library. An index over values in no order, such as lengths and sizes, doubles the
 * time of a scan's commits in a large library.
 */
const indexedOrders: { readonly [Key in SortKey]?: RawBuilder<number | string> } = {
  created_at: sql`created_at`,
  filename: sql`name_key`,
};

/** See `VideoLibrary.list`. */
export async function listVideos(
  { db, index }: { readonly db: Kysely<Tables>; readonly index: VideoIndex },
  query: VideoQuery,
): Promise<VideoPage> {
  const wanted = videosToFind(query);
  const indexed = hasNoFilter(wanted) ? indexedOrders[wanted.sort] : undefined;
  const { total, page: found } = await (indexed === undefined
    ? index.find(db, wanted)
    : readInOrder(db, indexed, wanted));
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const more = found.length > page.length && last !== undefined;
  return {
    videos: page.map(({ row }) => videoFromRow(row)),
    total,
    nextCursor: more ? writeCursor([query.sort ?? defaultSort, last.sortedBy, last.number]) : null,
  };
}

/** See `VideoLibrary.numbers`. */
export async function numbersOfList(
  { db, index }: { readonly db: Kysely<Tables>; readonly index: VideoIndex },
  query: VideoQuery,
): Promise<VideoNumbers> {
  const wanted = videosToFind(query);
  const indexed = hasNoFilter(wanted) ? indexedOrders[wanted.sort] : undefined;
  const places = await (indexed === undefined
    ? index.places(db, wanted)
    : placesInOrder(db, indexed, wanted).execute());
  const last = places[query.limit - 1];
  const more = places.length > query.limit && last !== undefined;
  return {
    numbers: places.slice(0, query.limit).map(({ number }) => number),
    nextCursor: more ? writeCursor([query.sort ?? defaultSort, last.sortedBy, last.number]) : null,
  };
}

const defaultSort = "-created_at";

/** What the query means, with one video more than the page has, to know whether there is a next page. */
function videosToFind(query: VideoQuery): VideosToFind {
  const sort = query.sort ?? defaultSort;
  const { cursor } = query;
  return {
    ...filtersToFind(query),
    sort: sort.replace("-", "") as SortKey,
    descending: sort.startsWith("-"),
    after: cursor === undefined ? null : placeIn(cursor, sort),
    offset: cursor === undefined ? (query.offset ?? 0) : 0,
    limit: query.limit + 1,
  };
}

/** The same filters, as an index takes them. */
export function filtersToFind(filter: VideoFilter): VideosToMatch {
  const words = wordsOfSearch(filter.text ?? "").map(foldText);
  return {
    // Nothing is left of a word of accents only.
    words: words.filter((word) => word !== ""),
    jobId: filter.jobId ?? null,
    missing: filter.missing ?? null,
    broken: filter.broken ?? null,
    directory: filter.directory ?? null,
    isDirect: filter.directory !== undefined && filter.isDirect === true,
    values: filter.values ?? {},
    ranges: filter.ranges ?? {},
  };
}

function placeIn(cursor: string, sort: NonNullable<VideoQuery["sort"]>): VideosToFind["after"] {
  const isText = ["filename", "video_codec", "path"].some((name) => sort.endsWith(name));
  const isWhole = sort.endsWith("created_at") || sort.endsWith("resolution");
  const [, value, number] = readCursor(cursor, [
    { word: sort },
    isText ? "text" : isWhole ? "whole" : "number",
    "whole",
  ]);
  return { sortedBy: value, number };
}

/** Whether every video matches. */
export function hasNoFilter({ words, jobId, missing, broken, directory, values, ranges }: VideosToMatch): boolean {
  const filters = [jobId, missing, broken, directory, ...Object.values(values), ...Object.values(ranges)];
  return words.length === 0 && filters.every((filter) => filter === null || filter === undefined);
}

/** The videos of the whole library along an index, without their rows. */
function placesInOrder(
  db: Kysely<Tables>,
  value: RawBuilder<number | string>,
  { descending, after, offset, limit }: VideosToFind,
) {
  const direction = descending ? "desc" : "asc";
  let places = db.selectFrom("videos").select(["number", value.as("sortedBy")]);
  if (after !== null) {
    const isAfter = sql.raw(descending ? "<" : ">");
    places = places.where(sql<boolean>`(${value}, number) ${isAfter} (${after.sortedBy}, ${after.number})`);
  }
  return places.orderBy(value, direction).orderBy("number", direction).limit(limit).offset(offset);
}

/** The videos of the whole library along an index. */
async function readInOrder(
  db: Kysely<Tables>,
  value: RawBuilder<number | string>,
  wanted: VideosToFind,
): Promise<FoundVideos> {
  const direction = wanted.descending ? "desc" : "asc";
  // One statement, because a scan may write between two: then a total of one could come with an empty page.
  const rows = await db
    .with("page", () => placesInOrder(db, value, wanted))
    .selectFrom(db.selectNoFrom(sql<number>`(select count(*) from videos)`.as("total")).as("all"))
    .leftJoin("page", (join) => join.onTrue())
    .leftJoin("videos", "videos.number", "page.number")
    .selectAll("videos")
    .select(["page.sortedBy", "all.total", pathOfVideo.as("path"), detailsOfVideo.as("details")])
    .orderBy("page.sortedBy", direction)
    .orderBy("page.number", direction)
    .execute();
  return {
    total: rows[0]?.total ?? 0,
    page: rows.flatMap((row) => {
      const { number, sortedBy } = row;
      return number === null || sortedBy === null ? [] : [{ row, number, sortedBy }];
    }),
  };
}
