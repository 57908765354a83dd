import { type Kysely, sql } from "kysely";
import { noVideos } from "../../../library/video-library.ts";
import { everythingIn } from "../../directory-range.ts";
import type { Tables } from "../../schema.ts";
import { storableText } from "../../storable-text.ts";
import type { Place, TotalsOfPlaces } from "../../videos/video-index.ts";
import { linkedVideos } from "./linked-videos.ts";

/**
 * See `VideoIndex.totals`. One pass over the index `videos_present`, which has all these columns, and one over that of the
 * missing videos. Other processors of the server may share the first. Where many rows were written since the last vacuum,
 * Postgres reads the rows instead.
 */
export async function totalsByDirectory(db: Kysely<Tables>, those: readonly Place[]): Promise<TotalsOfPlaces> {
  const ranges = those.map(({ directory }) => everythingIn(storableText(directory)));
  const [from, before] = [ranges.map((range) => range.from), ranges.map((range) => range.before)];
  const direct = those.map(({ isDirect = false }) => isDirect);
  const place = sql`coalesce(place, ${sql.lit(those.length + 1)})`;
  const { rows } = await sql<Row>`
    with sums as (
      select directory_id, count(*) as videos, 0 as missing, sum(file_size) as bytes,
        coalesce(sum(greatest(duration_seconds, 0)) filter (where suspect is distinct from 'length'), 0) as seconds
      from videos where missing_since is null group by directory_id
      union all
      select directory_id, count(*), count(*), 0, 0 from videos where missing_since is not null group by directory_id
    ), places as (
      select directories.id, place from directories
        join unnest(cast(${from} as text[]), cast(${before} as text[]), cast(${direct} as boolean[]))
            with ordinality as range (first, before, is_direct, place)
          on directories.path >= range.first collate "C" and directories.path < range.before collate "C"
            and (not is_direct or directories.path = range.first)
    ), ${linkedVideos}, counted_again as (
      select place, size, row_number() over (partition by place, file) as nth
      from (
        select ${place} as place, size, file from linked
          join videos using (number) left join places on places.id = videos.directory_id
      ) as placed
    )
    select ${place} as place, sum(videos) as videos, sum(missing) as missing, sum(bytes) as bytes, sum(seconds) as seconds,
      exists (select from linked) as has_links
    from (
      select place, videos, missing, bytes, seconds from sums left join places on places.id = directory_id
      union all
      select place, 0, 0, -size, 0 from counted_again where nth > 1
    ) as parts
    group by 1
  `.execute(db);
  const totals = Array.from({ length: those.length + 1 }, () => noVideos);
  for (const { place: nth, videos, missing, bytes, seconds } of rows) {
    totals[nth - 1] = {
      videos: Number(videos),
      missing: Number(missing),
      bytes,
      durationSeconds: seconds,
    };
  }
  return { totals, hasLinks: rows[0]?.has_links ?? false };
}

/** The sum of whole numbers may be beyond them, so the driver gives a text. */
interface Row {
  readonly place: number;
  readonly videos: number | string;
  readonly missing: number | string;
  readonly bytes: number;
  readonly seconds: number;
  readonly has_links: boolean;
}
