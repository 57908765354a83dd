import { createCheckHandler } from "../checking/check-handler.ts";
import { checkJobType } from "../checking/check-payload.ts";
import type { Checker } from "../checking/checker.ts";
import { createCompareHandler } from "../comparing/compare-handler.ts";
import { compareJobType } from "../comparing/compare-payload.ts";
import { hashOnDisk } from "../comparing/hash-on-disk.ts";
import type { Config } from "../config.ts";
import type { DiskThreads } from "../files/disk-threads.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import { createForgetHandler, forgetJobType } from "../forgetting/forget-handler.ts";
import type { JobHandlers } from "../jobs/job-handler.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { Posters } from "../library/posters.ts";
import type { ChunkBoard } from "../scanning/chunks/chunk.ts";
import type { Prober } from "../scanning/probe/prober.ts";
import { createScanHandler } from "../scanning/scan-handler.ts";
import { scanJobType } from "../scanning/scan-payload.ts";
import { settingsOfRoots } from "../scanning/settings-of-roots.ts";
import type { SpareThreads } from "../scanning/walk/spare-threads.ts";
import type { LiveSettings } from "../settings/live-settings.ts";
import type { Store } from "../store/store.ts";
import { within } from "../within.ts";
import { excludedByAll } from "./settings.ts";

/**
 * How long to wait until the posters of removed videos are deleted, in milliseconds. The disk of the data directory may
 * hang.
 */
const postersMs = 1_000;

export interface JobParts {
  readonly store: Pick<Store, "scans" | "forgetting" | "checking" | "comparing" | "roots">;
  readonly settings: LiveSettings;
  /** Where scans hand files to all workers. Undefined: this process reads all files. */
  readonly board: ChunkBoard | undefined;
  readonly prober: Prober;
  readonly checker: Checker;
  readonly paths: NamedPaths;
  readonly disks: DiskThreads;
  readonly spareThreads: SpareThreads;
  /** See `ScanOptions.graceMs`. */
  readonly graceMs: number;
  /** Asked for when videos were removed. */
  readonly posters: () => Pick<Posters, "forget">;
  /** Asked for when a job runs. */
  readonly queue: () => Pick<AsyncJobQueue, "list">;
  /** See `ScanOptions.onNoWorker`. */
  readonly onNoWorker: ((directory: string) => void) | undefined;
  readonly onError: (error: unknown) => void;
}

/** The handlers of all jobs, by their types. */
export function createJobHandlers(config: Config, parts: JobParts): JobHandlers {
  const { store, settings, board, prober, checker, paths, disks, spareThreads, graceMs } = parts;
  const { posters, onNoWorker, onError } = parts;
  const { extensions, followLinks, includeHidden } = config;
  const scan = createScanHandler({
    library: store.scans,
    ...(board !== undefined && { board }),
    ...(onNoWorker !== undefined && { onNoWorker }),
    prober: async () => prober,
    graceMs,
    maxRate: () => settings.values.max_rate,
    walk: { extensions, followLinks, includeHidden, roots: [] },
    paths,
    exclude: () => excludedByAll(settings.values),
    // No commit waits for it.
    onRemoved: (ids) => void within(postersMs, posters().forget(ids)).catch(onError),
    settingsOf: settingsOfRoots(store.roots),
    forgetsAround: (path) => store.forgetting.forgetsAround(path),
    threads: { spare: spareThreads },
  });
  const forget = createForgetHandler({
    library: store.forgetting,
    onForgotten: async (ids) => void (await within(postersMs, posters().forget(ids))),
  });
  const check = createCheckHandler({ library: store.checking, checker, roots: () => paths.roots() });
  const compare = createCompareHandler({
    library: store.comparing,
    hashFile: hashOnDisk({ disks, roots: () => paths.roots(), timeoutMs: config.probeTimeoutMs }),
    devicesOf: (files) => paths.devicesOf(files),
    scannedDirectories: async () => scannedDirectories(parts.queue()),
  });
  return { [scanJobType]: scan, [forgetJobType]: forget, [checkJobType]: check, [compareJobType]: compare };
}

/** More scans at the same time read all disks that there are. */
const mostScans = 100;

async function scannedDirectories(queue: Pick<AsyncJobQueue, "list">): Promise<readonly string[]> {
  const { jobs } = await queue.list({ statuses: ["running"], limit: mostScans });
  return jobs.flatMap(({ type, payload: { path } }) =>
    type === scanJobType && typeof path === "string" ? [path] : [],
  );
}
