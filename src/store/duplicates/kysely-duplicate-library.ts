import { type Kysely, type RawBuilder, sql } from "kysely";
import {
  type DuplicateGroup,
  type DuplicateLibrary,
  type DuplicatePage,
  type DuplicateQuery,
  type DuplicateTotals,
  type DuplicateVideo,
  type GroupKey,
  type GroupState,
  groupStates,
  mostVideosOfGroup,
  videosInPage,
} from "../../library/duplicates.ts";
import type { VideoId } from "../../library/video.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { number, text } from "../row-columns.ts";
import { isPresent, pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";
import { detailsOfVideo } from "../videos/details-of-video.ts";
import { fileOfVideo, gainOfGroup, groupsOf, isAlikeCandidate, usualStates, videosOfGroups } from "./alike-videos.ts";
import { columnsOfHashes, hashesOfVideos, keyFromRow, summaryFromRow, videoOfGroupFromRow } from "./duplicate-rows.ts";
import { holdGroup, releaseGroup } from "./hold-group.ts";
import { duplicatesByNumber, numbersOfGroups } from "./numbers-of-groups.ts";

/** Duplicates in any SQL database. @param parts.reader sees everything that `writer` has committed before the call */
export function kyselyDuplicateLibrary(parts: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}): DuplicateLibrary {
  const { reader } = parts;
  return {
    list: (query) => listGroups(parts, query),
    numbers: (query) => numbersOfGroups(parts, query),
    byNumbers: (numbers) => duplicatesByNumber(parts, numbers),
    totals: ({ directory }) => totals(reader, directory),
    async group(key, { ids = [], limit = mostVideosOfGroup, cursor } = {}) {
      const after = cursor === undefined ? null : readCursor(cursor, [{ word: videosWord }, "text"])[1];
      const { rows } = await sql<object>`select * from ${groupsOf({ key })} as one`.execute(reader);
      const [row] = rows;
      return row === undefined ? null : groupFromRow(row, await videosOf(parts, [key], { most: limit, ids, after }));
    },
    hold: (key, token, ms) => holdGroup(parts, key, token, ms),
    release: (key, token) => releaseGroup(parts, key, token),
    async distrust(ids) {
      const { writer, differences } = parts;
      // Scans write the same rows.
      await differences.inTransaction(writer, (transaction) =>
        transaction
          .updateTable("videos")
          .set({ content: null })
          .where((eb) => differences.isOneOf(eb.ref("id"), ids))
          .execute(),
      );
    },
  };
}

interface Reading {
  readonly reader: Kysely<Tables>;
  readonly differences: SqlDifferences;
}

const cursorWord = "duplicates";
const videosWord = "videos of a group";

async function listGroups(
  parts: Reading,
  { directory, states = usualStates, limit, cursor }: DuplicateQuery,
): Promise<DuplicatePage> {
  const after =
    cursor === undefined ? null : readCursor(cursor, [{ word: cursorWord }, "number", "number", "whole"]).slice(1);
  const { rows } = await sql<object>`select * from ${groupsOf({ directory })} as one
    where state in (${sql.join(states)})
    ${after === null ? sql`` : sql`and (${gainOfGroup}, size, fingerprint) < (${sql.join(after)})`}
    order by ${gainOfGroup} desc, size desc, fingerprint desc limit ${sql.lit(limit + 1)}`.execute(parts.reader);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const videos = await videosOf(parts, page.map(keyFromRow), { most: videosInPage, ids: [], after: null });
  return {
    groups: page.map((row) => groupFromRow(row, videos)),
    nextCursor: rows.length === page.length || last === undefined ? null : cursorAfter(last),
  };
}

function cursorAfter(row: object): string {
  const { size, fingerprint } = keyFromRow(row);
  return writeCursor([cursorWord, number(row, "confirmed") + number(row, "possible"), size, fingerprint]);
}

async function totals(db: Kysely<Tables>, directory: string | undefined): Promise<DuplicateTotals> {
  const [{ rows }, unknown] = await Promise.all([
    sql<object>`select state, count(*) as groups, sum(confirmed) as confirmed, sum(possible) as possible
      from ${groupsOf({ directory })} as one group by state`.execute(db),
    unknownVideos(db),
  ]);
  const of = (state: GroupState) => rows.find((row) => text(row, "state") === state);
  const sum = (column: string) => rows.reduce((all: number, row) => all + number(row, column), 0);
  const groups = Object.fromEntries(
    groupStates.map((state) => {
      const row = of(state);
      return [state, row === undefined ? 0 : number(row, "groups")];
    }),
  ) as DuplicateTotals["groups"];
  return { gain: { confirmed: sum("confirmed"), possible: sum("possible") }, groups, unknown };
}

