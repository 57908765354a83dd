/**
 * The store on a Postgres server, versions 15 to 18. Any number of processes may use one database at a time.
 *
 * Each process has three pools of connections, which open when they are needed: for jobs, for scans, and for the lists
 * that people ask for. So a cancel waits neither for a commit nor for a search to give its connection back.
 */
import { type Kysely as Database, Kysely, sql } from "kysely";
import { databaseName } from "../../database-name.ts";
import { StoreError } from "../../jobs/store-error.ts";
import { kyselyCheckLibrary } from "../checking/kysely-check-library.ts";
import { kyselyCompareLibrary } from "../comparing/kysely-compare-library.ts";
import { kyselyDuplicateLibrary } from "../duplicates/kysely-duplicate-library.ts";
import { kyselySavedFilters } from "../filters/kysely-saved-filters.ts";
import { kyselyForgetLibrary } from "../forgetting/kysely-forget-library.ts";
import { KyselyJobStore } from "../jobs/kysely-job-store.ts";
import { migrate } from "../migrations/migrate.ts";
import { kyselyDeliveries } from "../notices/kysely-deliveries.ts";
import { kyselyLibraryRoots } from "../roots/kysely-library-roots.ts";
import { kyselyScanLibrary } from "../scans/kysely-scan-library.ts";
import type { Tables } from "../schema.ts";
import { kyselySavedSettings } from "../settings/kysely-saved-settings.ts";
import type { Store } from "../store.ts";
import { kyselyVideoLibrary } from "../videos/kysely-video-library.ts";
import { newVideoId } from "../videos/new-video-id.ts";
import { migrateInTurn } from "./migration-lock.ts";
import { patientScanLibrary } from "./patient-scan-library.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { postgresDifferences } from "./postgres-differences.ts";
import { openPool } from "./postgres-pool.ts";
import { continueRevisions, makeTrigramIndex } from "./postgres-schema.ts";
import { postgresVideoIndex } from "./search/postgres-video-index.ts";

export interface PostgresStoreOptions {
  /** The address of the database, such as `postgres://user:password@host:5432/gleaner`. */
  readonly url: string;
  /** Gets errors that no caller sees, such as that of a row that makes no sense. */
  readonly onError?: (error: unknown) => void;
  /** As in `SqliteStoreOptions`. */
  readonly onMigration?: (migrated: Promise<unknown>) => void;
  /** The clock of everything but leases. Default: the system's. */
  readonly now?: () => Date;
}

/** The oldest version that has everything that Gleaner asks for, as `server_version_num` gives it. */
const oldestVersion = 150_000;

/** How many connections a process has at most: for jobs, for scans, and for people. */
const connections = { jobs: 2, scans: 3, people: 2 } as const;

/** How long a statement about a job may take, in milliseconds: longer than it may wait for a lock. */
const answerOfJobsMs = 15_000;

/** The index of Postgres leaves no work to do later. */
function doNothing(): void {}

/** @throws StoreError if the database cannot be used, or was written by a newer Gleaner */
export async function openPostgres(options: PostgresStoreOptions): Promise<Store> {
  const { url, now = () => new Date(), onError = () => {} } = options;
  const name = databaseName(url);
  const pools = {
    jobs: openPool(url, { max: connections.jobs, answerMs: answerOfJobsMs }),
    scans: openPool(url, { max: connections.scans }),
    people: openPool(url, { max: connections.people }),
  };
  const jobs = new Kysely<Tables>({ dialect: postgresDialect(pools.jobs, name, { prepares: "all" }) });
  const scans = new Kysely<Tables>({ dialect: postgresDialect(pools.scans, name, { prepares: "all" }) });
  const people = new Kysely<Tables>({ dialect: postgresDialect(pools.people, name) });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
  };

  try {
    const onUpgrade = () => options.onMigration?.(migrated);
    const migrated: Promise<void> = preparePostgres(jobs, { name, onUpgrade });
    await migrated;
    await requireWholeLibrary(jobs, name);
  } catch (error) {
    await close();
    throw error;
  }

  const parts = { differences: postgresDifferences, index: postgresVideoIndex };
  return {
    jobs: new KyselyJobStore({ ...parts, writer: jobs, reader: jobs, searcher: people, onError }),
    scans: patientScanLibrary(
      kyselyScanLibrary({ ...parts, reader: scans, writer: scans, now, newVideoId, onIndexLeft: doNothing }),
    ),
    videos: kyselyVideoLibrary({ ...parts, reader: people, writer: people, now, onRemoved: doNothing }),
    checking: kyselyCheckLibrary({ ...parts, reader: scans, writer: scans, now, onChanged: doNothing }),
    comparing: kyselyCompareLibrary({ ...parts, reader: scans, writer: scans, now }),
    duplicates: kyselyDuplicateLibrary({ ...parts, reader: people, writer: people, now }),
    forgetting: kyselyForgetLibrary({ ...parts, reader: scans, writer: scans, now, onRemoved: doNothing }),
    roots: kyselyLibraryRoots({ ...parts, reader: people, writer: people, now }),
    settings: kyselySavedSettings({ ...parts, reader: people, writer: people }),
    deliveries: kyselyDeliveries({ ...parts, reader: people, writer: people, now }),
    filters: kyselySavedFilters({ ...parts, reader: people, writer: people, now }),
    // Only SQLite has libraries of older programs.
    filled: Promise.resolve(),
    check: async () => {
      await people.selectFrom("store_info").select("schema_version").executeTakeFirstOrThrow();
      await requireWritable(people, name);
    },
    close,
  };
}

