import { foldText } from "../../files/folded-text.ts";
import type { CommitContext } from "./commit-context.ts";
import { addTokens } from "./directory-digests.ts";

/** The ids of directories in the table `directories`, by their paths. */
export type DirectoryIds = ReadonlyMap<string, number>;

/** The ids of those directories that the table has. @param paths with a separator at their ends */
export async function knownDirectories(
  { transaction, differences }: CommitContext,
  paths: readonly string[],
): Promise<DirectoryIds> {
  const rows = await transaction
    .selectFrom("directories")
    .select(["id", "path"])
    .where((eb) => differences.isOneOf(eb.ref("path"), [...new Set(paths)]))
    .execute();
  return new Map(rows.map(({ id, path }) => [path, id]));
}

/** The ids of directories. The table gets those that are not among `known`. */
export async function idsOfDirectories(
  { transaction, differences }: CommitContext,
  paths: readonly string[],
  known: DirectoryIds,
): Promise<DirectoryIds> {
  // Sorted, so that two writers that add the same directories take their locks in one order.
  const added = [...new Set(paths)].filter((path) => !known.has(path)).toSorted();
  if (added.length === 0) return known;
  const rows = await differences
    .insertRows(
      transaction.insertInto("directories"),
      added.map((path) => ({ path, folded: foldText(path) })),
    )
    // Another writer may have added it meanwhile.
    .onConflict((conflict) => conflict.column("path").doUpdateSet((eb) => ({ folded: eb.ref("excluded.folded") })))
    .returning(["id", "path"])
    .execute();
  if (differences.keepsDigests) {
    await addTokens(
      transaction,
      rows.map(({ id }) => id),
    );
  }
  return new Map([...known, ...rows.map(({ id, path }) => [path, id] as const)]);
}
