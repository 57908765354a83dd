import { sql } from "kysely";
import { fence } from "./fence.ts";

/**
 * A table for a `with` of videos that are not missing and whose files have other such videos, because they have several hard
 * links: the `number` of the video, its `file` (the number of the first video of the file), and the `size` of the file. The
 * index `videos_by_file` finds the few candidates. Of a range of counts, Postgres
 * expects one in 200, and of all counts above 1 a third. Behind the fence, it looks for their videos by this index, too.
 */
export const linkedVideos = sql`alike as materialized (
  select modified_us, file_size, file_number from videos where file_number is not null
  group by modified_us, file_size, file_number having count(*) between 2 and ${sql.lit(Number.MAX_SAFE_INTEGER)}
), linked as materialized (
  select number, file, size from (
    select same.number, same.file_size as size, min(same.number) over links as file, count(*) over links as links
    from alike cross join lateral (
      select number, disk, file_number, file_size, modified_us from videos
      where modified_us = alike.modified_us and file_size = alike.file_size and file_number = alike.file_number
        and missing_since is null and disk is not null ${fence}
    ) as same
    window links as (partition by same.disk, same.file_number, same.file_size, same.modified_us)
  ) as counted where links > 1
)`;
