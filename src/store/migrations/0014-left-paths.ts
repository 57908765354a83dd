import type { SchemaStep } from "./schema-step.ts";

/** The directories that each worker leaves alone for a while: `LeftPath` as JSON. Only Postgres has workers. */
export const leftPaths: SchemaStep = ({ database, text }) =>
  database === "sqlite" ? [] : [`alter table scan_workers add column leaves ${text} not null default '[]'`];
