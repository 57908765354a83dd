/**
 * The database of a test that runs on both: SQLite, or Postgres where `TEST_DATABASE` says so. The projects of
 * `vitest.config.ts` set it.
 */
import { join } from "node:path";
import { openPostgres } from "../../src/store/postgres/open-postgres.ts";
import type { Store } from "../../src/store/store.ts";
import { openLibrary } from "../library-rows.ts";
import { openPostgresLibrary } from "../postgres/postgres-rows.ts";
import { postgresServer } from "../postgres/postgres-server.ts";
import { openNewSqlite } from "./open-new-sqlite.ts";
import { createDatabase } from "./postgres-under-test.ts";

/** Reads the database beside the program. */
export type LibraryRows = Pick<
  ReturnType<typeof openPostgresLibrary>,
  "paths" | "rowsOf" | "countsAndRowsOf" | "expectCountsToEqualRows" | "forgottenAndLeft" | "rootsAndRemovals" | "close"
>;

/** An empty database of its own for one data directory. */
export interface DatabaseUnderTest {
  /** Settings that make the program use it. */
  readonly settings: Readonly<Record<string, string>>;
  openStore(): Promise<Store>;
  openLibrary(): LibraryRows;
}

export async function databaseFor(dataDirectory: string): Promise<DatabaseUnderTest> {
  if (process.env["TEST_DATABASE"] === "postgres") {
    const url = await createDatabase(await postgresServer());
    return {
      settings: { DATABASE_URL: url },
      openStore: () => openPostgres({ url }),
      openLibrary: () => openPostgresLibrary(url),
    };
  }
  return {
    settings: {},
    openStore: () => openNewSqlite({ path: join(dataDirectory, "gleaner.db") }),
    openLibrary: () => {
      const library = openLibrary(dataDirectory);
      return {
        paths: async () => library.paths(),
        rowsOf: async (id) => library.rowsOf(id),
        countsAndRowsOf: async (id) => library.countsAndRowsOf(id),
        forgottenAndLeft: async () => library.forgottenAndLeft(),
        rootsAndRemovals: async () => library.rootsAndRemovals(),
        expectCountsToEqualRows: async () => library.expectCountsToEqualRows(),
        close: async () => library.close(),
      };
    },
  };
}
