import type { VideoFacts } from "../../library/video.ts";

/**
 * Why a file is not a video for us.
 * - `not_regular_file`: a FIFO, socket, device or directory; it was not read.
 * - `vanished`: it was gone when it was to be probed.
 * - `unreadable`: the system refused to open or read it.
 * - `not_video`: it is empty, truncated, of no known container, or has no picture.
 * - `link_outside_roots`: it is reached through a link to outside the allowed directories; it was not read.
 * - `timed_out`: the process that read it took too long, which may be the doing of the disk.
 * - `crashed`: the process that read it crashed by a signal of its own.
 * - `out_of_memory`: reading it takes more memory than a process may have.
 * - `killed`: something else than the file ended the process that read it, such as a system short of memory.
 */
export type ProbeProblemCode =
  | "not_regular_file"
  | "vanished"
  | "unreadable"
  | "not_video"
  | "link_outside_roots"
  | "timed_out"
  | "crashed"
  | "out_of_memory"
  | "killed";

export interface ProbeProblem {
  readonly code: ProbeProblemCode;
  /**
   * For people, after the path, which it does not name: what is wrong with the file, and where it helps, in a second
   * sentence, what to do. Ends with a full stop only where there is that second one.
   */
  readonly message: string;
}

export type ProbeOutcome =
  | { readonly kind: "video"; readonly facts: VideoFacts }
  | { readonly kind: "problem"; readonly problem: ProbeProblem };

export interface ProberHealth {
  readonly ok: boolean;
  /** What is in use, with its version, or why it does not work and what to do. */
  readonly detail: string;
}

/**
 * Finds out what is in files. Works in child processes, so that no file can harm this one: each has a time limit,
 * ended with SIGKILL, and a memory limit. A file that ends its process is tried once more in a fresh one, and is
 * then a problem. Formats are limited to those of `formats.ts`, protocols to local files.
 */
export interface Prober {
  readonly name: "libav" | "ffprobe";
  /** How many files it takes at once, as of now; further calls of `probe` wait their turn. */
  readonly concurrency: number;

  /**
   * Probes one file. Anything that is wrong with the file, or that it does to its process, is a value.
   *
   * @param path absolute
   * @param options.signal when it aborts, the process that has the file is killed
   * @throws `signal.reason` once `options.signal` is aborted; an error when no process can be started at all
   */
  probe(path: string, options?: { signal?: AbortSignal }): Promise<ProbeOutcome>;

  /** Whether it can work at all, found out by trying. */
  check(): Promise<ProberHealth>;

  /** Ends its processes. Probes that are still going on reject. */
  close(): Promise<void>;
}

/** Limits that every prober keeps. */
export interface ProbeLimits {
  /** How many processes at once. */
  readonly concurrency: number;
  /** How many there may become where that suits the disk. Default `concurrency`. */
  readonly mostConcurrency?: number;
  /** How long one file may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How much memory one process may have, in bytes. */
  readonly memoryBytes: number;
}
