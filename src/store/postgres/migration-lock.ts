import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../schema.ts";

/** Any number serves that nobody else uses. */
const migrationLock = 4_711_001;

/** How long a start waits for another process that migrates the database. */
const migrationMs = 3_600_000;

/** How long a process may hold the lock without a statement in its transaction, in milliseconds. It may be suspended. */
const idleMs = 60_000;

/** Changes the schema in a transaction. Processes that start at the same time do so one after the other. */
export async function migrateInTurn(
  db: Kysely<Tables>,
  change: (transaction: Transaction<Tables>) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`select set_config('lock_timeout', ${String(migrationMs)}, true),
      set_config('statement_timeout', ${String(migrationMs)}, true),
      set_config('idle_in_transaction_session_timeout', ${String(idleMs)}, true)`.execute(transaction);
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(transaction);
    await change(transaction);
  });
}
