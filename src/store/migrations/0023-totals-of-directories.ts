import type { SchemaStep } from "./schema-step.ts";

/**
 * Postgres: two indexes that have all that the totals of directories need, so that no row is read for them. They take the
 * place of one, so a new video is in as many indexes as before. SQLite has packed columns for the totals.
 */
export const totalsOfDirectories: SchemaStep = ({ database }) =>
  database === "sqlite"
    ? []
    : [
        `drop index videos_present`,
        `create index videos_present on videos (directory_id) include (file_size, duration_seconds, suspect)
          where missing_since is null`,
        `create index videos_missing on videos (directory_id) where missing_since is not null`,
      ];
