import type { FileVersion } from "../../files/file-version.ts";
import type { VideoFacts } from "../../library/video.ts";
import type { Sentence } from "../../sentences/sentence.ts";
import type { ProcessLimits } from "./process-count.ts";

/**
 * Why a file is not a video for us.
 *
 * Caused by the bytes of the file, so true until the file changes:
 * - `not_video`: empty, truncated, of no known container, or without a picture.
 * - `out_of_memory`: the process that probed the file reached its own memory limit.
 * - `crashed`: the process that probed the file crashed, twice.
 *
 * Caused by the disk, the network or the system, so it may pass:
 * - `not_regular_file`: a FIFO, socket, device or directory. It was not read.
 * - `link_outside_roots`: a link leads to outside the allowed directories. The file was not read.
 * - `vanished`: the file was gone when it was to be probed.
 * - `unreadable`: the system refused to open or read the file.
 * - `timed_out`: the file took longer than the limit. The disk may be the reason.
 * - `killed`: the process that probed the file was ended from outside, twice.
 */
export type ProbeProblemCode =
  | "not_video"
  | "out_of_memory"
  | "crashed"
  | "not_regular_file"
  | "link_outside_roots"
  | "vanished"
  | "unreadable"
  | "timed_out"
  | "killed";

export interface ProbeProblem {
  readonly code: ProbeProblemCode;
  /**
   * For people, to be read after the path: what is wrong with the file and, where it helps, a second sentence that says
   * what to do. Ends with a full stop only when there is a second sentence.
   */
  readonly message: string;
  /** `message` as data. Absent: it has none. */
  readonly sentence?: Sentence;
}

export type ProbeOutcome = (
  | {
      readonly kind: "video";
      readonly facts: VideoFacts;
      /** See `fingerprintOf`. Default: unknown. */
      readonly fingerprint?: number;
    }
  | { readonly kind: "problem"; readonly problem: ProbeProblem }
) & {
  /** The file that was read, where it was another version than `ProbeOptions.version`. */
  readonly version?: FileVersion;
};

export interface ProberHealth {
  readonly ok: boolean;
  /** The library or program in use with its version, or why it does not work and what to do. */
  readonly detail: string;
}

export interface ProbeOptions {
  /** Real paths of the directories in which the file must lie once its links are followed. Default: anywhere. */
  readonly roots?: readonly string[];
  /** The file as it was listed. The outcome says when the file that was read is another version. */
  readonly version?: FileVersion;
  /**
   * The disk that the file is on, in any words that tell it from others. Default: the device that is mounted where the
   * path is, which is another one if the path leads through links.
   */
  readonly disk?: string | null;
  /**
   * Called with true when the file is held, because as many killed processes hang on its disk as processes are wanted.
   * Called with false when the disk has answered and the file waits for its turn again.
   */
  readonly onHold?: (isHeld: boolean) => void;
  /** Gives the file up when it aborts. The process that works on the file is killed. */
  readonly signal?: AbortSignal;
  /** Gives the file up when it aborts, unless a process has begun to read it. */
  readonly unlessBegun?: AbortSignal;
}

/**
 * Finds out what is in files. Files are read in child processes, so no file can harm this one: each child has a time
 * limit, ended with SIGKILL, and a memory limit. A file that ends its child is tried once more in a new one, and is a
 * problem when that ends too. Containers are limited to those of `formats.ts`, and protocols to local files.
 */
export interface Prober {
  readonly name: "libav" | "ffprobe";
  /** How many files the prober takes at once, as of now. Further calls of `probe` wait their turn. */
  readonly concurrency: number;
  /** What is known without starting a process: the outcome of the last start, or that there was none so far. */
  readonly health: ProberHealth;

  /**
   * Probes one file. Anything wrong with the file, or done by the file to its process, is a value.
   *
   * @param path absolute
   * @throws the reason of the signal that gave the file up; ProberUnavailable when no process can be started;
   *   ProberClosed
   */
  probe(path: string, options?: ProbeOptions): Promise<ProbeOutcome>;

  /** Starts what the first file needs, ahead of that file. */
  warmUp(): void;

  /** Finds out by trying whether the prober works. */
  check(): Promise<ProberHealth>;

  /** Kills all processes at once, also those that are starting. Probes that are not done reject. */
  close(): Promise<void>;
}

/** A prober whose number of processes may change while it probes files. */
export interface AdjustableProber extends Prober {
  /** Takes other limits. A process that works on a file ends after that file. */
  limitTo(limits: ProcessLimits): void;
}

/** Limits that every prober keeps. */
export interface ProbeLimits {
  /** How many processes run at once; with libav, in the beginning. */
  readonly concurrency: number;
  /** How many processes of libav may run, if a disk needs them. Default `concurrency`. */
  readonly mostConcurrency?: number;
  /** How long one file may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How much memory one process may use, in bytes. */
  readonly memoryBytes: number;
  /** The containers that may be read, from `formatWhitelist`. Default: the usual ones. */
  readonly formats?: string;
  /** How far processes give way to others, up to 19. Default 10. */
  readonly niceness?: number;
  /** After how long without work processes end, in milliseconds. Default 30,000. */
  readonly idleMs?: number;
}
