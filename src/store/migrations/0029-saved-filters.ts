import type { SchemaStep } from "./schema-step.ts";

/** Filters of videos that people keep under a name: see `library/saved-filters.ts`. */
export const savedFilters: SchemaStep = ({ text }) => [
  `create table saved_filters (
    id ${text} primary key,
    name ${text} not null unique,
    filter ${text} not null,
    sort ${text},
    created_at bigint not null
  )`,
];
