import { Kysely } from "kysely";
import type { Tables } from "../schema.ts";
import type { TransferDatabase } from "../transfer/transfer-database.ts";
import { CannotMove } from "../transfer/transfer-database.ts";
import { isFilled } from "../videos/fill-search.ts";
import { SqliteConnection } from "./connection/sqlite-connection.ts";
import { sqliteDialect } from "./dialect/sqlite-dialect.ts";
import { openSqlite } from "./open-sqlite.ts";
import { sqliteDifferences } from "./sqlite-differences.ts";

/** The lock of the data directory keeps others away. SQLite frees its own locks a moment after a process has died. */
const busyTimeoutMs = 5_000;

const doNothing = () => Promise.resolve();

/**
 * Opens the file of a library, or makes it, and brings it to the present schema. The caller owns its directory.
 *
 * @throws StoreError
 */
export async function openSqliteForTransfer(options: {
  readonly path: string;
  readonly onMigration: (migrated: Promise<unknown>) => void;
}): Promise<TransferDatabase> {
  const { path } = options;
  const store = await openSqlite({ ...options, busyTimeoutMs });
  // An older Gleaner may have left rows that search and order do not know yet.
  await store.filled;
  await store.close();
  const connection = new SqliteConnection({ path, busyTimeoutMs });
  const db = new Kysely<Tables>({ dialect: sqliteDialect(connection, "transactions") });
  try {
    await connection.execute("pragma synchronous = full");
    if (!(await isFilled(db))) {
      throw new CannotMove(`${path} was written by an older Gleaner, and could not be brought up to date.`);
    }
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    name: path,
    db,
    differences: sqliteDifferences,
    opensByItself: false,
    requireUnused: doNothing,
    prepare: doNothing,
    // A new row gets the number after the highest, and the search index knows which of its blocks it has not packed.
    finish: doNothing,
    close: () => connection.close(),
  };
}
