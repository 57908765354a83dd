import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { resolutions } from "../../../library/resolution.ts";
import { pathOfVideo, type Tables } from "../../schema.ts";
import { detailsOfVideo } from "../../videos/details-of-video.ts";
import { resolutionOfRow } from "../../videos/resolution-of-row.ts";
import type { PlacedVideo, SortKey, VideoIndex, VideosToFind, VideosToMatch } from "../../videos/video-index.ts";
import { countFacets, nothingCounted } from "./count-facets.ts";
import { rowFilters } from "./row-filters.ts";
import { totalsByDirectory } from "./totals-by-directory.ts";
import { hasWord, prepareWords } from "./words-in-paths.ts";

/**
 * Finds videos with the indexes of Postgres: trigrams of names, where the server has them, and directories by their
 * paths. The indexes are always complete, so no work is left to do later.
 */
export const postgresVideoIndex: VideoIndex = {
  async find(db, query) {
    if (matchNothing(query)) return { total: 0, page: [] };
    const { rows } = await find(db, query, await conditionOf(db, query));
    return {
      total: rows[0]?.total ?? 0,
      page: rows.flatMap((row) => {
        const { found_number: number, sorted_by: sortedBy } = row;
        return number === null || sortedBy === null ? [] : [{ row, number, sortedBy }];
      }),
    };
  },
  async places(db, query) {
    if (matchNothing(query)) return [];
    const { descending, limit, offset } = query;
    const matching = await conditionOf(db, query);
    const direction = sql.raw(descending ? "desc" : "asc");
    const { rows } = await sql<PlacedVideo>`
      select number, sorted_by as "sortedBy"
      from (select number, ${sortValues[query.sort]} as sorted_by from videos where ${matching}) as matching
      where ${isAfter(query)} order by sorted_by ${direction}, number ${direction} limit ${limit} offset ${offset}
    `.execute(db);
    return rows;
  },
  async count(db, filters) {
    if (matchNothing(filters)) return 0;
    const matching = await conditionOf(db, filters);
    const { rows } = await sql<{ total: number }>`select count(*) as total from videos where ${matching}`.execute(db);
    return rows[0]?.total ?? 0;
  },
  async numbers(db, filters, { after, limit }) {
    if (matchNothing(filters)) return [];
    const matching = await conditionOf(db, filters);
    const { rows } = await sql<{ number: number }>`
      select number from videos where number > ${after} and ${matching} order by number limit ${limit}`.execute(db);
    return rows.map(({ number }) => number);
  },
  async countFacets(db, query) {
    if (matchNothing(query.filters)) return nothingCounted(query);
    return countFacets(db, query, (await prepareWords(db, query.filters.words)).map(hasWord));
  },
  totals: totalsByDirectory,
  hasWork: () => Promise.resolve(false),
  update: () => Promise.resolve(false),
};

/** If the page has no video, the only row has just the total. */
interface FoundRow {
  readonly total: number;
  readonly found_number: number | null;
  readonly sorted_by: number | string | null;
}

/** No path has a NUL, nor half of a surrogate pair. */
function matchNothing({ words, directory }: Pick<VideosToMatch, "words" | "directory">): boolean {
  return [...words, directory ?? ""].some((text) => text.includes("\0") || !text.isWellFormed());
}

/** The condition for rows of `videos` that match. */
async function conditionOf(db: Kysely<Tables>, filters: VideosToMatch): Promise<RawBuilder<SqlBool>> {
  const words = await prepareWords(db, filters.words);
  const conditions = [...rowFilters(filters).map(({ condition }) => condition), ...words.map(hasWord)];
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`;
}

/** One statement, so that the page and the total are of one moment. */
function find(db: Kysely<Tables>, query: VideosToFind, matching: RawBuilder<SqlBool>) {
  const { descending, offset, limit } = query;
  const direction = sql.raw(descending ? "desc" : "asc");
  return sql<FoundRow>`
    with matching as materialized (
      select number, ${sortValues[query.sort]} as sorted_by from videos where ${matching}
    ), page as materialized (
      select number, sorted_by from matching where ${isAfter(query)}
      order by sorted_by ${direction}, number ${direction} limit ${limit} offset ${offset}
    )
    select videos.*, ${pathOfVideo} as path, ${detailsOfVideo} as details, page.number as found_number, page.sorted_by, counted.total
    from (select count(*) as total from matching) as counted
      left join page on true left join videos on videos.number = page.number
    order by page.sorted_by ${direction}, page.number ${direction}
  `.execute(db);
}

/** Whether a video comes after the page before. */
function isAfter({ after, descending }: VideosToFind): RawBuilder<SqlBool> {
  if (after === null) return sql`true`;
  return sql`(sorted_by, number) ${sql.raw(descending ? "<" : ">")} (${after.sortedBy}, ${after.number})`;
}

/** The value that each order sorts by, as `VideosToFind.after` has it. */
const sortValues: Readonly<Record<SortKey, RawBuilder<number | string>>> = {
  created_at: sql`created_at`,
  filename: sql`name_key`,
  // A video without a length is the shortest.
  duration_seconds: sql`coalesce(duration_seconds, -1)`,
  file_size: sql`file_size`,
  modified_at: sql`modified_us`,
  resolution: sql`array_position(array[${sql.join(resolutions.map((each) => sql.lit(each)))}]::text[], ${resolutionOfRow}) - 1`,
  video_codec: sql`video_codec`,
  // No name has the character between them, which comes before all others.
  path: sql`((select path from directories where directories.id = directory_id) || chr(1) || name_key) collate "C"`,
};
