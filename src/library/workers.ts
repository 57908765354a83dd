/** A directory that a worker leaves alone for a moment. Other workers read its files. */
export interface LeftPath {
  /** As in the library. */
  readonly directory: string;
  /** A sentence. */
  readonly problem: string;
}

/** What a worker of shared scans is doing. */
export interface WorkerReport {
  /** `paused`: it reads no files, and leaves some alone. */
  readonly state: "working" | "idle" | "paused";
  /** The scan whose files it reads; null if it reads none. */
  readonly jobId: string | null;
  /** What kept it from its work in the last ten minutes, newest first. */
  readonly problems: readonly string[];
  readonly leaves: readonly LeftPath[];
}

/** A worker, as other processes see it. */
export interface Worker extends Omit<WorkerReport, "state"> {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Of Gleaner. */
  readonly version: string;
  /** The entries of its path map, each `LIBRARY=HERE`. */
  readonly pathMap: readonly string[];
  /** The directories of the library to which it is limited. Empty: it reads files of all directories. */
  readonly only: readonly string[];
  /** Whether it is part of the process that lists it. */
  readonly isHere: boolean;
  /** `silent`: it has given no sign of life for ten seconds. */
  readonly state: WorkerReport["state"] | "silent";
  /** When its state or its scan changed last. */
  readonly since: Date;
}

/** Lists the workers of all machines, the oldest first. Throws `StoreError`. */
export type ListWorkers = () => Promise<readonly Worker[]>;
