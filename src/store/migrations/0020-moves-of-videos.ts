import type { SchemaStep } from "./schema-step.ts";

/**
 * What tells a file from all others although its path changes: its number on its disk, and when its inode changed last. The
 * next scan fills them in for the videos of older programs. The index finds the videos that a file may have been: see
 * `scans/move-candidates.ts`. The number is in it for libraries with thousands of files of one size and time.
 */
export const movesOfVideos: SchemaStep = () => [
  `alter table videos add column file_number bigint`,
  `alter table videos add column changed_us bigint`,
  `alter table scan_errors add column changed_us bigint`,
  `create index videos_by_file on videos (modified_us, file_size, file_number)`,
];
