import type { SchemaStep } from "./schema-step.ts";

/**
 * Keeps the path of each directory once, in `directories`. A video has the id of its directory, and its name. Paths were
 * most of a row and of its indexes before.
 *
 * SQLite cannot drop a column that is unique, so the table is made anew there. Postgres frees the room of the old columns
 * as it writes rows again, or all at once with `vacuum full videos`.
 */
export const directoriesOfVideos: SchemaStep = ({ rowNumber, text, database }) =>
  database === "sqlite"
    ? [
        ...directoriesOfUnfilledVideos,
        `create table videos_with_names (
          number ${rowNumber},
          id ${text} not null unique,
          directory_id bigint not null,
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
        `insert into videos_with_names (number, id, directory_id, ${copied})
          select number, id, coalesce(directory_id, (select directories.id from directories where directories.path = videos.directory)),
            ${copied}
          from videos order by number`,
        `drop table videos`,
        `alter table videos_with_names rename to videos`,
        `create index videos_newest on videos (created_at, number)`,
        `create index videos_by_name on videos (name_key, number)`,
        `create index videos_by_job on videos (job_id)`,
        ...indexes,
        ...triggers,
      ]
    : [
        `alter table videos drop column path, drop column directory, alter column directory_id set not null`,
        ...indexes,
      ];

const indexes = [
  `create unique index videos_in_directory on videos (directory_id, filename)`,
  // For directories with very many missing videos: whether they have others is one look into this index.
  `create index videos_present on videos (directory_id) where missing_since is null`,
];

/** Videos of older programs: see `videos/fill-search.ts`. The search index has their directories with their names. */
const directoriesOfUnfilledVideos = [
  `delete from video_blocks where block in (select number / 1024 from videos where directory_id is null)`,
  `insert into directories (path, folded)
    select distinct directory, fold_text(directory) from videos where directory_id is null
    on conflict (path) do nothing`,
];

const copied = `filename, name_key, container, duration_seconds, duration_source, suspect,
  frame_rate_numerator, frame_rate_denominator, width, height, rotation, video_codec, audio_codec, audio_channels,
  sample_rate, bit_rate, audio_count, subtitle_streams, file_size, modified_us, job_id, disk, missing_since,
  missing_job_id, poster, created_at, updated_at`;

/**
 * Take a block from the search index when a video of it changes, so that no statement can forget it. New videos need no
 * trigger: their numbers are the highest, so they are in the last block, which is never written. A trigger on inserts
 * would make each insert a third slower, because SQLite could no longer do without a journal for each statement.
 */
const triggers = [
  `create trigger videos_updated after update of filename, name_key, directory_id, video_codec, width, height,
      job_id, missing_job_id, missing_since, created_at, duration_seconds, file_size, modified_us on videos begin
    delete from video_blocks where block = old.number / 1024;
  end`,
  // Another block may become the last by this.
  `create trigger videos_deleted after delete on videos begin
    delete from video_blocks where block = old.number / 1024;
    delete from video_blocks where block >= (select coalesce(max(number), 0) from videos) / 1024;
  end`,
];
