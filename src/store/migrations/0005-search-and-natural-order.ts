import type { SchemaStep } from "./schema-step.ts";

/**
 * Search without case and accents, and the natural order of names. Rows that are here already get their values later,
 * in the background (`videos/fill-search.ts`): `videos_filled_to` and `errors_filled_to` say how far it has come.
 */
export const searchAndNaturalOrder: SchemaStep = ({ rowNumber, text }) => [
  `create table directories (
    id ${rowNumber},
    path ${text} not null unique,
    folded ${text} not null
  )`,
  `alter table videos add column directory_id bigint`,
  `alter table videos add column folded_name ${text} not null default ''`,
  `alter table videos add column name_key ${text} not null default ''`,
  `drop index videos_newest`,
  // A search reads this index from its newest entry on, and no row that it does not find.
  `create index videos_newest on videos (created_at, id, directory_id, folded_name)`,
  `drop index videos_by_name`,
  `create index videos_by_name on videos (name_key, id)`,

  `alter table scan_errors add column path_key ${text} not null default ''`,
  `drop index scan_errors_by_job`,
  `create index scan_errors_by_job on scan_errors (job_id, path_key, id)`,
  `create index scan_errors_by_path on scan_errors (path_key, path) where is_current = 1`,

  `alter table store_info add column videos_filled_to ${text}`,
  `alter table store_info add column errors_filled_to bigint`,
  `update store_info set videos_filled_to = '' where exists (select 1 from videos)`,
  `update store_info set errors_filled_to = 0 where exists (select 1 from scan_errors)`,
];
