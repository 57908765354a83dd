import type { SchemaStep } from "./schema-step.ts";

export const samplesAndPosters: SchemaStep = ({ text }) => [
  `create table job_samples (
    job_id ${text} not null,
    at bigint not null,
    scanned bigint not null,
    primary key (job_id, at)
  )`,
  `alter table videos add column poster ${text}`,
  `create index videos_by_name on videos (filename, id)`,
  `drop index videos_by_job`,
  `create index videos_by_job on videos (job_id, created_at, id)`,
];
