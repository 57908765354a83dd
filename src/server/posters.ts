import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../config.ts";
import { requireDataDirectory } from "../data-directory.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { formatWhitelist } from "../libav/formats.ts";
import type { VideoLibrary } from "../library/video-library.ts";
import { PosterCache } from "../posters/poster-cache.ts";
import { PosterMaker } from "../posters/poster-maker.ts";
import { PosterQueue } from "../posters/poster-queue.ts";

/** A frame in 8K takes 100 MB, of which a decoder may have to keep more than a dozen. */
const posterMemoryBytes = 2 * 1024 ** 3;

/** Makes the posters of a server from its settings. Starts no process before the first poster is requested. */
export function createPosters(
  config: Config,
  parts: {
    readonly videos: VideoLibrary;
    readonly queue: AsyncJobQueue;
    readonly paths: NamedPaths;
    /** Files that a scan reads per second at most, now; 0: there is no limit. */
    readonly maxRate: () => number;
    readonly onError: (error: unknown) => void;
  },
): PosterQueue {
  const maker = new PosterMaker({
    wanted: config.prober === "ffprobe" ? "ffmpeg" : config.prober,
    openTimeoutMs: 15_000,
    timeoutMs: config.probeTimeoutMs,
    memoryBytes: posterMemoryBytes,
    formats: formatWhitelist(config.extensions),
    // As much as the probers: a screen fills while a scan runs. The queue keeps their rate low.
    niceness: 10,
    idleMs: 30_000,
    retryMs: 60_000,
  });
  return new PosterQueue({
    videos: parts.videos,
    cache: new PosterCache(join(requireDataDirectory(config), "posters")),
    maker,
    roots: () => parts.paths.roots(),
    scansAreBusy: () => areScansBusy(parts.queue, parts.maxRate),
    clock: { now: () => performance.now(), delay: (ms, { signal }) => delay(ms, undefined, { signal }) },
    onError: parts.onError,
  });
}

/** A scan with a rate limit leaves the disk and the processors free between its files. */
export async function areScansBusy(queue: Pick<AsyncJobQueue, "list">, maxRate: () => number): Promise<boolean> {
  return maxRate() === 0 && (await queue.list({ statuses: ["running"], limit: 1 })).jobs.length > 0;
}
