import type { SchemaStep } from "./schema-step.ts";

export const videosInDirectory: SchemaStep = () => [
  `create index videos_in_directory on videos (directory, path, missing_since)`,
  `drop index videos_present`,
];
