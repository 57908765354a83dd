/**
 * The store on SQLite: one file and three connections, each in its own thread. One writes. One reads for scans, and
 * reads single jobs and lists of jobs. One reads and searches for people. A search of the whole library therefore delays
 * neither a commit nor a cancel nor a scan, and none of them delays the main thread. In WAL mode a read sees everything
 * that was committed before it began, on any connection.
 */
import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Kysely } from "kysely";
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
import { IndexUpkeep } from "../videos/index-upkeep.ts";
import { kyselyVideoLibrary } from "../videos/kysely-video-library.ts";
import { newVideoId } from "../videos/new-video-id.ts";
import { SqliteConnection } from "./connection/sqlite-connection.ts";
import { holdSpareRoom } from "./data-directory/spare-room.ts";
import { sqliteDialect } from "./dialect/sqlite-dialect.ts";
import { sqliteVideoIndex } from "./search/sqlite-video-index.ts";
import { sqliteDifferences } from "./sqlite-differences.ts";

export type { Store };

export interface SqliteStoreOptions {
  /** The database file. A missing file is created; its directory must exist. */
  readonly path: string;
  /** How long to wait for another process that has the database locked, in milliseconds. Default 5000. */
  readonly busyTimeoutMs?: number;
  /** Gets errors that no caller sees, such as that of a row that makes no sense. */
  readonly onError?: (error: unknown) => void;
  /**
   * Called before a database of an older Gleaner is migrated, which may take minutes. The promise settles when the
   * migration has ended in any way.
   */
  readonly onMigration?: (migrated: Promise<unknown>) => void;
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
}

/** @throws StoreError if the database cannot be used, is damaged, or was written by a newer Gleaner */
export async function openSqlite(options: SqliteStoreOptions): Promise<Store> {
  const { path, busyTimeoutMs = 5000, now = () => new Date(), onError = () => {} } = options;
  let giveUpSpareRoom: (() => void) | null = null;
  let damage: StoreError | null = null;
  const onUnusable = (error: StoreError): void => {
    if (error.code === "STORE_FULL") giveUpSpareRoom?.();
    if (error.code === "STORE_CORRUPT") damage ??= error;
  };
  const writing = new SqliteConnection({ path, busyTimeoutMs }, onUnusable);
  const reading = new SqliteConnection({ path, busyTimeoutMs, readOnly: true }, onUnusable);
  const scanning = new SqliteConnection({ path, busyTimeoutMs, readOnly: true }, onUnusable);
  const writer = new Kysely<Tables>({ dialect: sqliteDialect(writing, "transactions") });
  const reader = new Kysely<Tables>({ dialect: sqliteDialect(reading, "reads") });
  const scanReader = new Kysely<Tables>({ dialect: sqliteDialect(scanning, "reads") });
  const checkReading = async (): Promise<void> => {
    await reader.selectFrom("store_info").select("schema_version").executeTakeFirstOrThrow();
  };
  const checkWriting = async (): Promise<void> => {
    // An unchanged value would not be written at all.
    await writer.updateTable("store_info").set({ checked_at: now().getTime() }).execute();
  };
  const close = async (): Promise<void> => {
    await Promise.all([reading.close(), scanning.close()]);
    await writing.close();
  };

  try {
    await useWriteAheadLog(writing, { path, busyTimeoutMs });
    // A commit that has returned is on the disk, not only in the memory of the system.
    await writing.execute("pragma synchronous = full");
    const onUpgrade = () => options.onMigration?.(migrated);
    const migrated: Promise<void> = writer
      .transaction()
      .execute((transaction) => migrate(transaction, { differences: sqliteDifferences, name: path, onUpgrade }));
    await migrated;
    // SQLite opens a read-only file without an error, and fails the first statement that writes.
    await checkWriting();
    giveUpSpareRoom = await holdSpareRoom(path);
  } catch (error) {
    await close();
    throw await openingError(error, path);
  }

  const parts = { reader, writer, differences: sqliteDifferences, index: sqliteVideoIndex };
  const upkeep = new IndexUpkeep(parts);
  const wakeUpkeep = () => upkeep.wake();
  return {
    jobs: new KyselyJobStore({ ...parts, reader: scanReader, searcher: reader, onError }),
    scans: kyselyScanLibrary({ ...parts, reader: scanReader, now, newVideoId, onIndexLeft: wakeUpkeep }),
    videos: kyselyVideoLibrary({ ...parts, now, onRemoved: wakeUpkeep }),
    checking: kyselyCheckLibrary({ ...parts, now, onChanged: wakeUpkeep }),
    comparing: kyselyCompareLibrary({ ...parts, now }),
    duplicates: kyselyDuplicateLibrary({ ...parts, now }),
    forgetting: kyselyForgetLibrary({ ...parts, now, onRemoved: wakeUpkeep }),
    roots: kyselyLibraryRoots({ ...parts, reader: scanReader, now }),
    settings: kyselySavedSettings({ ...parts, reader: scanReader }),
    deliveries: kyselyDeliveries({ ...parts, reader: scanReader, now }),
    filters: kyselySavedFilters({ ...parts, reader: scanReader, now }),
    filled: upkeep.done,
    check: async () => {
      // Damage in one place is no secret when other places can still be read.
      if (damage !== null) throw damage;
      await checkReading();
      // Takes the lock of writers, and writes nothing: health checks may come every few seconds.
      await writer.transaction().execute(() => Promise.resolve());
    },
    async close() {
      upkeep.stop();
      await close();
      await upkeep.done;
    },
  };
}

/** SQLite says no more than that the file cannot be opened when it cannot make the log beside it. */
async function openingError(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof StoreError) || error.code !== "STORE_UNAVAILABLE") return error;
  const isThere = await canAccess(path, constants.R_OK);
  if (!isThere || (await canAccess(dirname(path), constants.W_OK))) return error;
  return new StoreError(
    "STORE_READ_ONLY",
    `${path} cannot be written, because its directory cannot. ` +
      "Give this user write access to it and to its directory, or choose another --data directory.",
    { cause: error },
  );
}

async function canAccess(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function useWriteAheadLog(
  connection: SqliteConnection,
  { path, busyTimeoutMs }: { readonly path: string; readonly busyTimeoutMs: number },
): Promise<void> {
  const { rows } = await changeJournal(connection, performance.now() + busyTimeoutMs);
  if (rows.some((row) => "journal_mode" in row && row.journal_mode === "wal")) return;
  throw new StoreError(
    "STORE_UNAVAILABLE",
    `The disk that holds ${path} cannot be used for a database, as is common for network drives. ` +
      "Choose a --data directory on a local disk.",
  );
}

/** If two processes do this at the same moment, SQLite refuses one and does not wait as for other locks. */
async function changeJournal(connection: SqliteConnection, patientUntil: number): Promise<{ rows: object[] }> {
  for (;;) {
    try {
      return await connection.execute("pragma journal_mode = wal");
    } catch (error) {
      const isLocked = error instanceof StoreError && error.code === "STORE_LOCKED";
      if (!isLocked || performance.now() > patientUntil) throw error;
      await delay(10);
    }
  }
}
