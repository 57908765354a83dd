import type { SchemaStep } from "./schema-step.ts";

/** SQLite: the search index gets all that videos can be filtered by. All of its blocks are packed anew. */
export const filtersOfVideos: SchemaStep = ({ database }) =>
  database === "sqlite"
    ? [
        `delete from video_blocks`,
        `drop trigger videos_updated`,
        `create trigger videos_updated after update of filename, name_key, directory_id, video_codec, width, height,
            job_id, missing_job_id, missing_since, created_at, duration_seconds, file_size, modified_us, suspect,
            audio_codec, audio_languages, subtitle_languages, subtitle_files, hdr, bit_depth, container,
            frame_rate_numerator, frame_rate_denominator, bit_rate on videos begin
          delete from video_blocks where block = old.number / 1024;
        end`,
      ]
    : [];
