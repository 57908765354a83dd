import type { SchemaStep } from "./schema-step.ts";

/** Why files were not read and messages did not arrive, as data: see `sentences/sentence.ts`. Older rows have none. */
export const sentences: SchemaStep = ({ text }) => [
  `alter table scan_errors add column sentence ${text}`,
  `alter table webhook_deliveries add column sentence ${text}`,
];
