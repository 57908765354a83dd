import type { Tables } from "../schema.ts";

export type MovedTable = Exclude<keyof Tables, "store_info" | "kysely_migration" | "library_moves" | "held_groups">;

/**
 * The tables of a library, with the columns of their primary keys, in the order in which they are moved. Rows are moved
 * in the order of these keys, which is the same in every database. So the last row of a table says how far a move has come.
 */
export const keysOfTables: Readonly<Record<MovedTable, readonly string[]>> = {
  jobs: ["id"],
  job_samples: ["job_id", "at"],
  directories: ["id"],
  videos: ["number"],
  video_details: ["number"],
  video_checks: ["number"],
  video_hashes: ["number"],
  removed_videos: ["job_id", "path"],
  scan_errors: ["id"],
  roots: ["id"],
  settings: ["name"],
  webhook_deliveries: ["id"],
  saved_filters: ["id"],
};
