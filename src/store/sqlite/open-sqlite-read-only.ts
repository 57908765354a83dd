import { stat } from "node:fs/promises";
import { Kysely } from "kysely";
import { StoreError } from "../../jobs/store-error.ts";
import { kyselyCheckLibrary } from "../checking/kysely-check-library.ts";
import { kyselyCompareLibrary } from "../comparing/kysely-compare-library.ts";
import { kyselyDuplicateLibrary } from "../duplicates/kysely-duplicate-library.ts";
import { kyselySavedFilters } from "../filters/kysely-saved-filters.ts";
import { kyselyForgetLibrary } from "../forgetting/kysely-forget-library.ts";
import { KyselyJobStore } from "../jobs/kysely-job-store.ts";
import { requirePresentSchema } from "../migrations/migrate.ts";
import { kyselyDeliveries } from "../notices/kysely-deliveries.ts";
import { kyselyLibraryRoots } from "../roots/kysely-library-roots.ts";
import { kyselyScanLibrary } from "../scans/kysely-scan-library.ts";
import type { Tables } from "../schema.ts";
import { kyselySavedSettings } from "../settings/kysely-saved-settings.ts";
import type { Store } from "../store.ts";
import { kyselyVideoLibrary } from "../videos/kysely-video-library.ts";
import { newVideoId } from "../videos/new-video-id.ts";
import { SqliteConnection } from "./connection/sqlite-connection.ts";
import { sqliteDialect } from "./dialect/sqlite-dialect.ts";
import { sqliteVideoIndex } from "./search/sqlite-video-index.ts";
import { sqliteDifferences } from "./sqlite-differences.ts";

const busyTimeoutMs = 5000;

/** Nothing writes, so the index never has more to do. */
const doNothing = (): void => {};

/**
 * The store on a file that this process cannot write: a file system mounted for reading only, or another user's data
 * directory. Nothing is written, also no lock and no log. Every call that writes throws `STORE_READ_ONLY`.
 *
 * @throws StoreError when the file cannot be read, or has another schema than the present one
 */
export async function openSqliteReadOnly({
  path,
  onError,
}: {
  readonly path: string;
  /** As in `SqliteStoreOptions`. */
  readonly onError: (error: StoreError) => void;
}): Promise<Store> {
  const connection = await readableConnection(path);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(connection, "reads") });
  const close = () => connection.close();
  try {
    await requirePresentSchema(db, { name: path });
    const parts = { reader: db, writer: db, differences: sqliteDifferences, index: sqliteVideoIndex, now: systemTime };
    return {
      jobs: new KyselyJobStore({ writer: db, reader: db, searcher: db, differences: sqliteDifferences, onError }),
      scans: kyselyScanLibrary({ ...parts, newVideoId, onIndexLeft: doNothing }),
      videos: kyselyVideoLibrary({ ...parts, onRemoved: doNothing }),
      checking: kyselyCheckLibrary({ ...parts, onChanged: doNothing }),
      comparing: kyselyCompareLibrary(parts),
      duplicates: kyselyDuplicateLibrary(parts),
      forgetting: kyselyForgetLibrary({ ...parts, onRemoved: doNothing }),
      roots: kyselyLibraryRoots(parts),
      settings: kyselySavedSettings(parts),
      deliveries: kyselyDeliveries(parts),
      filters: kyselySavedFilters(parts),
      filled: Promise.resolve(),
      check: () => Promise.reject(readOnly(path)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function systemTime(): Date {
  return new Date();
}

/**
 * SQLite can read a file that has a log only if it can write beside it, or if another process has it open. A file
 * without a log is complete, and nobody has it open: it is read as it is.
 */
async function readableConnection(path: string): Promise<SqliteConnection> {
  const immutable = await hasNoLog(path);
  const connection = new SqliteConnection({ path, busyTimeoutMs, readOnly: true, immutable });
  try {
    await connection.execute("select 1 from sqlite_master limit 1");
    return connection;
  } catch (error) {
    await connection.close();
    if (immutable || !(error instanceof StoreError) || !unreadableLog.has(error.code)) throw error;
    throw new StoreError(
      "STORE_READ_ONLY",
      `${path} was not closed in order, and its log cannot be read without writing. ` +
        "Give this user write access to it and to its directory, or run Gleaner once as the user who owns it.",
      { cause: error },
    );
  }
}

const unreadableLog: ReadonlySet<StoreError["code"]> = new Set(["STORE_READ_ONLY", "STORE_UNAVAILABLE"]);

async function hasNoLog(path: string): Promise<boolean> {
  try {
    return (await stat(`${path}-wal`)).size === 0;
  } catch {
    return true;
  }
}

function readOnly(path: string): StoreError {
  return new StoreError("STORE_READ_ONLY", `${path} cannot be written. Only its contents can be read.`);
}
