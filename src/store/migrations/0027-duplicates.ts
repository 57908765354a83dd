import type { SchemaStep } from "./schema-step.ts";

/**
 * Hashes of whole files, and what finds files that may be equal: see `library/duplicates.ts`. A part of the hash is in
 * `videos`, where the index counts it, and is null if the file has changed since. `held_groups` has the groups of which a
 * request deletes files.
 */
export const duplicates: SchemaStep = ({ text, database }) => [
  `alter table videos add column content bigint`,
  `create index videos_alike on videos (file_size, fingerprint, content)
    where missing_since is null and fingerprint is not null`,
  `create table video_hashes (
    number ${database === "sqlite" ? "integer" : "bigint"} primary key,
    file_size double precision not null,
    modified_us double precision not null,
    changed_us bigint not null,
    job_id ${text} not null,
    hashed_at bigint not null,
    sha256 ${text} not null
  )`,
  `create table held_groups (
    file_size double precision not null,
    fingerprint bigint not null,
    token ${text} not null,
    held_until bigint not null,
    primary key (file_size, fingerprint)
  )`,
];
