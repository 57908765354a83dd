/**
 * The record of a move, in the database into which a library is moved. It stays there after the move.
 *
 * No server opens a database whose move has not finished. The record does not say how far the move has come: the rows
 * that are there do.
 */
import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../schema.ts";
import { keysOfTables, type MovedTable } from "./moved-tables.ts";
import { CannotMove, type TransferDatabase } from "./transfer-database.ts";

/**
 * Begins a move, or goes on with the one that was begun from the same source.
 *
 * @param source the library that is moved, in messages and in the record
 * @returns when the move finished; null if it has not
 * @throws CannotMove if the target has a library of its own, or part of another one
 */
export async function beginMove(target: TransferDatabase, source: string): Promise<Date | null> {
  return target.db.transaction().execute(async (transaction) => {
    await transaction.schema
      .createTable("library_moves")
      .ifNotExists()
      .addColumn("source", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("changed_at", "bigint", (column) => column.notNull())
      .execute();
    const record = await transaction.selectFrom("library_moves").selectAll().executeTakeFirst();
    if (record === undefined) {
      await requireEmpty(transaction, target.name);
      await transaction
        .insertInto("library_moves")
        .values({ source, state: "moving", changed_at: Date.now() })
        .execute();
      return null;
    }
    if (record.source !== source) throw ofAnotherSource(target.name, record);
    if (record.state === "finished") return new Date(record.changed_at);
    if (record.state === "different") {
      for (const table of tableNames) await transaction.deleteFrom(table).execute();
      await setState(transaction, "moving");
    }
    return null;
  });
}

/** `different`: the rows are not those of the source, so the next run begins anew. */
export async function setState(db: Kysely<Tables>, state: "moving" | "different" | "finished"): Promise<void> {
  await db.updateTable("library_moves").set({ state, changed_at: Date.now() }).execute();
}

const tableNames = Object.keys(keysOfTables) as MovedTable[];

async function requireEmpty(transaction: Transaction<Tables>, name: string): Promise<void> {
  for (const table of tableNames) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(transaction);
    if (rows.length === 0) continue;
    throw new CannotMove(
      `There is a library in ${name} already, and it stays as it is. Move the library into an empty database.`,
    );
  }
}

function ofAnotherSource(
  name: string,
  { source, state }: { readonly source: string; readonly state: string },
): CannotMove {
  if (state === "finished") {
    return new CannotMove(
      `There is a library in ${name} already, moved from ${source}. It stays as it is. Move this library into an empty database.`,
    );
  }
  return new CannotMove(
    `Part of the library in ${source} is in ${name}: that move was begun and has not finished. ` +
      "Finish it, or move this library into an empty database.",
  );
}
