/**
 * A scan that is shared by several processes: one of them walks and compares (the coordinator), and puts the changed files
 * into chunks. Any worker takes a chunk, probes its files, and commits all of its rows in one transaction.
 */
import type { Job, Lease } from "../../jobs/job.ts";
import type { LeftPath, Worker, WorkerReport } from "../../library/workers.ts";
import type { FileStat, ScanBatch } from "../scan-library.ts";

/** Changed files of a scan for one worker. */
export interface Chunk {
  /** A UUID. */
  readonly id: string;
  /** The lease of the coordinator. No row of a chunk is written once it is over. */
  readonly lease: Lease;
  readonly files: readonly FileStat[];
}

/** What became of a chunk. */
export interface ChunkReport {
  /** How many of its files have a row or an error now. */
  readonly handled: number;
  /** Files that were not written: see `CommitOutcome`. */
  readonly superseded: number;
  /** Whether files are left that no worker will probe, because the scan was told to stop or has taken the chunk back. */
  readonly gaveUp: boolean;
  /** Files that could not be read for a reason outside of the file. */
  readonly failed: readonly FileStat[];
}

/** A worker that leaves files alone, because they are others on its machine. */
export interface LeavingWorker extends Pick<Worker, "host" | "pid"> {
  /** At least one. */
  readonly leaves: readonly LeftPath[];
}

/** The chunks of one run of a scan, as its coordinator sees them. All calls throw `StoreError`. */
export interface ChunkBoard {
  /** Hands a chunk to any worker. */
  put(chunk: Chunk): Promise<void>;

  /**
   * Takes the reports away that came since the last call.
   *
   * @returns `open`: how many chunks have no report yet; `held`: how many of them a worker has now; `workers`: how many
   *   workers there are, on all machines; `leaving`: those that leave files alone, of whichever scan; `deadly`: chunks
   *   under which every worker died, and `refused`: chunks that no worker takes because their files are others there,
   *   both taken away as well; `job`: the job as it is now
   * @param options.isStopped whether the scan was told to stop. Then it is asked often, and `workers`, `leaving` and `job`
   *   are left out. Default false
   */
  collect(
    lease: Lease,
    options?: { readonly isStopped?: boolean },
  ): Promise<{
    readonly reports: readonly ChunkReport[];
    readonly open: number;
    readonly held: number;
    readonly workers: number;
    readonly leaving: readonly LeavingWorker[];
    readonly deadly: readonly Chunk[];
    readonly refused: readonly Chunk[];
    readonly job: Job | null;
  }>;

  /**
   * Takes chunks back. None of them is committed after this: each has a report that gives its files up.
   *
   * @param which `waiting`: only chunks that no worker has
   */
  withdraw(lease: Lease, which: "waiting" | "all"): Promise<void>;

  /** Resolves when a worker of this process commits the next time, or when the signal aborts. */
  nextCommitHere(signal: AbortSignal): Promise<void>;
}

/** A chunk that a worker has. */
export interface TakenChunk extends Chunk {
  /**
   * Writes what was found, the counts of the job and the report in one transaction.
   *
   * @param part.left files that were not probed. Another worker gets them, unless the scan is told to stop
   * @param part.strange a few files that seem to be others on this machine. The coordinator gets them, which has listed
   *   them, unless the scan is told to stop
   * @returns the job after it; null if nothing was written, because the chunk or the lease was taken away
   */
  commit(
    part: Pick<ScanBatch, "videos" | "problems"> & {
      readonly left: readonly FileStat[];
      readonly strange: readonly FileStat[];
      readonly failed: readonly FileStat[];
    },
  ): Promise<Job | null>;

  /**
   * Refuses the chunk, because its files are others on this machine, or because no file can be probed here. Another
   * worker gets it. If all workers leave its files alone, or after a few refusals, its coordinator gets it, which has
   * listed the files.
   */
  refuse(): Promise<void>;

  /** Says that the worker is alive. @returns false if the chunk was taken away */
  keep(): Promise<boolean>;
}

/** Where a worker gets its work. All calls throw `StoreError`. */
export interface ChunkSource {
  /**
   * Takes the chunks that have waited longest. A worker that is limited to some directories gets only chunks whose files
   * are all in them.
   *
   * @param leaves directories of which it gets no chunk with a file in them
   */
  take(most: number, leaves: readonly string[]): Promise<readonly TakenChunk[]>;

  /** Tells all processes what this worker is doing. Call it every second. */
  report(report: WorkerReport): Promise<void>;

  /** Call this when the worker is over. */
  leave(): Promise<void>;

  /** Of these leases, those of scans that must stop: cancelled, or run by another process by now. */
  stopped(leases: readonly Lease[]): Promise<readonly Lease[]>;
}
