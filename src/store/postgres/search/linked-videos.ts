import { sql } from "kysely";

/**
 * A table for a `with` of videos that are not missing and whose files have other such videos, because they have several hard
 * links: the `number` of the video, its `file` (the number of the first video of the file), and the `size` of the file. The
 * index `videos_by_file` finds the few candidates.
 */
export const linkedVideos = sql`alike as materialized (
  select modified_us, file_size, file_number from videos where file_number is not null
  group by modified_us, file_size, file_number having count(*) > 1
), linked as materialized (
  select number, file, size from (
    select videos.number, videos.file_size as size, min(videos.number) over links as file, count(*) over links as links
    from alike join videos using (modified_us, file_size, file_number)
    where videos.missing_since is null and videos.disk is not null
    window links as (partition by videos.disk, videos.file_number, videos.file_size, videos.modified_us)
  ) as counted where links > 1
)`;
