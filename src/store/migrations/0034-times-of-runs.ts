import type { SchemaStep } from "./schema-step.ts";

/** How long the runs of a job took: see `JobFacts.ranMs`. */
export const timesOfRuns: SchemaStep = () => ["alter table jobs add column ran_ms bigint"];
