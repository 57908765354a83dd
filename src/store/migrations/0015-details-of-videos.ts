import type { SchemaStep } from "./schema-step.ts";

/**
 * What is known of each video beyond the fields of lists: `VideoDetails` as JSON, in a table of its own. A scan of an
 * unchanged library reads a row of `videos` for each file, and would take several times as long if each row were several
 * times as large. What lists can filter by has columns in `videos`.
 *
 * Videos that are here already have version 0 of the facts, so the next scan reads their files again.
 */
export const detailsOfVideos: SchemaStep = ({ text, database }) => [
  `create table video_details (
    number ${database === "sqlite" ? "integer" : "bigint"} primary key,
    details ${text} not null
  )`,
  `alter table videos add column facts_version bigint not null default 0`,
  `alter table videos add column hdr ${text}`,
  `alter table videos add column bit_depth double precision`,
  `alter table videos add column audio_languages ${text} not null default ''`,
  `alter table videos add column subtitle_languages ${text} not null default ''`,
];
