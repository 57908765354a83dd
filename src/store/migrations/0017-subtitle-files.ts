import type { SchemaStep } from "./schema-step.ts";

/** The subtitle files beside each video. The next scan finds them. */
export const subtitleFiles: SchemaStep = ({ text }) => [
  `alter table videos add column subtitle_files ${text} not null default ''`,
];
