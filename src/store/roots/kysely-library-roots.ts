import { randomUUID } from "node:crypto";
import { type Insertable, type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import { isWithin } from "../../files/is-within.ts";
import type { AddRootOutcome, LibraryRoot, LibraryRoots, RootSettings } from "../../library/library-roots.ts";
import type { RootsTable, Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";
import { raiseRevision, removeRoot } from "./remove-root.ts";
import { columnsOfSettings, rootFromRow } from "./root-rows.ts";

/**
 * The directories of the library on any SQL database.
 *
 * Each change raises `store_info.roots_revision` in the first statement of its transaction. So the changes of all
 * processes come one after the other, and a new root sees every other one: a lock of rows could not lock a root that is
 * just being added.
 *
 * @param parts.reader sees everything that `writer` has committed before the call
 * @param parts.now the clock
 */
export function kyselyLibraryRoots(parts: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}): LibraryRoots {
  const { reader, writer, differences, now } = parts;
  const clock = () => differences.serverTime ?? sql<number>`${now().getTime()}`;
  return {
    list: () => listRoots(reader),
    async get(id) {
      const row = await reader.selectFrom("roots").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : rootFromRow(row);
    },
    containing: (path) =>
      differences.patiently(
        async () => (await listRoots(reader)).find((root) => isWithin(storableText(path), root.path)) ?? null,
      ),
    within: (path) =>
      differences.patiently(async () => {
        const directory = storableText(path);
        return (await listRoots(reader)).filter((root) => root.path !== directory && isWithin(root.path, directory));
      }),
    add: (root) => differences.inTransaction(writer, (transaction) => addRoot(transaction, root, { now, clock })),
    change: (id, settings) =>
      differences.inTransaction(writer, async (transaction) => {
        await raiseRevision(transaction);
        const row = await transaction
          .updateTable("roots")
          // The id is written, too: no settings at all are no change and no error.
          .set({ id, ...columnsOfSettings(settings), ...turnColumns(settings, clock) })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? null : rootFromRow(row);
      }),
    async recordTurn({ id, schedule, turnedAt }, { at, isSkipped }) {
      if (schedule === null || turnedAt === null) return null;
      return differences.inTransaction(writer, async (transaction) => {
        await raiseRevision(transaction);
        const row = await transaction
          .updateTable("roots")
          .set({ turned_at: at.getTime(), skipped_turn_at: isSkipped ? at.getTime() : null })
          .where("id", "=", id)
          .where("cron", "=", schedule.cron)
          .where("time_zone", "=", schedule.timeZone)
          .where("turned_at", "=", turnedAt.getTime())
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? null : rootFromRow(row);
      });
    },
    remove: (id) => differences.inTransaction(writer, (transaction) => removeRoot(transaction, id)),
    async revision() {
      const info = await reader.selectFrom("store_info").select("roots_revision").executeTakeFirstOrThrow();
      return info.roots_revision;
    },
  };
}

async function listRoots(db: Kysely<Tables>): Promise<readonly LibraryRoot[]> {
  const rows = await db.selectFrom("roots").selectAll().orderBy("path").execute();
  return rows.map(rootFromRow);
}

async function addRoot(
  transaction: Transaction<Tables>,
  root: RootSettings & { readonly path: string },
  { now, clock }: { readonly now: () => Date; readonly clock: () => RawBuilder<number> },
): Promise<AddRootOutcome> {
  await raiseRevision(transaction);
  const path = storableText(root.path);
  for (const other of await listRoots(transaction)) {
    if (other.path === path) return { kind: "overlaps", how: "same", other };
    if (isWithin(path, other.path)) return { kind: "overlaps", how: "inside", other };
    if (isWithin(other.path, path)) return { kind: "overlaps", how: "around", other };
  }
  const { name, recursive, followLinks, includeHidden, exclude, maxRate, schedule, watch } = root;
  const settings = { name, recursive, followLinks, includeHidden, exclude, maxRate, schedule, watch };
  const values = {
    id: randomUUID(),
    path,
    ...columnsOfSettings(settings),
    created_at: now().getTime(),
    ...turnColumns(settings, clock),
  };
  const row = await transaction
    .insertInto("roots")
    .values(values as Insertable<RootsTable>)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { kind: "added", root: rootFromRow(row) };
}

/** Turns of a new schedule count from now on. Nothing without a new schedule. */
function turnColumns({ schedule }: Partial<RootSettings>, clock: () => RawBuilder<number>) {
  return schedule === undefined ? {} : { turned_at: schedule === null ? null : clock(), skipped_turn_at: null };
}
