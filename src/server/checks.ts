import { availableParallelism } from "node:os";
import { Checker } from "../checking/checker.ts";
import type { Config } from "../config.ts";
import { formatWhitelist } from "../libav/formats.ts";

/** Decoders keep more than a dozen pictures, of which one in 8K takes 100 MB, and each thread has some of its own. */
const checkerMemoryBytes = 2 * 1024 ** 3;

/** How long a process may take to leave a file after a cancel, in milliseconds. It mostly takes 50. */
const stopMs = 1_000;

/** Makes the checker of a server from its settings. Starts no process before the first file. */
export function createChecker(config: Config): Checker {
  return new Checker({
    wanted: config.prober === "ffprobe" ? "ffmpeg" : config.prober,
    // The other half is for people: films take hours to check.
    threads: Math.max(1, Math.floor(availableParallelism() / 2)),
    timeoutMs: config.probeTimeoutMs,
    stopMs,
    memoryBytes: checkerMemoryBytes,
    formats: formatWhitelist(config.extensions),
    // As probers and posters. A process with 15 would hardly start beside busy programs.
    niceness: 10,
    idleMs: 30_000,
  });
}
