import type { Kysely } from "kysely";
import { naturalSortKey } from "../../files/natural-order.ts";
import type { Tables } from "../schema.ts";

/** Rows per transaction: few enough that a cancel, which waits for it, is not late. */
const rowsAtOnce = 200;

/** Whether all rows are filled. */
export async function isFilled(db: Kysely<Tables>): Promise<boolean> {
  const { videos_filled_to, errors_filled_to } = await db
    .selectFrom("store_info")
    .select(["videos_filled_to", "errors_filled_to"])
    .executeTakeFirstOrThrow();
  return videos_filled_to === null && errors_filled_to === null;
}

/**
 * Fills the columns for natural order in rows that an older Gleaner wrote. Works in parts, and goes on where it stopped
 * when it is called again. Until it is done, the order of names has the unfilled rows in front.
 *
 * @throws `options.signal.reason` once that signal aborts; `StoreError`
 */
export async function fillSearch(db: Kysely<Tables>, { signal }: { readonly signal: AbortSignal }): Promise<void> {
  for (const fillPart of [fillVideos, fillErrors]) {
    let more = true;
    while (more) {
      signal.throwIfAborted();
      more = await fillPart(db);
    }
  }
}

/** @returns whether there may be more */
async function fillVideos(db: Kysely<Tables>): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const { videos_filled_to: after } = await transaction
      .selectFrom("store_info")
      .select("videos_filled_to")
      .executeTakeFirstOrThrow();
    if (after === null) return false;
    const rows = await transaction
      .selectFrom("videos")
      .select(["id", "filename"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(rowsAtOnce)
      .execute();
    for (const { id, filename } of rows) {
      await transaction
        .updateTable("videos")
        .set({ name_key: naturalSortKey(filename) })
        .where("id", "=", id)
        .execute();
    }
    await transaction
      .updateTable("store_info")
      .set({ videos_filled_to: rows.at(-1)?.id ?? null })
      .execute();
    return rows.length > 0;
  });
}

/** @returns whether there may be more */
async function fillErrors(db: Kysely<Tables>): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const { errors_filled_to: after } = await transaction
      .selectFrom("store_info")
      .select("errors_filled_to")
      .executeTakeFirstOrThrow();
    if (after === null) return false;
    const rows = await transaction
      .selectFrom("scan_errors")
      .select(["id", "path"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(rowsAtOnce)
      .execute();
    for (const { id, path } of rows) {
      await transaction
        .updateTable("scan_errors")
        .set({ path_key: naturalSortKey(path) })
        .where("id", "=", id)
        .execute();
    }
    await transaction
      .updateTable("store_info")
      .set({ errors_filled_to: rows.at(-1)?.id ?? null })
      .execute();
    return rows.length > 0;
  });
}
