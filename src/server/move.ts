/** Moves a library between the data directory and a Postgres database. */
import { realpath, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import type { Config } from "../config.ts";
import {
  databasePath,
  hasDatabase,
  refuseSystemDirectory,
  requireDataDirectory,
  takeDataDirectory,
} from "../data-directory.ts";
import { databaseName } from "../database-name.ts";
import type { MoveOptions, MoveOutcome } from "../store/transfer/move-library.ts";
import { fileOfMove } from "./store.ts";

export interface MoveRequest extends Pick<MoveOptions, "onProgress" | "signal"> {
  /** `to` the Postgres database, or `from` it. */
  readonly direction: "to" | "from";
  /** The address of the Postgres database. */
  readonly url: string;
  /** See `SqliteStoreOptions`. */
  readonly onMigration: (migrated: Promise<unknown>) => void;
}

/**
 * Copies the library, and compares all rows. The source stays as it is. A move that ended early goes on when it is
 * called again. The process owns the data directory meanwhile.
 *
 * @throws CannotMove, StoreError, InvalidSetting; `request.signal.reason` once that signal aborts
 */
export async function moveLibraryOf(config: Config, request: MoveRequest): Promise<MoveOutcome> {
  const { direction, url, onMigration, onProgress, signal } = request;
  const directory = requireDataDirectory(config);
  const path = databasePath(config);
  await refuseSystemDirectory(directory);
  // Loaded only where it is needed: most libraries are in SQLite.
  const { CannotMove } = await import("../store/transfer/transfer-database.ts");
  const { moveLibrary } = await import("../store/transfer/move-library.ts");
  const { openPostgresForTransfer } = await import("../store/postgres/open-postgres-for-transfer.ts");
  const { openSqliteForTransfer } = await import("../store/sqlite/open-sqlite-for-transfer.ts");

  const isThere = await hasDatabase({ ...config, databaseUrl: null });
  if (direction === "to" && !isThere) throw new CannotMove(`There is no library in ${directory}.`);
  // The library has this name until it is complete, so that no other command takes it for one.
  const file = direction === "to" ? path : fileOfMove(path);
  await using closing = new AsyncDisposableStack();
  const lock = await takeDataDirectory(directory);
  closing.defer(() => lock.release());
  await lock.publish({ pid: process.pid, url: null, token: null, command: "gleaner migrate", startedAt: new Date() });
  if (direction === "from" && isThere) {
    throw new CannotMove(
      `There is a library in ${directory} already, and it stays as it is. ` +
        "Move its file gleaner.db away, or choose another --data directory.",
    );
  }

  const postgres = await openPostgresForTransfer({ url, onMigration });
  closing.defer(() => postgres.close());
  if (direction === "from") await postgres.requireUnused();
  const sqlite = await openSqliteForTransfer({ path: file, onMigration });
  closing.defer(() => sqlite.close());
  if (direction === "to") {
    const sourceName = `${await realpath(directory)} on ${hostname()}`;
    return await moveLibrary({ source: sqlite, target: postgres }, { sourceName, onProgress, signal });
  }
  const sourceName = databaseName(url);
  const outcome = await moveLibrary({ source: postgres, target: sqlite }, { sourceName, onProgress, signal });
  await sqlite.close();
  await rename(file, path);
  await rm(`${file}-spare`, { force: true });
  return outcome;
}
