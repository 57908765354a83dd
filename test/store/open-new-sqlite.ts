import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite, type SqliteStoreOptions, type Store } from "../../src/store/sqlite/open-sqlite.ts";

/** The content of the file of an empty store. To write it takes a fraction of the time of all migrations. */
let empty: Promise<Buffer> | null = null;

/** Opens an empty store in a new file. */
export async function openNewSqlite(options: SqliteStoreOptions): Promise<Store> {
  await writeFile(options.path, await (empty ??= makeEmpty()));
  return openSqlite(options);
}

async function makeEmpty(): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-empty-"));
  const path = join(directory, "gleaner.db");
  await (await openSqlite({ path })).close();
  const content = await readFile(path);
  await rm(directory, { recursive: true });
  return content;
}
