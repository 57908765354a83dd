import type { Job, JobId, Lease } from "../jobs/job.ts";
import type { VideoId } from "../library/video.ts";
import type { LiveValue } from "../live-value.ts";
import type { Said } from "../sentences/say.ts";
import type { ChunkBoard } from "./chunks/chunk.ts";
import type { Prober } from "./probe/prober.ts";
import type { RateOfPart } from "./rate-limit.ts";
import type { ScanCounts, ScanLibrary } from "./scan-library.ts";
import type { ChosenInDirectory } from "./scan-payload.ts";
import type { ThreadCrewOptions } from "./walk/thread-crew.ts";
import type { WalkRules } from "./walk/walk-rules.ts";

export interface ScanOptions {
  readonly library: ScanLibrary;
  /** Called when the first file is to be probed. A scan that finds no change needs no prober. */
  readonly prober: () => Promise<Prober>;
  /** Hands files to the workers of all machines. Default: this process probes them. */
  readonly board?: ChunkBoard;
  /** The lease of the job that scans. Every write is fenced with it. */
  readonly lease: Lease;
  /** Whether to look into subdirectories. Default true. */
  readonly recursive?: boolean;
  /** The only directories to scan, without their subdirectories. Null, the default: the scanned one, and those in it. */
  readonly only?: readonly string[] | null;
  /** The only videos in it whose files to read. Null, the default: all files. See `chosen-files.ts`. */
  readonly chosen?: ChosenInDirectory | null;
  /** How many of them are looked up at once. Default 5,000. A directory is listed once for each part with videos in it. */
  readonly chosenAtOnce?: number;
  /** Files that are being written. They stay as they are in the library, and are not counted. Default: none. */
  readonly growing?: readonly string[];
  /** Whether to try files again that could not be read and have not changed since. Default false. */
  readonly retryErrors?: boolean;
  /**
   * Whether to read files again whose size and modification time are unchanged. A file can be replaced by another one
   * with the same size and time. Default false.
   */
  readonly full?: boolean;
  /**
   * Whether a person confirms that absent videos are really gone. Then the videos of an empty scanned directory, and
   * absent videos that were seen on another disk, are marked missing, too. Default false.
   */
  readonly acceptEmpty?: boolean;
  /** The ended job that this one resumes. Files that it, or a job that it has resumed, tried again are not tried once more. */
  readonly resumes?: JobId | null;
  readonly walk: WalkRules;
  /** How directories are listed. Default: the defaults of `FileThreads`. */
  readonly threads?: ThreadCrewOptions;
  /**
   * Whether directories are listed without their files as long as digests are in use. Default false: only after a directory
   * that is unchanged, up to the next one that is not.
   */
  readonly alwaysBrief?: boolean;
  /** How many files a batch has. Default 100. A cancel waits until a batch is written. */
  readonly batchFiles?: number;
  /** How long a file waits at most to be committed, in milliseconds. Default 100. */
  readonly batchMs?: number;
  /**
   * How long the scan waits after an abort for files that are being read, in milliseconds. Default 10: neither a slow disk
   * nor a busy machine delays a cancel, and the next scan reads what is left.
   */
  readonly graceMs?: number;
  /** How many files to probe per second at most. Default 0, which means no limit. It may change while the scan runs. */
  readonly maxRate?: LiveValue<number>;
  /** Directories in the scanned one that have such a limit of their own instead. Default: none. */
  readonly ratesOfParts?: readonly RateOfPart[];
  /**
   * How long the videos below directories that are gone wait to be marked missing, in milliseconds, unless the walk is done
   * before. Default 60,000.
   */
  readonly goneWaitMs?: number;
  /** Ends the scan early: it returns with `stoppedEarly`. */
  readonly signal?: AbortSignal;
  /**
   * Whether the last run died without saving anything new. Until this run has saved something, each file is then recorded
   * by `recordInHand` and probed alone, so that a file that kills the process can be named. Default false.
   */
  readonly careful?: boolean;
  readonly recordInHand?: (path: string) => Promise<void>;
  /**
   * Called for each listed directory and each finished file, with its path. While the scan waits for a worker, called
   * again and again: without an activity at first, and then with a text that says so.
   */
  readonly onProgress?: (activity?: string | Said) => void;
  /** Called once, with the scanned directory, when no worker has taken a file of the scan for a few seconds. */
  readonly onNoWorker?: (root: string) => void;
  /** Called with the videos that were removed from the library, because the scan leaves them out. */
  readonly onRemoved?: (ids: readonly VideoId[]) => void;
  /** Called with the job's row after each commit. */
  readonly onCommit?: (job: Job) => void;
}

export interface ScanResult {
  /** The counts of the job. They equal the rows that it wrote. */
  readonly counts: ScanCounts;
  /** Whether an abort ended the scan before everything was done. */
  readonly stoppedEarly: boolean;
}
