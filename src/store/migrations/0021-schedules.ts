import type { SchemaStep } from "./schema-step.ts";

/** Until when the turns of the schedule of a directory are done, and the last turn that was skipped. */
export const schedules: SchemaStep = () => [
  `alter table roots add column turned_at bigint`,
  `alter table roots add column skipped_turn_at bigint`,
];
