import { setTimeout as delay } from "node:timers/promises";
import type { NamedPaths } from "../files/named-paths.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { LiveValue } from "../live-value.ts";
import type { Store } from "../store/store.ts";
import { usualWatchTimes } from "../watching/watch-messages.ts";
import { WatchRunner, type WatchRunnerOptions } from "../watching/watch-runner.ts";

/** The watches of the directories, for a server that runs until it is stopped. */
export function createWatchRunner(
  parts: Pick<WatchRunnerOptions, "walk" | "onError"> & {
    readonly exclude: LiveValue<readonly string[]>;
    readonly store: Pick<Store, "roots" | "videos">;
    readonly queue: AsyncJobQueue;
    readonly paths: NamedPaths;
  },
): WatchRunner {
  const { store, queue, paths, walk, exclude, onError } = parts;
  return new WatchRunner({
    roots: store.roots,
    videos: store.videos,
    queue,
    diskOf: (path) => paths.devicesOf([path])[0] ?? "",
    walk,
    exclude,
    times: usualWatchTimes,
    delay: (ms, signal) => delay(ms, undefined, { signal, ref: false }),
    onError,
  });
}
