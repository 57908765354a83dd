import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import type { ProberHealth } from "../scanning/probe/prober.ts";
import type { GuardOptions } from "./guard.ts";

/** What the calls of the API need. */
export interface AppParts {
  readonly queue: AsyncJobQueue;
  readonly videos: VideoLibrary;
  readonly health: HealthChecks;
}

export interface HealthChecks {
  /** Rejects when the database cannot be used. */
  database(): Promise<void>;
  prober(): Promise<ProberHealth>;
  /** The disk that holds the library. */
  disk(): Promise<{ freeBytes: number }>;
}

export interface AppOptions extends GuardOptions {
  /** Directories without links in them; empty means any, and is refused unless `loopbackOnly`. */
  readonly roots: readonly string[];
  /** Whether files may be deleted. */
  readonly allowDelete: boolean;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Where log lines go. Default: standard output. */
  readonly logStream?: { write(line: string): void };
  /** Of this program. */
  readonly version: string;
}
