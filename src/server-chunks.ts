/** The part of a process that shares scans with other processes: it hands out chunks, and works on them. */
import { hostname } from "node:os";
import type { ChunkBoard } from "./scanning/chunks/chunk.ts";
import { ChunkWorker, type ChunkWorkerOptions } from "./scanning/chunks/chunk-worker.ts";

export interface SharedScans {
  readonly board: ChunkBoard;
  readonly worker: ChunkWorker;
  /** Call this when `worker` has stopped. */
  close(): Promise<void>;
}

/**
 * Does not start the worker.
 *
 * @param url see `Config.databaseUrl`; the database has the schema of Gleaner
 * @throws StoreError if the database cannot be used
 */
export async function openSharedScans(url: string, options: Omit<ChunkWorkerOptions, "source">): Promise<SharedScans> {
  const { openChunks } = await import("./store/postgres/chunks/open-chunks.ts");
  const worker = `${hostname()}, process ${process.pid}`;
  const { chunks, close } = await openChunks({ url, worker, onError: options.onError });
  return { board: chunks, worker: new ChunkWorker({ ...options, source: chunks }), close };
}
