import { randomUUID } from "node:crypto";
import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import { naturalSortKey } from "../../files/natural-order.ts";
import type { JsonObject } from "../../jobs/job.ts";
import { parseFilterPayload } from "../../library/filter-payload.ts";
import {
  mostSavedFilters,
  type NewSavedFilter,
  type SavedFilter,
  type SavedFilters,
} from "../../library/saved-filters.ts";
import { videoSorts } from "../../library/video-library.ts";
import type { SavedFiltersTable, Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/**
 * The saved filters on any SQL database.
 *
 * @param parts.reader sees everything that `writer` has committed before the call
 */
export function kyselySavedFilters(parts: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}): SavedFilters {
  const { reader, writer, differences, now } = parts;
  return {
    list: () => listed(reader),
    async add(filter) {
      const row = { ...columnsOf(filter), id: randomUUID(), created_at: now().getTime() };
      return differences.inTransaction(writer, async (transaction) => {
        await lockAll(transaction, differences);
        if ((await listed(transaction)).length >= mostSavedFilters) return "full";
        return (await insert(transaction, row)) ?? "taken";
      });
    },
    async change(id, changes) {
      try {
        return await differences.inTransaction(writer, async (transaction) => {
          await lockAll(transaction, differences);
          const row = await transaction
            .deleteFrom("saved_filters")
            .where("id", "=", id)
            .returningAll()
            .executeTakeFirst();
          const known = row === undefined ? null : fromRow(row);
          if (row === undefined || known === null) return null;
          const changed = { ...row, ...columnsOf({ ...known, ...changes }) };
          return (await insert(transaction, changed)) ?? Promise.reject(new NameTaken());
        });
      } catch (error) {
        // The transaction was rolled back, so the old row is there again.
        if (error instanceof NameTaken) return "taken";
        throw error;
      }
    },
    async remove(id) {
      const { numDeletedRows } = await differences.inTransaction(writer, (transaction) =>
        transaction.deleteFrom("saved_filters").where("id", "=", id).executeTakeFirstOrThrow(),
      );
      return numDeletedRows > 0n;
    },
  };
}

class NameTaken extends Error {}

/** Changes come one after the other, so each sees what the one before has left. SQLite has one writer anyway. */
async function lockAll(transaction: Transaction<Tables>, { locksRows }: SqlDifferences): Promise<void> {
  if (locksRows) await sql`lock table saved_filters in share row exclusive mode`.execute(transaction);
}

type Row = Selectable<SavedFiltersTable>;

async function listed(db: Kysely<Tables>): Promise<readonly SavedFilter[]> {
  const rows = await db.selectFrom("saved_filters").selectAll().execute();
  const filters = rows.map(fromRow).filter((filter) => filter !== null);
  return filters.toSorted((one, other) => (naturalSortKey(one.name) < naturalSortKey(other.name) ? -1 : 1));
}

/** @returns null if the name is taken */
async function insert(transaction: Transaction<Tables>, row: Row): Promise<SavedFilter | null> {
  const inserted = await transaction
    .insertInto("saved_filters")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return inserted === undefined ? null : fromRow(inserted);
}

function columnsOf({ name, filter, sort }: NewSavedFilter): Omit<Row, "id" | "created_at"> {
  return { name, filter: JSON.stringify(filter), sort };
}

function fromRow({ id, name, filter: text, sort, created_at: createdAt }: Row): SavedFilter | null {
  const filter = parsed(text);
  if (filter === null || parseFilterPayload(filter) === null) return null;
  return {
    id,
    name,
    filter,
    sort: videoSorts.find((each) => each === sort) ?? null,
    createdAt: new Date(createdAt),
  };
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
