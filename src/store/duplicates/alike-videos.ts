import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { GroupKey, GroupState } from "../../library/duplicates.ts";
import { everythingIn } from "../directory-range.ts";
import { isPresent } from "../schema.ts";
import { storableText } from "../storable-text.ts";

/**
 * Videos of one size and fingerprint, counted along the index `videos_alike`. Rows are read only of those that are not
 * alone: SQLite takes a third of a second for a million videos of which one in twenty is a copy.
 */

/** The condition of the index, word for word. */
export const isAlikeCandidate = sql<boolean>`missing_since is null and fingerprint is not null`;

/** A text that all hard links of a file have, and no other. Copies of a disk have equal numbers. */
export const fileOfVideo = sql<string>`coalesce(videos.disk || ':' || cast(videos.file_number as text),
  '-' || cast(videos.number as text))`;

export function isInGroup({ size, fingerprint }: GroupKey): RawBuilder<SqlBool> {
  return sql`(file_size = ${size} and fingerprint = ${fingerprint})`;
}

/**
 * The videos of some groups, for a `from`. SQLite takes the tables of a cross join in their order, so it looks for each group
 * in the index. With a condition for each group, it would compare each video of the library with all of them.
 *
 * @param keys at least one
 */
export function videosOfGroups(keys: readonly GroupKey[]): RawBuilder<unknown> {
  const values = keys.map(
    ({ size, fingerprint }) => sql`(cast(${size} as double precision), cast(${fingerprint} as bigint))`,
  );
  return sql`(select videos.* from (select column1 as wanted_size, column2 as wanted_fingerprint
      from (values ${sql.join(values)}) as listed) as wanted
    cross join videos where videos.file_size = wanted_size and videos.fingerprint = wanted_fingerprint
      and ${isAlikeCandidate}) as videos`;
}

/** Whether a group has a video in a directory, at any depth: for the `having` of a query of groups. */
export function hasVideoIn(directory: string): RawBuilder<SqlBool> {
  const { from, before } = everythingIn(directory);
  return sql`max(case when videos.directory_id in (select id from directories
    where path >= ${storableText(from)} and path < ${storableText(before)}) then 1 else 0 end) = 1`;
}

const confirmed = sql`size * (compared_copies - contents)`;
const others = sql`(copies - compared_copies)`;
const possible = sql`size * (${others} - case when contents = 0 then 1 else 0 end)`;

/** What a list of groups is sorted by first. */
export const gainOfGroup = sql<number>`(confirmed + possible)`;
/** Of a list that names no states. */
export const usualStates: readonly GroupState[] = ["confirmed", "likely", "linked"];

/**
 * A query of groups, with the columns `size`, `fingerprint`, `videos`, `copies`, `confirmed`, `possible` and `state`.
 *
 * @param which.directory only groups with a video in it, at any depth
 * @param which.key only this group
 */
export function groupsOf({
  directory,
  key,
}: {
  readonly directory?: string | undefined;
  readonly key?: GroupKey;
}): RawBuilder<unknown> {
  const isWanted = key === undefined ? sql`` : sql`and ${isInGroup(key)}`;
  const inside = directory === undefined ? sql`` : sql`having ${hasVideoIn(directory)}`;
  // SQLite takes the tables of a cross join in their order.
  return sql`(
    with alike as materialized (
      select file_size, fingerprint from videos where ${isAlikeCandidate} ${isWanted}
      group by file_size, fingerprint having count(*) > 1
    ), counted as (
      select alike.file_size as size, alike.fingerprint, count(*) as videos,
        count(distinct ${fileOfVideo}) as copies,
        count(distinct case when videos.content is not null then ${fileOfVideo} end) as compared_copies,
        count(distinct videos.content) as contents
      from alike cross join videos
      where videos.file_size = alike.file_size and videos.fingerprint = alike.fingerprint and videos.${isPresent}
        and videos.fingerprint is not null
      group by alike.file_size, alike.fingerprint ${inside}
    ), gained as (
      select size, fingerprint, videos, copies, ${confirmed} as confirmed, ${possible} as possible from counted
    )
    select size, fingerprint, videos, copies, confirmed, possible,
      case when confirmed > 0 then 'confirmed' when copies = 1 then 'linked' when possible > 0 then 'likely'
        else 'different' end as state
    from gained
  )`;
}
