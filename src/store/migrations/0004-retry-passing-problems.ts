import type { SchemaStep } from "./schema-step.ts";

/**
 * Older programs remembered every problem until the file changed, also those that a disk, the network or the system
 * caused. Without the size and time of the file, the next scan tries it again.
 */
export const retryPassingProblems: SchemaStep = () => [
  `update scan_errors set file_size = null, modified_us = null
   where is_current = 1 and (
     code in ('unreadable', 'vanished', 'timed_out') or (code = 'crashed' and message like '%SIGKILL%')
   )`,
];
