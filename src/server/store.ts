import { access } from "node:fs/promises";
import type { Config } from "../config.ts";
import { databasePath } from "../data-directory.ts";
import { StoreError } from "../jobs/store-error.ts";
import type { Outages, OutagesOptions } from "../store/postgres/outages.ts";
import { openSqlite } from "../store/sqlite/open-sqlite.ts";
import { openSqliteReadOnly } from "../store/sqlite/open-sqlite-read-only.ts";
import type { Store } from "../store/store.ts";

export interface OpenedStore {
  readonly store: Store;
  /** Whether the library can only be read. */
  readonly isReadOnly: boolean;
  /** Whether other processes may use the database at the same time. */
  readonly isShared: boolean;
}

/**
 * Opens the library: the Postgres database of `DATABASE_URL`, or else the SQLite file in the data directory.
 *
 * @param options.ownsDirectory whether this process owns the data directory. If it does not, a library in it is only read
 * @param options.readsOnly see `ServerOptions`
 * @throws StoreError
 */
export async function openStore(
  config: Config,
  options: {
    readonly ownsDirectory: boolean;
    readonly readsOnly: boolean;
    readonly onError: (error: unknown) => void;
    /** See `SqliteStoreOptions`. */
    readonly onMigration: ((migrated: Promise<unknown>) => void) | undefined;
  },
): Promise<OpenedStore> {
  const { ownsDirectory, readsOnly, onError } = options;
  const migration = options.onMigration === undefined ? {} : { onMigration: options.onMigration };
  if (config.databaseUrl !== null) {
    // Loaded only where it is needed: most libraries are in SQLite.
    const { openPostgres } = await import("../store/postgres/open-postgres.ts");
    const store = await openPostgres({ url: config.databaseUrl, onError, ...migration });
    return { store, isReadOnly: !ownsDirectory, isShared: true };
  }
  const path = databasePath(config);
  await requireWholeLibrary(path);
  const writable = ownsDirectory
    ? await openSqlite({ path, onError, ...migration }).catch(nullIfReadOnly({ readsOnly }))
    : null;
  if (writable !== null) return { store: writable, isReadOnly: false, isShared: false };
  return { store: await openSqliteReadOnly({ path, onError }), isReadOnly: true, isShared: false };
}

/** Tells outages of the database of `DATABASE_URL`; null without one: a file is never away for a moment. */
export async function tellOutages(
  { databaseUrl }: Config,
  options: Omit<OutagesOptions, "url">,
): Promise<Outages | null> {
  if (databaseUrl === null) return null;
  const { Outages } = await import("../store/postgres/outages.ts");
  return new Outages({ ...options, url: databaseUrl });
}

/** @throws StoreError if only a part of a library is there, which `gleaner migrate` has not moved to its end */
async function requireWholeLibrary(path: string): Promise<void> {
  const [whole, part] = await Promise.all([isThere(path), isThere(fileOfMove(path))]);
  if (whole || !part) return;
  throw new StoreError(
    "STORE_UNAVAILABLE",
    `Only a part of a library is there, in ${fileOfMove(path)}: its move from Postgres has not finished. ` +
      "Finish it with the same `gleaner migrate` again, or remove this file.",
  );
}

/** The file of a library that is being moved into the data directory. */
export function fileOfMove(path: string): string {
  return `${path}.moving`;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** For a server that only reads: null in place of what needs a data directory that can be written. */
export function nullIfReadOnly({ readsOnly }: { readonly readsOnly: boolean }): (error: unknown) => null {
  return (error) => {
    const cannotWrite = error instanceof StoreError && ["STORE_READ_ONLY", "STORE_UNAVAILABLE"].includes(error.code);
    if (readsOnly && cannotWrite) return null;
    throw error;
  };
}
