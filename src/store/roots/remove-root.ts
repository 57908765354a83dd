import { sql, type Transaction } from "kysely";
import type { RootId } from "../../library/library-roots.ts";
import type { Tables } from "../schema.ts";

/** Removes a root. Returns its path; null if there is no root of this id. */
export async function removeRoot(transaction: Transaction<Tables>, id: RootId): Promise<string | null> {
  await raiseRevision(transaction);
  const removed = await transaction.deleteFrom("roots").where("id", "=", id).returning("path").executeTakeFirst();
  return removed?.path ?? null;
}

/** The first statement of each change of roots: see `kyselyLibraryRoots`. */
export async function raiseRevision(transaction: Transaction<Tables>): Promise<void> {
  await transaction.updateTable("store_info").set({ roots_revision: sql`roots_revision + 1` }).execute();
}
