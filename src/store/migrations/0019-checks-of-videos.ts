import type { SchemaStep } from "./schema-step.ts";

/**
 * What a check of a video has found: see `library/video-check.ts`. The verdict is in `videos`, for lists and filters, and
 * is null if the file has changed since. The rest is in a table of its own, because no list needs it.
 */
export const checksOfVideos: SchemaStep = ({ text, database }) => [
  `create table video_checks (
    number ${database === "sqlite" ? "integer" : "bigint"} primary key,
    file_size double precision not null,
    modified_us double precision not null,
    job_id ${text} not null,
    checked_at bigint not null,
    verdict ${text} not null,
    seconds double precision not null,
    error_count bigint not null,
    faults ${text} not null
  )`,
  `alter table videos add column check_verdict ${text}`,
  // SQLite: the search index has broken videos. No video is broken yet, so its blocks stay as they are.
  ...(database === "sqlite"
    ? [
        `create trigger videos_checked after update of check_verdict on videos
          when old.check_verdict is not new.check_verdict begin
          delete from video_blocks where block = old.number / 1024;
        end`,
      ]
    : []),
];
