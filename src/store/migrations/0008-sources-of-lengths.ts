import type { SchemaStep } from "./schema-step.ts";

/**
 * Whether a length is declared or measured, and whether it makes sense. Older programs wrote declared lengths only, also
 * such that make no sense, and texts of any length from files.
 */
export const sourcesOfLengths: SchemaStep = ({ text }) => [
  `alter table videos add column duration_source ${text}`,
  `alter table videos add column suspect ${text}`,
  `update videos set duration_seconds = null where duration_seconds <= 0`,
  `update videos set duration_source = 'declared' where duration_seconds is not null`,
  `update videos set subtitle_streams = '[]' where length(subtitle_streams) > 65536`,
];
