import type { SchemaStep } from "./schema-step.ts";

/**
 * Gives each video a number that never changes, in the order in which the library found the videos, and makes the
 * tables and indexes that only this database has, such as the search index, which knows videos by their numbers. The table is made anew, because a table cannot get another key.
 */
export const numbersOfVideos: SchemaStep = ({ rowNumber, text, ownSchema }) => [
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
  ...ownSchema,
];

const copied = `id, path, directory, directory_id, filename, name_key, container, duration_seconds, duration_source, suspect,
  frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels,
  sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, disk, missing_since,
  missing_job_id, poster, created_at, updated_at`;
