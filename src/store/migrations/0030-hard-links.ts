import type { SchemaStep } from "./schema-step.ts";

/** SQLite: the search index gets what tells hard links of one file. All of its blocks are packed anew. */
export const hardLinks: SchemaStep = ({ database }) =>
  database === "sqlite"
    ? [
        `delete from video_blocks`,
        `drop trigger videos_updated`,
        `create trigger videos_updated after update of filename, name_key, directory_id, video_codec, width, height,
            job_id, missing_job_id, missing_since, created_at, duration_seconds, file_size, modified_us, suspect,
            audio_codec, audio_languages, subtitle_languages, subtitle_files, hdr, bit_depth, container,
            frame_rate_numerator, frame_rate_denominator, bit_rate, disk, file_number on videos begin
          delete from video_blocks where block = old.number / 1024;
        end`,
      ]
    : [];
