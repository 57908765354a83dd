/**
 * Brings a database to the schema of this program, with Kysely's Migrator.
 *
 * The Migrator records the name of each step in `kysely_migration`. `store_info.schema_version` is the number of those
 * steps. Older programs know only this number: the first versions of Gleaner had a Migrator of their own, and refuse
 * a database whose number is higher than theirs. Their databases have the number, but no `kysely_migration`.
 */
import type { Kysely, Transaction } from "kysely";
import type { Migration } from "kysely/migration";
import { StoreError } from "../../jobs/store-error.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { schemaSteps } from "./schema-steps.ts";

/** In the order in which they run. */
const stepNames = Object.keys(schemaSteps).toSorted();

/** The number of steps that a database can have taken without recording their names. */
const stepsWithoutNames = 3;

/**
 * Runs all schema steps that the database has not taken yet.
 *
 * @param transaction must exclude all other writers, so that of two processes that start at once only one migrates.
 *   Commit it when this function has returned, and roll it back when it has thrown.
 * @param options.name the name of the database in messages
 * @param options.onUpgrade called before the first step of a database that an older program has made
 * @throws StoreError `STORE_TOO_NEW`, before any change, when a newer program has migrated the database
 */
export async function migrate(
  transaction: Transaction<Tables>,
  options: { differences: SqlDifferences; name: string; onUpgrade?: () => void },
): Promise<void> {
  const version = await schemaVersion(transaction);
  const taken = await namesOfTakenSteps(transaction, version);
  const unknown = taken.find((name) => !stepNames.includes(name));
  if (version > stepNames.length) throw tooNew(options.name, String(version));
  if (unknown !== undefined) throw tooNew(options.name, unknown);
  if (taken.length === stepNames.length) return;
  if (version > 0) options.onUpgrade?.();

  const { schema, runAll } = options.differences;
  const migrations = Object.entries(schemaSteps).map(([name, step]): [string, Migration] => [
    name,
    { up: () => runAll(transaction, step(schema)) },
  ]);
  // Most starts find the present schema, and need no Migrator.
  const { Migrator } = await import("kysely/migration");
  const migrator = new Migrator({
    db: transaction,
    provider: { getMigrations: async () => Object.fromEntries(migrations) },
    nameComparator: (one, other) => (one < other ? -1 : 1),
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  await transaction.updateTable("store_info").set({ schema_version: stepNames.length }).execute();
}

/**
 * Checks that a database which this process cannot write has the present schema.
 *
 * @throws StoreError `STORE_TOO_NEW`, or `STORE_READ_ONLY` when steps are missing
 */
export async function requirePresentSchema(db: Kysely<Tables>, options: { name: string }): Promise<void> {
  const { schema_version: version } = await db
    .selectFrom("store_info")
    .select("schema_version")
    .executeTakeFirstOrThrow();
  if (version > stepNames.length) throw tooNew(options.name, String(version));
  const taken = version > stepsWithoutNames ? await db.selectFrom("kysely_migration").select("name").execute() : [];
  const unknown = taken.find(({ name }) => !stepNames.includes(name));
  if (unknown !== undefined) throw tooNew(options.name, unknown.name);
  if (taken.length === stepNames.length) return;
  throw new StoreError(
    "STORE_READ_ONLY",
    `${options.name} was written by an older Gleaner and cannot be written now, so it cannot be brought up to date. ` +
      "Make it writable and run any command once, or use the Gleaner that wrote it.",
  );
}

/** The number of steps that the database has taken. */
async function schemaVersion(transaction: Transaction<Tables>): Promise<number> {
  await transaction.schema
    .createTable("store_info")
    .ifNotExists()
    .addColumn("schema_version", "bigint", (column) => column.notNull())
    .addColumn("checked_at", "bigint")
    .execute();
  const info = await transaction.selectFrom("store_info").select("schema_version").executeTakeFirst();
  if (info !== undefined) return info.schema_version;
  await transaction.insertInto("store_info").values({ schema_version: 0, checked_at: null }).execute();
  return 0;
}

/** Makes the Migrator's table when there is none, and writes down the steps that were taken before it existed. */
async function namesOfTakenSteps(transaction: Transaction<Tables>, version: number): Promise<readonly string[]> {
  await transaction.schema
    .createTable("kysely_migration")
    .ifNotExists()
    .addColumn("name", "varchar(255)", (column) => column.notNull().primaryKey())
    .addColumn("timestamp", "varchar(255)", (column) => column.notNull())
    .execute();
  const rows = await transaction.selectFrom("kysely_migration").select("name").execute();
  if (rows.length > 0 || version > stepsWithoutNames) return rows.map(({ name }) => name);
  const names = stepNames.slice(0, version);
  if (names.length > 0) {
    const timestamp = new Date(0).toISOString();
    await transaction
      .insertInto("kysely_migration")
      .values(names.map((name) => ({ name, timestamp })))
      .execute();
  }
  return names;
}

function tooNew(name: string, schema: string): StoreError {
  return new StoreError(
    "STORE_TOO_NEW",
    `${name} was written by a newer Gleaner (schema ${schema}, this one knows ${stepNames.length}). ` +
      "Update Gleaner, or use another --data directory.",
  );
}
