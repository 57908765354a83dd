import { sql } from "kysely";
import { pathOfVideo } from "../../schema.ts";
import { detailsOfVideo } from "../../videos/details-of-video.ts";
import type { FacetCounts, TotalsOfPlaces, VideoIndex } from "../../videos/video-index.ts";
import type { FoundNumbers } from "./find-videos.ts";
import { videosPerBlock } from "./video-block.ts";
import { selectHasStale } from "./video-blocks.ts";

/** Writing them takes some 5 ms, and a cancel may have to wait for it. */
const blocksAtOnce = 4;

/** Finds videos in their blocks: see `video-block.ts`. `connection/sql-functions.ts` has the functions. */
export const sqliteVideoIndex: VideoIndex = {
  async find(db, query) {
    // One statement reads one moment, also in the function that it calls.
    const { rows } = await sql<FoundRow>`
      with answer (found) as materialized (select find_videos(${JSON.stringify(query)}))
      select videos.*, ${pathOfVideo} as path, ${detailsOfVideo} as details, page.value ->> 0 as found_number, page.value -> 1 as sorted_by,
        answer.found ->> 'total' as total
      from answer
      left join json_each(answer.found, '$.page') as page
      left join videos on videos.number = page.value ->> 0
      order by page.key
    `.execute(db);
    return {
      total: rows[0]?.total ?? 0,
      page: rows.flatMap((row) => {
        const { found_number: number, sorted_by: sortedBy } = row;
        if (number === null || sortedBy === null) return [];
        return [{ row, number, sortedBy: JSON.parse(sortedBy) as number | string }];
      }),
    };
  },

  async places(db, query) {
    const { rows } = await sql<{ found: string }>`select find_videos(${JSON.stringify(query)}) as found`.execute(db);
    const { page = [] } = JSON.parse(rows[0]?.found ?? "{}") as Partial<FoundNumbers>;
    return page.map(([number, sortedBy]) => ({ number, sortedBy }));
  },

  async count(db, filters) {
    const { rows } = await sql<{ total: number }>`
      select count_matches(${JSON.stringify(filters)}) as total`.execute(db);
    return rows[0]?.total ?? 0;
  },

  async numbers(db, filters, { after, limit }) {
    const { rows } = await sql<{ numbers: string }>`
      select match_videos(${JSON.stringify(filters)}, ${after}, ${limit}) as numbers`.execute(db);
    return JSON.parse(rows[0]?.numbers ?? "[]") as readonly number[];
  },

  async countFacets(db, query) {
    const { rows } = await sql<{ counted: string }>`
      select count_facets(${JSON.stringify(query)}) as counted`.execute(db);
    return JSON.parse(rows[0]?.counted ?? "null") as FacetCounts;
  },

  async totals(db, places) {
    const { rows } = await sql<{ totals: string }>`
      select total_videos(${JSON.stringify(places)}) as totals`.execute(db);
    return JSON.parse(rows[0]?.totals ?? "null") as TotalsOfPlaces;
  },

  async hasWork(db) {
    const { rows } = await sql.raw<{ has_stale: number }>(selectHasStale).execute(db);
    return rows[0]?.has_stale === 1;
  },

  async update(transaction, changed = []) {
    const blocks = new Set(changed.map((number) => Math.floor(number / videosPerBlock)));
    const { rows } = await sql<{ more: number }>`
      select write_video_blocks(${blocksAtOnce}, ${JSON.stringify([...blocks])}) as more
    `.execute(transaction);
    return rows[0]?.more === 1;
  },
};

/** If the page has no video, the only row has just the total. */
interface FoundRow {
  readonly total: number;
  readonly found_number: number | null;
  /** JSON, because SQLite would take a number beyond 2^53 for a whole number, which fits into no number here. */
  readonly sorted_by: string | null;
}
