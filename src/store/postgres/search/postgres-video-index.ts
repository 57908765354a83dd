import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { resolutions } from "../../../library/resolution.ts";
import { pathOfVideo, type Tables } from "../../schema.ts";
import { detailsOfVideo } from "../../videos/details-of-video.ts";
import { resolutionOfRow } from "../../videos/resolution-of-row.ts";
import type { SortKey, VideoIndex, VideosToFind } from "../../videos/video-index.ts";
import { hasWord, prepareWords } from "./words-in-paths.ts";

/**
 * Finds videos with the indexes of Postgres: trigrams of names, where the server has them, and directories by their
 * paths. The indexes are always complete, so no work is left to do later.
 */
export const postgresVideoIndex: VideoIndex = {
  async find(db, query) {
    // No path has a NUL, nor half of a surrogate pair.
    if (query.words.some((word) => word.includes("\0") || !word.isWellFormed())) return { total: 0, page: [] };
    const words = await prepareWords(db, query.words);
    const conditions = [...filtersOf(query), ...words.map(hasWord)];
    const { rows } = await find(db, query, conditions);
    return {
      total: rows[0]?.total ?? 0,
      page: rows.flatMap((row) => {
        const { found_number: number, sorted_by: sortedBy } = row;
        return number === null || sortedBy === null ? [] : [{ row, number, sortedBy }];
      }),
    };
  },
  hasWork: () => Promise.resolve(false),
  update: () => Promise.resolve(false),
};

/** If the page has no video, the only row has just the total. */
interface FoundRow {
  readonly total: number;
  readonly found_number: number | null;
  readonly sorted_by: number | string | null;
}

/** One statement, so that the page and the total are of one moment. */
function find(db: Kysely<Tables>, query: VideosToFind, conditions: readonly RawBuilder<SqlBool>[]) {
  const { descending, after, offset, limit } = query;
  const matching = conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
  const direction = sql.raw(descending ? "desc" : "asc");
  const isAfter =
    after === null
      ? sql`true`
      : sql`(sorted_by, number) ${sql.raw(descending ? "<" : ">")} (${after.sortedBy}, ${after.number})`;
  return sql<FoundRow>`
    with matching as materialized (
      select number, ${sortValues[query.sort]} as sorted_by from videos where ${matching}
    ), page as materialized (
      select number, sorted_by from matching where ${isAfter}
      order by sorted_by ${direction}, number ${direction} limit ${limit} offset ${offset}
    )
    select videos.*, ${pathOfVideo} as path, ${detailsOfVideo} as details, page.number as found_number, page.sorted_by, counted.total
    from (select count(*) as total from matching) as counted
      left join page on true left join videos on videos.number = page.number
    order by page.sorted_by ${direction}, page.number ${direction}
  `.execute(db);
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
};

function filtersOf({ jobId, missing, videoCodec, resolution, suspect }: VideosToFind): readonly RawBuilder<SqlBool>[] {
  const filters: RawBuilder<SqlBool>[] = [];
  if (missing !== null) filters.push(missing ? sql`missing_since is not null` : sql`missing_since is null`);
  if (videoCodec !== null) filters.push(sql`video_codec = ${videoCodec}`);
  if (resolution !== null) filters.push(sql`${resolutionOfRow} = ${resolution}`);
  if (suspect !== null) filters.push(suspect === "any" ? sql`suspect is not null` : sql`suspect = ${suspect}`);
  // The job that marks a video missing does not write the video: it has a column of its own.
  if (jobId !== null) filters.push(sql`${sql.ref(missing === true ? "missing_job_id" : "job_id")} = ${jobId}`);
  return filters;
}
