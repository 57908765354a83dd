import { readFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";

/** The schema versions of the programs before Kysely's Migrator. */
export const oldSchemas = [1, 2, 3] as const;

/**
 * Makes the database file that an older Gleaner left: two running scans, four videos, one of them missing, and one
 * unreadable file. The SQL is a dump of a database that this version of the program made.
 */
export async function makeOldLibrary(path: string, schema: (typeof oldSchemas)[number]): Promise<void> {
  const dump = await readFile(new URL(`./old-libraries/schema-${schema}.sql`, import.meta.url), "utf8");
  using database = new DatabaseSync(path);
  database.exec("pragma journal_mode = wal");
  database.exec(dump);
}