/** Videos that are not missing and that have no fingerprint: both counts are along an index. */
async function unknownVideos(db: Kysely<Tables>): Promise<number> {
  const count = (condition: RawBuilder<boolean>) =>
    db
      .selectFrom("videos")
      .select((eb) => eb.fn.countAll<number>().as("videos"))
      .where(condition)
      .executeTakeFirstOrThrow();
  const [present, known] = await Promise.all([count(isPresent), count(isAlikeCandidate)]);
  return Math.max(0, present.videos - known.videos);
}

interface PlacedVideo extends DuplicateVideo {
  readonly key: GroupKey;
  /** Whether a cursor goes on after it: a video that was named is none of these. */
  readonly isInPage: boolean;
  /** From 1, in the order of the paths of the group. */
  readonly place: number;
}

/**
 * Videos of groups by their paths, and those that are named, by the sizes and fingerprints of the groups. All videos of a
 * group are numbered for that, so contents and files have the same numbers in each page.
 *
 * @param which.after a path: only videos behind it
 */
async function videosOf(
  { reader, differences }: Reading,
  keys: readonly GroupKey[],
  { most, ids, after }: { readonly most: number; readonly ids: readonly VideoId[]; readonly after: string | null },
): Promise<ReadonlyMap<string, readonly PlacedVideo[]>> {
  if (keys.length === 0) return new Map();
  const ofGroup = sql`partition by file_size, fingerprint`;
  const isBefore = after === null ? sql`false` : sql`path <= ${storableText(after)}`;
  const { rows } = await sql<object>`
    with alike as (
      select number, id, file_size, fingerprint, content, ${pathOfVideo} as path, ${fileOfVideo} as file
      from ${videosOfGroups(keys)}
    ), placed as (
      select alike.*, row_number() over (${ofGroup} order by path) as place from alike
    ), counted as (
      select placed.*, min(place) over (${ofGroup}, content) as of_content, min(place) over (${ofGroup}, file) as of_file,
        sum(case when ${isBefore} then 1 else 0 end) over (${ofGroup}) as before
      from placed
    ), numbered as (
      select number, id, place, file, case when place > before and place <= before + ${sql.lit(most)} then 1 else 0 end as in_page,
        dense_rank() over (${ofGroup} order by case when content is null then 1 else 0 end, of_content) as content_number,
        dense_rank() over (${ofGroup} order by of_file) as copy_number
      from counted
    )
    select videos.*, ${pathOfVideo} as path, ${detailsOfVideo} as details, numbered.file, numbered.place, numbered.in_page,
      numbered.content_number, numbered.copy_number, ${columnsOfHashes}
    from numbered
      join videos on videos.number = numbered.number
      ${hashesOfVideos}
    where numbered.in_page = 1 or ${differences.isOneOf(sql.ref<string>("numbered.id"), ids)}
    order by numbered.place`.execute(reader);
  return Map.groupBy(rows.map(duplicateFromRow), ({ key }) => textOfKey(key));
}

function textOfKey({ size, fingerprint }: GroupKey): string {
  return `${size} ${fingerprint}`;
}

function duplicateFromRow(row: object): PlacedVideo {
  return {
    ...videoOfGroupFromRow(row),
    contentNumber: number(row, "content_number"),
    copyNumber: number(row, "copy_number"),
    isInPage: number(row, "in_page") === 1,
    place: number(row, "place"),
  };
}

function groupFromRow(row: object, videos: ReadonlyMap<string, readonly PlacedVideo[]>): DuplicateGroup {
  const summary = summaryFromRow(row);
  const ofGroup = videos.get(textOfKey(summary.key)) ?? [];
  const last = ofGroup.findLast(({ isInPage }) => isInPage);
  return {
    ...summary,
    videos: ofGroup.map(({ key: _key, isInPage: _isInPage, place: _place, ...video }) => video),
    nextCursor:
      last === undefined || last.place >= summary.videoCount ? null : writeCursor([videosWord, last.video.path]),
  };
}
