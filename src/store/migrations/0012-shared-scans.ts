import type { SchemaStep } from "./schema-step.ts";

/**
 * The chunks of scans that workers read, and the workers: see `postgres/chunks/chunk-rows.ts`. Only Postgres has
 * them. They say what happens now, so an upgrade, for which all servers and workers are stopped, makes them anew.
 */
export const sharedScans: SchemaStep = ({ database, text }) => {
  if (database === "sqlite") return [];
  return [
    "drop table if exists scan_chunks, scan_workers",
    `create table scan_chunks (
      id uuid primary key,
      job_id ${text} not null,
      claim bigint not null,
      refusals bigint not null default 0,
      files ${text} not null,
      worker ${text},
      taken_at bigint,
      report ${text}
    )`,
    "create index scan_chunks_of_run on scan_chunks (job_id, claim)",
    `create table scan_workers (
      id uuid primary key,
      host ${text} not null,
      pid bigint not null,
      version ${text} not null,
      path_map ${text} not null,
      only_directories ${text} not null,
      state ${text} not null,
      job_id ${text},
      problems ${text} not null,
      since bigint not null,
      started_at bigint not null,
      seen_at bigint not null
    )`,
  ];
};