/**
 * Brings the database to the present schema.
 *
 * @throws StoreError if the database cannot be used, or was written by a newer Gleaner
 */
export async function preparePostgres(
  db: Database<Tables>,
  options: { readonly name: string; readonly onUpgrade: () => void },
): Promise<void> {
  await requireServer(db, options.name);
  await migrateAlone(db, options);
}

/** @throws StoreError if the database has only a part of a library: see `transfer/move-record.ts` */
async function requireWholeLibrary(db: Database<Tables>, name: string): Promise<void> {
  const { rows } = await sql<{ is_there: boolean }>`
    select to_regclass('library_moves') is not null as is_there`.execute(db);
  if (rows[0]?.is_there !== true) return;
  const move = await db.selectFrom("library_moves").selectAll().where("state", "<>", "finished").executeTakeFirst();
  if (move === undefined) return;
  throw new StoreError(
    "STORE_UNAVAILABLE",
    `${name.charAt(0).toUpperCase()}${name.slice(1)} has only a part of the library that is being moved from ${move.source}. ` +
      "Finish the move with the same `gleaner migrate` again, or use another database.",
  );
}

/** @throws StoreError if the server or the database is none that Gleaner can use */
async function requireServer(db: Database<Tables>, name: string): Promise<void> {
  const { rows } = await sql<{ version: string; number: number; encoding: string }>`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
      current_setting('server_encoding') as encoding
  `.execute(db);
  const [server] = rows;
  if (server === undefined) throw new Error("A server has a version");
  if (server.number < oldestVersion) {
    throw new StoreError(
      "STORE_UNAVAILABLE",
      `The server of ${name} is Postgres ${server.version}. Gleaner needs version 15 or later.`,
    );
  }
  if (server.encoding !== "UTF8") {
    throw new StoreError(
      "STORE_UNAVAILABLE",
      `The encoding of ${name} is ${server.encoding}. Gleaner needs UTF8: create another database with \`createdb --encoding UTF8 --template template0\`.`,
    );
  }
}

async function migrateAlone(
  db: Database<Tables>,
  { name, onUpgrade }: { readonly name: string; readonly onUpgrade: () => void },
): Promise<void> {
  await migrateInTurn(db, async (transaction) => {
    await requireWritable(transaction, name);
    await requireOwnDatabase(transaction, name);
    await migrate(transaction, { differences: postgresDifferences, name, onUpgrade });
    await makeTrigramIndex(transaction);
    await continueRevisions(transaction);
  });
}

/**
 * A database with tables, none of which is Gleaner's, belongs to another program: many programs read their database from
 * `DATABASE_URL`.
 *
 * @throws StoreError
 */
async function requireOwnDatabase(db: Database<Tables>, name: string): Promise<void> {
  const { rows } = await sql<{ table: string }>`
    select table_name as table from information_schema.tables where table_schema = current_schema()
      and not exists (select 1 from information_schema.tables
        where table_schema = current_schema() and table_name = 'store_info')
    order by table_name limit 1`.execute(db);
  const [other] = rows;
  if (other === undefined) return;
  throw new StoreError(
    "STORE_UNAVAILABLE",
    `${name.charAt(0).toUpperCase()}${name.slice(1)} belongs to another program: it has the table ${other.table}. ` +
      "Create a database for Gleaner with `createdb`, and name it in DATABASE_URL.",
  );
}

async function requireWritable(db: Database<Tables>, name: string): Promise<void> {
  const { rows } = await sql<{ read_only: string }>`
    select current_setting('transaction_read_only') as read_only`.execute(db);
  if (rows[0]?.read_only !== "on") return;
  throw new StoreError(
    "STORE_READ_ONLY",
    `${name.charAt(0).toUpperCase()}${name.slice(1)} can only be read: it may be a standby, or set so. ` +
      "Use the primary server in DATABASE_URL.",
  );
}
