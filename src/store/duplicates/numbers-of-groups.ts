import { type Kysely, sql } from "kysely";
import type { DuplicateNumbers, DuplicateQuery, GroupSummary, VideoOfGroup } from "../../library/duplicates.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { number, text } from "../row-columns.ts";
import { pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { detailsOfVideo } from "../videos/details-of-video.ts";
import { fileOfVideo, gainOfGroup, groupsOf, usualStates } from "./alike-videos.ts";
import { columnsOfHashes, hashesOfVideos, summaryFromRow, videoOfGroupFromRow } from "./duplicate-rows.ts";

const cursorWord = "duplicate videos";

/**
 * See `DuplicateLibrary.numbers`. The groups are added up until they have enough videos, so that only these are sorted by
 * their paths. The group in which the last part has ended is not in the sum: what is left of it may be nothing.
 */
export async function numbersOfGroups(
  { reader }: { readonly reader: Kysely<Tables> },
  { directory, states = usualStates, limit, cursor }: DuplicateQuery,
): Promise<DuplicateNumbers> {
  const after =
    cursor === undefined ? null : readCursor(cursor, [{ word: cursorWord }, "number", "number", "whole", "text"]);
  const place = after === null ? null : sql`(${gainOfGroup}, size, fingerprint) = (${sql.join(after.slice(1, 4))})`;
  const wanted = limit + 1;
  const { rows } = await sql<object>`
    with listed as (
      select * from ${groupsOf({ directory })} as one where state in (${sql.join(states)})
        ${after === null ? sql`` : sql`and (${gainOfGroup}, size, fingerprint) <= (${sql.join(after.slice(1, 4))})`}
    ), summed as (
      select listed.*, sum(${place === null ? sql`videos` : sql`case when ${place} then 0 else videos end`})
        over (order by ${gainOfGroup} desc, size desc, fingerprint desc rows unbounded preceding) as videos_until
      from listed
    ), found as (
      select summed.*, videos.number, ${pathOfVideo} as path from summed cross join videos
      where videos_until - summed.videos < ${sql.lit(wanted)} and videos.file_size = summed.size
        and videos.fingerprint = summed.fingerprint and videos.fingerprint is not null and videos.missing_since is null
    )
    select * from found ${place === null ? sql`` : sql`where not (${place}) or path > ${after?.[4]}`}
    order by ${gainOfGroup} desc, size desc, fingerprint desc, path limit ${sql.lit(wanted)}`.execute(reader);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const isEnd = rows.length === page.length || last === undefined;
  return { groups: inGroups(page), nextCursor: isEnd ? null : cursorAfter(last) };
}

function cursorAfter(row: object): string {
  const { key, gain } = summaryFromRow(row);
  return writeCursor([cursorWord, gain.confirmed + gain.possible, key.size, key.fingerprint, text(row, "path")]);
}

function inGroups(rows: readonly object[]): DuplicateNumbers["groups"] {
  const groups: { readonly group: GroupSummary; readonly numbers: number[] }[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const isSame =
      last?.group.key.size === number(row, "size") && last.group.key.fingerprint === number(row, "fingerprint");
    if (isSame) last.numbers.push(number(row, "number"));
    else groups.push({ group: summaryFromRow(row), numbers: [number(row, "number")] });
  }
  return groups;
}

/** See `DuplicateLibrary.byNumbers`. */
export async function duplicatesByNumber(
  { reader, differences }: { readonly reader: Kysely<Tables>; readonly differences: SqlDifferences },
  numbers: readonly number[],
): Promise<readonly VideoOfGroup[]> {
  const { rows } = await sql<object>`
    select videos.*, ${pathOfVideo} as path, ${detailsOfVideo} as details, ${fileOfVideo} as file, ${columnsOfHashes}
    from videos ${hashesOfVideos}
    where ${differences.isOneOf(sql.ref<number>("videos.number"), numbers)}
      and videos.missing_since is null and videos.fingerprint is not null`.execute(reader);
  const byNumber = new Map(rows.map((row) => [number(row, "number"), row]));
  return numbers.flatMap((one) => {
    const row = byNumber.get(one);
    return row === undefined ? [] : [videoOfGroupFromRow(row)];
  });
}
