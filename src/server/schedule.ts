import { setTimeout as delay } from "node:timers/promises";
import type { NamedPaths } from "../files/named-paths.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { leaseNow } from "../jobs/lease-clock.ts";
import type { LibraryRoot } from "../library/library-roots.ts";
import { ScheduleRunner } from "../scheduling/schedule-runner.ts";
import type { Store } from "../store/store.ts";

/** The schedules of the directories, for a server that runs until it is stopped. */
export function createScheduleRunner(parts: {
  readonly store: Pick<Store, "jobs" | "roots">;
  readonly queue: AsyncJobQueue;
  readonly paths: NamedPaths;
  readonly onSkipped: (root: LibraryRoot) => void;
  readonly onError: (error: unknown) => void;
}): ScheduleRunner {
  const { store, queue, paths, onSkipped, onError } = parts;
  return new ScheduleRunner({
    roots: store.roots,
    queue,
    diskOf: (path) => paths.devicesOf([path])[0] ?? "",
    now: () => leaseNow({ store: store.jobs, now: () => new Date() }),
    delay: (ms, signal) => delay(ms, undefined, { signal, ref: false }),
    onSkipped,
    onError,
  });
}
