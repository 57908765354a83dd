import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "../../src/store/sqlite/open-sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { openNewSqlite } from "./open-new-sqlite.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** Opens an empty SQLite store in a directory of its own. Closing the store removes the directory. */
export async function openSqliteUnderTest(options: { now: () => Date }): Promise<StoreUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-store-"));
  const path = join(directory, "gleaner.db");
  const store = sqliteUnderTest(path, await openNewSqlite({ ...options, path }));
  return {
    ...store,
    async close() {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** The open store of the file at `path`, with the extra operations that tests need. */
export function sqliteUnderTest(path: string, store: Store): StoreUnderTest {
  const others: Store[] = [];
  return {
    ...store,
    hasTypedColumns: false,
    async another() {
      const other = await openSqlite({ path });
      others.push(other);
      return other;
    },
    async execute(sql) {
      using database = new DatabaseSync(path, { timeout: 5000 });
      return database.prepare(sql).all();
    },
    async close() {
      await Promise.all([store, ...others].map((opened) => opened.close()));
    },
  };
}
