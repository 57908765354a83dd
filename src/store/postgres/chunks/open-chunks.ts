import { Kysely } from "kysely";
import { PgBoss } from "pg-boss";
import { databaseName } from "../../../database-name.ts";
import type { ListWorkers } from "../../../library/workers.ts";
import type { ChunkBoard, ChunkSource } from "../../../scanning/chunks/chunk.ts";
import type { Tables } from "../../schema.ts";
import { migrateInTurn } from "../migration-lock.ts";
import { postgresDialect } from "../postgres-dialect.ts";
import { openPool } from "../postgres-pool.ts";
import { chunkQueue, deleteChunksOfOldRuns } from "./chunk-rows.ts";
import { PostgresChunkBoard } from "./postgres-chunk-board.ts";
import { PostgresChunkSource } from "./postgres-chunk-source.ts";
import { forgetSilentWorkers, readWorkers, type WorkerIdentity } from "./worker-rows.ts";

/** The part of the store that shares scans between processes. */
export interface OpenedChunks {
  readonly board: ChunkBoard;
  readonly source: ChunkSource;
  readonly workers: ListWorkers;
  close(): Promise<void>;
}

/** After so many seconds without a sign of life, a worker is dead. The least that pg-boss allows. */
const heartbeatSeconds = 10;
/** A chunk under which so many workers died is not delivered any more. */
const mostDeaths = 3;
/** Deliveries that have ended are of no use any more: `scan_chunks` has what became of them. */
const deleteAfterSeconds = 3_600;

/**
 * How long the server may take for an answer, in milliseconds. A network that drops everything gives none, and after
 * this time another connection is tried.
 */
const answerMs = 20_000;

/** How often chunks of runs that are over are deleted, in milliseconds: a process that was killed leaves its own. */
const leftoversMs = 10_000;

const queueOptions = {
  retryLimit: mostDeaths - 1,
  retryDelay: 0,
  heartbeatSeconds,
  // A chunk takes seconds. This is the most that pg-boss allows: the sign of life is what counts.
  expireInSeconds: 86_400,
  deleteAfterSeconds,
} as const;

/**
 * @param options.url see `Config.databaseUrl`; the database has the schema of Gleaner
 * @param options.supervises whether this process looks for workers that have died, every second. Processes that
 *   coordinate scans have to; for all others it would only be work. Default true
 * @throws StoreError if the database cannot be used
 */
export async function openChunks(options: {
  readonly url: string;
  readonly worker: WorkerIdentity;
  readonly supervises?: boolean;
  readonly onError: (error: unknown) => void;
}): Promise<OpenedChunks> {
  const { url, worker, supervises = true, onError } = options;
  const pool = openPool(url, { max: 3, answerMs });
  const db = new Kysely<Tables>({ dialect: postgresDialect(pool, databaseName(url), { prepares: "all" }) });
  // `pg` gets it from pg-boss, whose types leave it out.
  const ofConnections = { query_timeout: answerMs };
  const boss = new PgBoss({
    connectionString: url,
    max: 2,
    ...ofConnections,
    application_name: "gleaner chunks",
    supervise: supervises,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    schedule: false,
  });
  boss.on("error", onError);
  let leftoversTimer: NodeJS.Timeout | undefined;
  const close = async (): Promise<void> => {
    clearInterval(leftoversTimer);
    await boss.stop({ graceful: false });
    await pool.end();
  };
  try {
    // On connections of its own. Several processes that make its schema at once all work, but the server logs errors.
    await migrateInTurn(db, async () => {
      await boss.start();
      await boss.createQueue(chunkQueue, queueOptions);
      // A queue that is there already keeps its old options otherwise.
      await boss.updateQueue(chunkQueue, queueOptions);
    });
    const board = new PostgresChunkBoard({ db, boss });
    const onCommit = () => board.committedHere();
    const name = databaseName(url);
    const source = new PostgresChunkSource({ db, boss, name, worker, now: () => new Date(), onCommit });
    const deleteLeftovers = async (): Promise<void> => {
      await forgetSilentWorkers(db);
      await deleteChunksOfOldRuns(db);
    };
    await deleteLeftovers();
    leftoversTimer = setInterval(() => void deleteLeftovers().catch(onError), leftoversMs);
    return { board, source, workers: () => readWorkers(db, worker), close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}
