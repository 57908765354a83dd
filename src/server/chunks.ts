/** The part of a process that shares scans with other processes: it hands out chunks, works on them, and hears cancels. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Config } from "../config.ts";
import type { JobId } from "../jobs/job.ts";
import type { StoreError } from "../jobs/store-error.ts";
import type { ListWorkers } from "../library/workers.ts";
import type { ChunkBoard } from "../scanning/chunks/chunk.ts";
import { ChunkWorker, type ChunkWorkerOptions } from "../scanning/chunks/chunk-worker.ts";
import { version } from "../version.ts";

type SharedDatabase = { readonly databaseUrl: string } & Pick<Config, "databaseDirectUrl">;

export interface SharedScans {
  readonly board: ChunkBoard;
  readonly worker: ChunkWorker;
  readonly workers: ListWorkers;
  /** Why cancels by other processes take effect late, with the setting that helps; null if they do not. */
  readonly warning: string | null;
  /** Calls a listener when another process may have cancelled this job, or any job. */
  onCancel(listener: (only?: JobId) => void): void;
  /** Call this when `worker` has stopped. */
  close(): Promise<void>;
}

/**
 * Does not start the worker.
 *
 * @param options.pathMap the entries of the path map of this machine, for people. Default: none
 * @param options.only the directories of the library to which the worker is limited. Default: no limit
 * @param options.supervises see `openChunks`
 * @param config.databaseUrl the database has the schema of Gleaner
 * @throws StoreError if the database cannot be used
 */
export async function openSharedScans(
  { databaseUrl, databaseDirectUrl }: SharedDatabase,
  {
    pathMap = [],
    only = [],
    supervises = true,
    ...options
  }: Omit<ChunkWorkerOptions, "source"> & {
    readonly pathMap?: readonly string[];
    readonly only?: readonly string[];
    readonly supervises?: boolean;
  },
): Promise<SharedScans> {
  const { onError } = options;
  const { openChunks } = await import("../store/postgres/chunks/open-chunks.ts");
  const { openCancelNotices } = await import("../store/postgres/cancel-notices.ts");
  const self = { id: randomUUID(), host: hostname(), pid: process.pid, version, pathMap, only };
  const { board, source, workers, close } = await openChunks({ url: databaseUrl, worker: self, supervises, onError });
  const worker = new ChunkWorker({ ...options, source });
  let listener: ((only?: JobId) => void) | null = null;
  const tell = (only?: JobId): void => {
    worker.lookAgain(only);
    listener?.(only);
  };
  try {
    const notices = await openCancelNotices({
      url: databaseUrl,
      directUrl: databaseDirectUrl,
      onCancel: tell,
      onMissed: () => tell(),
      onError,
    });
    return {
      board,
      worker,
      workers,
      warning: notices.atStart.areHeard ? null : deafness(notices.atStart.error, databaseDirectUrl),
      onCancel: (added) => {
        listener = added;
      },
      close: async () => {
        await Promise.all([notices.close(), close()]);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the database offers for the sharing of scans. `warning`: see `SharedScans`. */
export interface SharingFacts extends Pick<SharedScans, "warning"> {
  /** Of the server of the database. */
  readonly version: string;
  /** Whether searches use an index. */
  readonly hasTrigrams: boolean;
}

/**
 * @param config.databaseUrl as for `openSharedScans`
 * @throws StoreError if the database cannot be used
 */
export async function inspectSharing({ databaseUrl, databaseDirectUrl }: SharedDatabase): Promise<SharingFacts> {
  const { inspectPostgres } = await import("../store/postgres/inspect-postgres.ts");
  const { version, hasTrigrams, notices } = await inspectPostgres({ url: databaseUrl, directUrl: databaseDirectUrl });
  return { version, hasTrigrams, warning: notices.areHeard ? null : deafness(notices.error, databaseDirectUrl) };
}

function deafness(error: StoreError | null, directUrl: string | null): string {
  const late = "Cancels from other machines take effect up to a second late";
  if (error !== null) return `${late}, until notices of the database are heard, which is tried again. ${error.message}`;
  const reason =
    directUrl === null
      ? "PgBouncer in transaction mode delivers none: set DATABASE_DIRECT_URL to the address of Postgres itself."
      : "DATABASE_DIRECT_URL must lead to the database of DATABASE_URL, and not through PgBouncer.";
  return `${late}, because notices of the database do not arrive. ${reason}`;
}
