import type { SchemaStep } from "./schema-step.ts";

/**
 * Gives each video a number that never changes, in the order in which the library found the videos. The table is made
 * anew, because a table cannot get another key. Each database also gets the tables and indexes that only this database
 * has, such as a search index that knows videos by their numbers.
 */
export const numbersOfVideos: SchemaStep = ({ rowNumber, text, database }) => [
  `create table numbered_videos (
    number ${rowNumber},
    id ${text} not null unique,
    path ${text} not null unique,
    directory ${text} not null,
    directory_id bigint,
    filename ${text} not null,
    name_key ${text} not null default '',
    container ${text} not null,
    duration_seconds double precision,
    duration_source ${text},
    suspect ${text},
    frame_rate_numerator double precision,
    frame_rate_denominator double precision,
    width double precision not null,
    height double precision not null,
    rotation double precision not null,
    video_codec ${text} not null,
    audio_codec ${text},
    audio_channels double precision,
    sample_rate double precision,
    bit_rate double precision,
    audio_count double precision not null,
    subtitle_streams ${text} not null,
    file_size double precision not null,
    modified_us double precision not null,
    job_id ${text} not null,
    disk ${text},
    missing_since bigint,
    missing_job_id ${text},
    poster ${text},
    created_at bigint not null,
    updated_at bigint not null
  )`,
  `insert into numbered_videos (${copied}) select ${copied} from videos order by created_at, id`,
  `drop table videos`,
  `alter table numbered_videos rename to videos`,
  `create index videos_newest on videos (created_at, number)`,
  `create index videos_by_name on videos (name_key, number)`,
  `create index videos_by_job on videos (job_id)`,
  `create index videos_in_directory on videos (directory, path, missing_since)`,
  ...(database === "sqlite" ? searchIndex : manyWriters),
];

const copied = `id, path, directory, directory_id, filename, name_key, container, duration_seconds, duration_source, suspect,
  frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels,
  sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, disk, missing_since,
  missing_job_id, poster, created_at, updated_at`;

/**
 * SQLite: the search index. `video_blocks` has the blocks whose columns are as their videos are. See
 * `0011-directories-of-videos.ts` for the triggers.
 */
const searchIndex: readonly string[] = [
  "create table video_blocks (block integer primary key)",
  `create table video_columns (
    place integer primary key,
    data blob not null
  )`,
  `create trigger videos_updated after update of filename, name_key, directory, directory_id, video_codec, width, height,
      job_id, missing_job_id, missing_since, created_at, duration_seconds, file_size, modified_us on videos begin
    delete from video_blocks where block = old.number / 1024;
  end`,
  // Another block may become the last by this.
  `create trigger videos_deleted after delete on videos begin
    delete from video_blocks where block = old.number / 1024;
    delete from video_blocks where block >= (select coalesce(max(number), 0) from videos) / 1024;
  end`,
];

/** Postgres: the tables, columns and indexes that only a database with several writers and its own search has. */
const manyWriters: readonly string[] = [
  "create sequence job_submissions",
  // See `continueRevisions` in `postgres/postgres-schema.ts`.
  "alter table store_info add column revision_offset bigint not null default 0",
  `alter table videos add column folded_name text collate "C" not null default ''`,
  // Two scans can find the same problem at the same time. The second one then sees the first one's error, and replaces it.
  "drop index scan_errors_current",
  "create unique index scan_errors_current on scan_errors (path) where is_current = 1",
  // Without the path, which the index of SQLite has too: see `longestPath` there. The key may be longer than the path.
  "drop index scan_errors_by_path",
  "create index scan_errors_by_path on scan_errors (path_key) where is_current = 1",
];
