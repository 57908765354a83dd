import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
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
import { nonsense, number, numberOrNull, text, textOrNull } from "../row-columns.ts";
import { isPresent, pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { detailsOfVideo } from "../videos/details-of-video.ts";
import { videoFromRow } from "../videos/video-rows.ts";
import { fileOfVideo, groupsOf, isAlikeCandidate } from "./alike-videos.ts";
import { holdGroup, releaseGroup } from "./hold-group.ts";

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
    totals: ({ directory }) => totals(reader, directory),
    async group(key, ids) {
      const { rows } = await sql<object>`select * from ${groupsOf({ key })} as one`.execute(reader);
      const [row] = rows;
      return row === undefined
        ? null
        : groupFromRow(row, await videosOf(parts, [key], { most: mostVideosOfGroup, ids }));
    },
    hold: (key, token, ms) => holdGroup(parts, key, token, ms),
    release: (key, token) => releaseGroup(parts, key, token),
    async distrust(ids) {
      const { writer, differences } = parts;
      await writer
        .updateTable("videos")
        .set({ content: null })
        .where((eb) => differences.isOneOf(eb.ref("id"), ids))
        .execute();
    },
  };
}

interface Reading {
  readonly reader: Kysely<Tables>;
  readonly differences: SqlDifferences;
}

const cursorWord = "duplicates";
const gain = sql<number>`(confirmed + possible)`;
const usualStates: readonly GroupState[] = ["confirmed", "likely", "linked"];

async function listGroups(
  parts: Reading,
  { directory, states = usualStates, limit, cursor }: DuplicateQuery,
): Promise<DuplicatePage> {
  const after =
    cursor === undefined ? null : readCursor(cursor, [{ word: cursorWord }, "number", "number", "whole"]).slice(1);
  const { rows } = await sql<object>`select * from ${groupsOf({ directory })} as one
    where state in (${sql.join(states)})
    ${after === null ? sql`` : sql`and (${gain}, size, fingerprint) < (${sql.join(after)})`}
    order by ${gain} desc, size desc, fingerprint desc limit ${sql.lit(limit + 1)}`.execute(parts.reader);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const videos = await videosOf(parts, page.map(keyFromRow), { most: videosInPage, ids: [] });
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

/** The first videos of groups by their paths, and those that are named, by the sizes and fingerprints of the groups. */
async function videosOf(
  { reader, differences }: Reading,
  keys: readonly GroupKey[],
  { most, ids }: { readonly most: number; readonly ids: readonly VideoId[] },
): Promise<ReadonlyMap<string, readonly DuplicateVideo[]>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<object>`
    select videos.*, ${pathOfVideo} as path, ${detailsOfVideo} as details, ${fileOfVideo} as file,
      video_hashes.sha256, video_hashes.changed_us as hashed_changed_us
    from (
      select number, id, row_number() over (
        partition by file_size, fingerprint order by ${pathOfVideo}) as nth
      from videos where ${isAlikeCandidate} and (${sql.join(keys.map(isInGroup), sql` or `)})
    ) as numbered
      join videos on videos.number = numbered.number
      left join video_hashes on video_hashes.number = videos.number and videos.content is not null
        and video_hashes.file_size = videos.file_size and video_hashes.modified_us = videos.modified_us
    where numbered.nth <= ${sql.lit(most)} or ${differences.isOneOf(sql.ref<string>("numbered.id"), ids)}
    order by numbered.nth`.execute(reader);
  return Map.groupBy(rows.map(duplicateFromRow), ({ key }) => textOfKey(key));
}

function isInGroup({ size, fingerprint }: GroupKey): RawBuilder<SqlBool> {
  return sql`(file_size = ${size} and fingerprint = ${fingerprint})`;
}

function textOfKey({ size, fingerprint }: GroupKey): string {
  return `${size} ${fingerprint}`;
}

function duplicateFromRow(row: object): DuplicateVideo & { readonly key: GroupKey } {
  const sha256 = textOrNull(row, "sha256");
  const keepsTimes = numberOrNull(row, "changed_us") !== null;
  return {
    key: { size: number(row, "file_size"), fingerprint: number(row, "fingerprint") },
    video: videoFromRow(row),
    sha256,
    changedUs: sha256 !== null && keepsTimes ? number(row, "hashed_changed_us") : null,
    file: text(row, "file"),
  };
}

function keyFromRow(row: object): GroupKey {
  return { size: number(row, "size"), fingerprint: number(row, "fingerprint") };
}

function groupFromRow(row: object, videos: ReadonlyMap<string, readonly DuplicateVideo[]>): DuplicateGroup {
  const key = keyFromRow(row);
  const state = text(row, "state");
  return {
    key,
    state: groupStates.find((known) => known === state) ?? nonsense(row, "state", groupStates.join()),
    gain: { confirmed: number(row, "confirmed"), possible: number(row, "possible") },
    videoCount: number(row, "videos"),
    copyCount: number(row, "copies"),
    videos: videos.get(textOfKey(key)) ?? [],
  };
}
