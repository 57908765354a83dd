import { basename } from "node:path";
import { type Kysely, sql } from "kysely";
import type { FileBelow } from "../../scanning/scan-library.ts";
import { directoryOf, everythingIn } from "../directory-range.ts";
import { isCurrent, isPresent, type Tables } from "../schema.ts";

/** See `ScanLibrary.filesBelow`. */
export async function filesBelow(
  db: Kysely<Tables>,
  directory: string,
  page: { readonly after: string | null; readonly limit: number; readonly disk: string | null },
): Promise<readonly FileBelow[]> {
  const { from, before } = everythingIn(directory);
  const { after, disk } = page;
  // The page begins in this directory, after this name.
  const [first, name] = after === null ? [from, ""] : [directoryOf(after), basename(after)];
  const limit = sql.lit(page.limit + 1);
  const isWanted = disk === null ? isPresent : sql<boolean>`${isPresent} and disk = ${disk}`;
  const videos = sql`select path as directory, path || filename as path, 'video' as kind, disk
    from directories join videos on videos.directory_id = directories.id`;
  // Each part ends at the limit, and follows an index.
  const { rows } = await sql<FileBelow>`
    select path, kind, disk from (
      select * from (
        ${videos} where directories.path = ${first} and filename > ${name} and ${isWanted} order by filename limit ${limit}
      ) as rest_of_first
      union all
      select * from (
        ${videos} where directories.path > ${first} and directories.path < ${before} and ${isWanted}
        order by directories.path, filename limit ${limit}
      ) as further
      union all
      select * from (
        select directory, path, 'problem' as kind, null as disk from scan_errors
        where (directory, path) > (${first}, ${first + name}) and directory < ${before} and ${isCurrent}
        order by directory, path limit ${limit}
      ) as problems
    ) as files
    order by directory, path limit ${limit}
  `.execute(db);
  // A path that is both a video and a problem has two rows, which belong on one page.
  return rows[page.limit]?.path === rows[page.limit - 1]?.path ? rows : rows.slice(0, page.limit);
}

/** See `ScanLibrary.hasVideos`. */
export async function hasVideos(
  db: Kysely<Tables>,
  directory: string,
  { notOn }: { readonly notOn: string | null },
): Promise<boolean> {
  const { from, before } = everythingIn(directory);
  const row = await db
    .selectFrom("directories")
    .innerJoin("videos", "videos.directory_id", "directories.id")
    .select("number")
    .where(sql<boolean>`directories.path >= ${from} and directories.path < ${before}`)
    .where(isPresent)
    .$if(notOn !== null, (query) => query.where((eb) => eb.or([eb("disk", "is", null), eb("disk", "<>", notOn)])))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
