import { setTimeout as delay } from "node:timers/promises";
import { Kysely, sql } from "kysely";
import { databaseName } from "../../database-name.ts";
import type { Tables } from "../schema.ts";
import { CannotMove, type TransferDatabase } from "../transfer/transfer-database.ts";
import { preparePostgres } from "./open-postgres.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { postgresDifferences } from "./postgres-differences.ts";
import { openPool } from "./postgres-pool.ts";
import { continueRevisions, makeTrigramIndex } from "./postgres-schema.ts";

/** The name of the sessions. Those of servers and workers have other names that begin with `gleaner`. */
const sessionName = "gleaner migrate";

/** How long the index of a large library may take, in milliseconds. */
const finishMs = 6 * 3_600_000;

/** How long the sessions of a process that has just ended may stay, in milliseconds. */
const patienceMs = 2_000;

/** Opens a Postgres database, and brings it to the present schema. @throws StoreError */
export async function openPostgresForTransfer(options: {
  readonly url: string;
  readonly onMigration: (migrated: Promise<unknown>) => void;
}): Promise<TransferDatabase> {
  const name = databaseName(options.url);
  const pool = openPool(options.url, { max: 2, answerMs: finishMs, sessions: sessionName });
  const db = new Kysely<Tables>({ dialect: postgresDialect(pool, name) });
  try {
    const migrated: Promise<void> = preparePostgres(db, { name, onUpgrade: () => options.onMigration(migrated) });
    await migrated;
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    name,
    db,
    differences: postgresDifferences,
    opensByItself: true,
    async requireUnused() {
      const patientUntil = performance.now() + patienceMs;
      while (await isUsed(db)) {
        if (performance.now() > patientUntil) {
          throw new CannotMove(
            `A server or a worker of Gleaner uses ${name}. Stop all servers and workers, and run the same command again.`,
          );
        }
        await delay(50);
      }
    },
    async prepare() {
      // To build the index at the end takes a fraction of the time of keeping it up to date.
      await sql`drop index if exists videos_by_trigram`.execute(db);
    },
    async finish() {
      await db.transaction().execute(async (transaction) => {
        await sql`set local statement_timeout = 0`.execute(transaction);
        for (const { table, column } of numbered) {
          await sql`
            select setval(pg_get_serial_sequence(${sql.lit(table)}, ${sql.lit(column)}), last)
            from (select max(${sql.ref(column)}) as last from ${sql.table(table)}) as moved where last is not null
          `.execute(transaction);
        }
        await makeTrigramIndex(transaction, { most: Number.MAX_SAFE_INTEGER - 1 });
        await continueRevisions(transaction);
        // The server would do this later by itself, and plan slow queries until then.
        await sql`analyze jobs, job_samples, directories, videos, video_details, removed_videos, scan_errors, roots`.execute(
          transaction,
        );
      });
    },
    close: () => pool.end(),
  };
}

/** Columns whose values the database numbers. */
const numbered = [
  { table: "directories", column: "id" },
  { table: "videos", column: "number" },
  { table: "scan_errors", column: "id" },
] as const;

async function isUsed(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
      and application_name like 'gleaner%' and application_name <> ${sessionName} limit 1
  `.execute(db);
  return rows.length > 0;
}
