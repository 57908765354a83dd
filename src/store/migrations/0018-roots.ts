import { separators } from "../directory-range.ts";
import type { SchemaStep } from "./schema-step.ts";

/**
 * The directories of the library, the number of their changes, and the lanes of jobs.
 *
 * The directories that earlier scans have read become the first ones, if videos were ever found in them. The history has
 * the newest scan of every directory, however old it is: see `jobs/prune-jobs.ts`. No directory of the library lies in
 * another one:
 * - Of directories that were scanned to the end with their subdirectories, those are taken that lie in no other.
 * - All other directories are taken only if none of those lies in them or around them: a scan of the whole disk that was
 *   begun by mistake and cancelled must not take the place of the directories that people want.
 *
 * Videos outside of these directories stay in the library. A scan of their directory makes it one of the library.
 */
export const roots: SchemaStep = ({ database, text, rowNumber }) => [
  `create table roots (
    id ${text} not null primary key,
    path ${text} not null,
    name ${text} not null,
    recursive bigint not null,
    follow_links bigint,
    include_hidden bigint,
    exclude ${text} not null,
    max_rate double precision,
    cron ${text},
    time_zone ${text},
    watch bigint not null,
    created_at bigint not null
  )`,
  `alter table store_info add column roots_revision bigint not null default 0`,

  `alter table jobs add column lane ${text}`,
  `create unique index jobs_running_lane on jobs (lane) where status = 'running' and lane is not null`,

  // `first` and `before`: the range of everything in the directory, as in directory-range.ts.
  `create table scanned_directories (
    number ${rowNumber},
    path ${text} not null,
    first ${text} not null,
    before ${text} not null,
    recursive bigint not null,
    is_whole bigint not null,
    created_at bigint not null,
    is_root bigint not null
  )`,
  `create index scanned_directories_in_order on scanned_directories (is_root, is_whole, first)`,
  `insert into scanned_directories (path, first, before, recursive, is_whole, created_at, is_root)
    select path, path || mark, path || '${afterSeparator}', recursive, is_whole, created_at, 0 from (
      select path, case when ${endsWithSeparator} then '' else '${separator}' end as mark, created_at,
        case when payload like '%"recursive":false%' then 0 else 1 end as recursive,
        case when completed > 0 and payload not like '%"recursive":false%' then 1 else 0 end as is_whole
      from (
        select substr(unique_key, 6) as path, max(submission) as newest, min(submitted_at) as created_at,
          sum(case when status = 'completed' then 1 else 0 end) as completed
        from jobs where type = 'scan' and unique_key like 'scan:_%' group by unique_key
      ) as scanned
      join jobs on jobs.submission = scanned.newest
    ) as scanned
    where length(path) <= ${longestScanned}`,
  // The separator of a disk is a part of its path, and its range ends behind it.
  `update scanned_directories set first = path, before = substr(path, 1, length(path) - 1) || '${afterSeparator}'
    where ${endsWithSeparator}`,
  `delete from scanned_directories where not exists (
    select 1 from directories where directories.path >= scanned_directories.first
      and directories.path < scanned_directories.before)`,
  markOutermost("is_whole = 1"),
  // No root lies in another one, so the last that begins before a directory is the only one that can be around it.
  `delete from scanned_directories where is_root = 0 and (
    exists (select 1 from scanned_directories as other where other.is_root = 1 and other.is_whole = 1
      and other.first >= scanned_directories.first and other.first < scanned_directories.before)
    or scanned_directories.first < (select other.before from scanned_directories as other
      where other.is_root = 1 and other.is_whole = 1 and other.first <= scanned_directories.first
      order by other.first desc limit 1))`,
  markOutermost("is_whole = 0"),
  // The name is what follows the last separator of the path.
  `insert into roots (id, path, name, recursive, exclude, watch, created_at)
    select ${database === "sqlite" ? sqliteUuid : "gen_random_uuid()::text"}, path,
      coalesce(nullif(substr(path, length(rtrim(path, replace(path, '${separator}', ''))) + 1), ''), path),
      recursive, '[]', 0, created_at
    from scanned_directories where is_root = 1 order by first`,
  `drop table scanned_directories`,
];

const { separator, afterSeparator } = separators;

const endsWithSeparator = `substr(path, length(path)) = '${separator}'`;

/** No path that a system takes is longer, in characters. */
const longestScanned = 4_096;

/** Goes from each directory to the first one behind everything in it. */
function markOutermost(condition: string): string {
  const first = (after: string) =>
    `(select min(next.first) from scanned_directories as next where next.is_root = 0 and next.${condition}${after})`;
  const behind = `substr(outermost.first, 1, length(outermost.first) - 1) || '${afterSeparator}'`;
  return `update scanned_directories set is_root = 1 where is_root = 0 and ${condition} and first in (
    with recursive outermost (first) as (
      select ${first("")}
      union all
      select ${first(` and next.first >= ${behind}`)} from outermost where outermost.first is not null
    )
    select first from outermost where first is not null)`;
}

/** A random UUID of version 4. */
const sqliteUuid = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' ||
  substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;
