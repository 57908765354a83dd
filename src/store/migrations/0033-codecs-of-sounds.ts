import type { SqlDifferences } from "../sql-differences.ts";
import type { SchemaStep } from "./schema-step.ts";

/**
 * The codecs of all sounds: see `VideoFacts.audioCodecs`. The details of a video have them, so no file is read again. Only
 * videos with several sounds are written. SQLite: all blocks of the search index are packed anew.
 */
export const codecsOfSounds: SchemaStep = ({ text, database }) => [
  `alter table videos add column audio_codecs ${text}`,
  fillCodecsOfSounds(database),
  ...(database === "sqlite"
    ? [
        `delete from video_blocks`,
        `drop trigger videos_updated`,
        `create trigger videos_updated after update of filename, name_key, directory_id, video_codec, width, height,
            job_id, missing_job_id, missing_since, created_at, duration_seconds, file_size, modified_us, suspect,
            audio_codec, audio_codecs, audio_languages, subtitle_languages, subtitle_files, hdr, bit_depth, container,
            frame_rate_numerator, frame_rate_denominator, bit_rate, disk, file_number on videos begin
          delete from video_blocks where block = old.number / 1024;
        end`,
      ]
    : []),
];

/**
 * A statement that finds them in the details. No text of details makes it fail. Postgres does not read JSON with every
 * character that details may have, so it looks for the first fields of a sound, as `describeStreams` orders them. A quote
 * in a title has a backslash in front, so no title looks like them.
 */
export function fillCodecsOfSounds(database: SqlDifferences["schema"]["database"]): string {
  if (database === "sqlite") {
    return `update videos set audio_codecs = (
      select nullif(group_concat(codec, ' '), videos.audio_codec) from (
        select distinct replace(sound.value ->> 'c', ' ', '-') as codec
        from video_details, json_each(case when json_valid(details) then details else '{}' end, '$.streams') as sound
        where video_details.number = videos.number and sound.value ->> 'k' = 'audio' and sound.value ->> 'c' is not null
        order by codec
      )
    ) where audio_count > 1`;
  }
  return `update videos set audio_codecs = found.codecs from (
    select number, string_agg(codec, ' ' order by codec) as codecs from (
      select distinct number, replace(sound[1], ' ', '-') collate "C" as codec
      from videos join video_details using (number)
        cross join lateral regexp_matches(details, '"k":"audio","i":[0-9]+,"c":"([^"\\\\]+)"', 'g') as sound
      where audio_count > 1
    ) as sounds group by number
  ) as found where videos.number = found.number and found.codecs is distinct from videos.audio_codec`;
}
