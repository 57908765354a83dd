import type { Transaction } from "kysely";
import { foldText } from "../files/folded-text.ts";
import type { Tables } from "./schema.ts";
import type { SqlDifferences } from "./sql-differences.ts";

/**
 * The ids of directories in the table `directories`, which gets those that it does not have.
 *
 * @param paths with a separator at their ends
 */
export async function directoryIds(
  { transaction, differences }: { readonly transaction: Transaction<Tables>; readonly differences: SqlDifferences },
  paths: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const known = await transaction
    .selectFrom("directories")
    .select(["id", "path"])
    .where((eb) => differences.isOneOf(eb.ref("path"), [...paths]))
    .execute();
  const ids = new Map(known.map(({ id, path }) => [path, id]));
  // Sorted, so that two writers that add the same directories take their locks in one order.
  const added = [...paths].filter((path) => !ids.has(path)).toSorted();
  if (added.length === 0) return ids;
  const rows = await differences
    .insertRows(
      transaction.insertInto("directories"),
      added.map((path) => ({ path, folded: foldText(path) })),
    )
    .onConflict((conflict) => conflict.column("path").doUpdateSet((eb) => ({ folded: eb.ref("excluded.folded") })))
    .returning(["id", "path"])
    .execute();
  for (const { id, path } of rows) ids.set(path, id);
  return ids;
}
