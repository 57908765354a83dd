import { type Kysely, sql } from "kysely";
import { everythingIn } from "../directory-range.ts";
import { isCurrent, isPresent, type Tables } from "../schema.ts";

/** See `ScanLibrary.filesBelow`. */
export async function filesBelow(
  db: Kysely<Tables>,
  directory: string,
  page: { readonly after: string | null; readonly limit: number; readonly disk: string | null },
): Promise<readonly { readonly path: string; readonly kind: "video" | "problem" }[]> {
  const { from, before } = everythingIn(directory);
  const inside = sql<boolean>`path > ${page.after ?? from} and path < ${before}`;
  const { limit, disk } = page;
  const rows = await db
    .selectFrom("videos")
    .select(["path", sql<"video" | "problem">`'video'`.as("kind")])
    .where(inside)
    .where(isPresent)
    .$if(disk !== null, (query) => query.where("disk", "=", disk))
    .unionAll((eb) =>
      eb
        .selectFrom("scan_errors")
        .select(["path", sql<"video" | "problem">`'problem'`.as("kind")])
        .where(inside)
        .where(isCurrent),
    )
    .orderBy("path")
    .limit(limit + 1)
    .execute();
  // A path that is both a video and a problem has two rows, which belong on one page.
  return rows[limit]?.path === rows[limit - 1]?.path ? rows : rows.slice(0, limit);
}

/** See `ScanLibrary.hasVideos`. */
export async function hasVideos(
  db: Kysely<Tables>,
  directory: string,
  { notOn }: { readonly notOn: string | null },
): Promise<boolean> {
  const { from, before } = everythingIn(directory);
  const row = await db
    .selectFrom("videos")
    .select("path")
    .where(sql<boolean>`path > ${from} and path < ${before}`)
    .where(isPresent)
    .$if(notOn !== null, (query) => query.where((eb) => eb.or([eb("disk", "is", null), eb("disk", "<>", notOn)])))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
