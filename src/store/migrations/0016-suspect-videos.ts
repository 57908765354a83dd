import type { SchemaStep } from "./schema-step.ts";

/** SQLite: the search index gets the suspect videos. All of its blocks are packed anew. */
export const suspectVideos: SchemaStep = ({ database }) =>
  database === "sqlite"
    ? [
        `delete from video_blocks`,
        `drop trigger videos_updated`,
        `create trigger videos_updated after update of filename, name_key, directory_id, video_codec, width, height,
            job_id, missing_job_id, missing_since, created_at, duration_seconds, file_size, modified_us, suspect on videos begin
          delete from video_blocks where block = old.number / 1024;
        end`,
      ]
    : [];
