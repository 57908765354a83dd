import { type Kysely, type RawBuilder, sql } from "kysely";
import {
  type Folder,
  type FolderList,
  type FolderPage,
  type FolderQuery,
  noVideos,
  plusTotals,
  type VideoTotals,
} from "../../library/video-library.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { asPrefix, everythingIn, separators } from "../directory-range.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";
import type { VideoIndex } from "./video-index.ts";

interface Parts {
  readonly db: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly index: VideoIndex;
}

const cursorWord = "folders";
const { separator, afterSeparator } = separators;

/** See `VideoLibrary.folders`. */
export async function folders(parts: Parts, query: FolderQuery): Promise<FolderPage> {
  const { list, own, hasLinks } = await listIn(parts, query);
  const { path } = list;
  const isAll = query.cursor === undefined && list.nextCursor === null;
  // If all folders are in this page, they and the videos beside them are the total, unless two of them share a file.
  const isSum = path === null || (isAll && (!hasLinks || list.folders.length === 0));
  return {
    ...list,
    own,
    total: isSum
      ? list.folders.reduce((sum, folder) => plusTotals(sum, folder.totals), own)
      : ((await parts.index.totals(parts.db, [{ directory: path }])).totals[0] ?? noVideos),
  };
}

/** See `VideoLibrary.listFolders`. */
export async function listFolders(parts: Parts, query: FolderQuery): Promise<FolderList> {
  return (await listIn(parts, query)).list;
}

/** A page of the folders in a folder, what is directly in the folder, and whether any two of these share a file. */
async function listIn(
  parts: Parts,
  { directory, limit, cursor }: FolderQuery,
): Promise<{ readonly list: FolderList; readonly own: VideoTotals; readonly hasLinks: boolean }> {
  const after = cursor === undefined ? null : readCursor(cursor, [{ word: cursorWord }, "text"])[1];
  const path = directory ?? (await folderOfAll(parts.db));
  if (path === null) return { list: { path, folders: [], nextCursor: null }, own: noVideos, hasLinks: false };
  const prefix = asPrefix(path);
  const found = await namesOfFolders(parts, prefix, { after, limit: limit + 1 });
  const names = found.slice(0, limit);
  const { totals, hasLinks } = await parts.index.totals(parts.db, [
    ...names.map((name) => ({ directory: prefix + name })),
    { directory: path, isDirect: true },
  ]);
  const listed = names.map((name, nth): Folder => ({ path: prefix + name, name, totals: totals[nth] ?? noVideos }));
  const nextCursor = found.length === names.length ? null : writeCursor([cursorWord, names.at(-1) ?? ""]);
  return { list: { path, folders: listed, nextCursor }, own: totals[names.length] ?? noVideos, hasLinks };
}

const hasVideo = sql<boolean>`(select 1 from videos where videos.directory_id = directories.id limit 1) is not null`;

/** The deepest directory that holds all videos at any depth; null if there are no videos. */
async function folderOfAll(db: Kysely<Tables>): Promise<string | null> {
  const end = (direction: "asc" | "desc") =>
    db.selectFrom("directories").select("path").where(hasVideo).orderBy("path", direction).limit(1).executeTakeFirst();
  const [first, last] = await Promise.all([end("asc"), end("desc")]);
  if (first === undefined || last === undefined) return null;
  const others = last.path.split(separator);
  const parts = first.path.split(separator).slice(0, -1);
  const differs = parts.findIndex((part, nth) => part !== others[nth]);
  return (differs === -1 ? parts : parts.slice(0, differs)).join(separator) || separator;
}

/**
 * Names of the directories directly in one that hold videos at any depth, in the order of their bytes. It seeks from one to
 * the next, whatever they hold.
 */
async function namesOfFolders(
  { db, differences }: Parts,
  prefix: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly string[]> {
  const { before } = everythingIn(prefix);
  const rest = sql<string>`substr(found.directory, length(cast(${storableText(prefix)} as text)) + 1)`;
  const name = sql<string>`substr(${rest}, 1, ${differences.position(rest, separator)} - 1)`;
  const first = (behind: RawBuilder<unknown>) => sql`select path from directories
    where path > ${behind} and path < ${storableText(before)} and ${hasVideo} order by path limit 1`;
  const begin = sql`${storableText(after === null ? prefix : prefix + after + afterSeparator)}`;
  const next = sql`${storableText(prefix)} || ${name} || ${afterSeparator}`;
  const { rows } = await sql<{ name: string }>`
    with recursive found (directory) as (
      select (${first(begin)})
      union all
      select (${first(next)}) from found where found.directory is not null
    )
    select ${name} as name from found where found.directory is not null limit ${limit}
  `.execute(db);
  return rows.map((row) => row.name);
}
