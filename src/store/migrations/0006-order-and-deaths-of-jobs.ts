import type { SchemaStep } from "./schema-step.ts";

/** The order in which jobs were submitted, and what is known about a run when it dies. */
export const orderAndDeathsOfJobs: SchemaStep = ({ text }) => [
  `alter table jobs add column submission bigint`,
  `update jobs set submission = numbered.place
    from (select id, row_number() over (order by submitted_at, id) as place from jobs) as numbered
    where numbered.id = jobs.id`,
  `alter table jobs add column progressed_claim bigint`,
  `alter table jobs add column in_hand ${text}`,
  `drop index jobs_newest`,
  `drop index jobs_by_status`,
  `create index jobs_by_submission on jobs (submission)`,
  `create index jobs_by_status on jobs (status, submission)`,
  `create index jobs_by_key on jobs (unique_key, submission)`,
];
