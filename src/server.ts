/**
 * The composition root: builds the parts of a Gleaner that owns its data directory, and closes them in reverse order.
 *
 * `serve` runs a server until it is stopped, `scan` for the length of a scan, and other commands for a moment. Every
 * server answers HTTP on a port, so that other processes can see its scans and cancel them.
 */
import { randomBytes } from "node:crypto";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ScanAcceptedJson, ScanRequestJson } from "./api/contract/jobs.ts";
import { isLoopback } from "./api/loopback.ts";
import { createCheckHandler } from "./checking/check-handler.ts";
import { checkJobType } from "./checking/check-payload.ts";
import type { Config } from "./config.ts";
import { hasDatabase, refuseSystemDirectory, requireDataDirectory, takeDataDirectory } from "./data-directory.ts";
import { DiskThreads } from "./files/disk-threads.ts";
import { NamedPaths, type UnusableRoot } from "./files/named-paths.ts";
import { createForgetHandler, forgetJobType } from "./forgetting/forget-handler.ts";
import { askFreeSpace } from "./free-space.ts";
import { DurableQueue } from "./jobs/durable-queue.ts";
import { gracePeriods, stopMs } from "./jobs/grace-periods.ts";
import { listenOn, requireProtection } from "./listen.ts";
import { onceIn } from "./once-in.ts";
import { packageRoot } from "./package-root.ts";
import { requireProcessLimits } from "./process-limits.ts";
import type { ChunkWorkerOptions } from "./scanning/chunks/chunk-worker.ts";
import { createScanHandler } from "./scanning/scan-handler.ts";
import { scanJobType } from "./scanning/scan-payload.ts";
import { settingsOfRoots } from "./scanning/settings-of-roots.ts";
import { SpareThreads } from "./scanning/walk/spare-threads.ts";
import { createChecker } from "./server-checks.ts";
import { openSharedScans, type SharedScans } from "./server-chunks.ts";
import { beginFirstScan } from "./server-first-scan.ts";
import { createPosters } from "./server-posters.ts";
import { openProber, watchHealth } from "./server-prober.ts";
import { createScheduleRunner } from "./server-schedule.ts";
import { nullIfReadOnly, openStore, tellOutages } from "./server-store.ts";
import { warmUpStore } from "./server-warm-up.ts";
import { createWatchRunner } from "./server-watch.ts";
import { version } from "./version.ts";
import { within } from "./within.ts";
import { workerName } from "./worker-name.ts";

export interface ServerOptions {
  /** The command that runs the server, as shown to other processes that find the data directory in use. */
  readonly command: string;
  /** Whether the server runs every pending job, or only those submitted to it. */
  readonly runs: "all" | "submitted";
  /** The address for HTTP. `privately` is a free port of loopback with a secret token. */
  readonly listen: { readonly host: string; readonly port: number } | "privately";
  /** Whether other processes may learn the address and join. */
  readonly joinable: boolean;
  /**
   * Whether the server is only asked for what is in the library. Then it also works in a data directory that it cannot
   * write, and runs no jobs there.
   */
  readonly readsOnly?: boolean;
  /** Whether the server reads files of the scans that several processes share. Default true. */
  readonly isWorker?: boolean;
  /** Whether scans begin by the schedules of their directories. Default false. */
  readonly followsSchedules?: boolean;
  /** Whether scans begin by changes in directories that are to be watched. Default false. */
  readonly watches?: boolean;
  /** Called with a directory whose turn came while its scan before had not ended, so that no scan began. */
  readonly onSkippedTurn?: (directory: string) => void;
  /** Called with the directory of a scan that waits because no worker takes its files. */
  readonly onNoWorker?: (directory: string) => void;
  /** Whether a scan follows at once, so that its first prober starts together with everything else. */
  readonly scansAtOnce: boolean;
  /** A scan that begins as soon as a new library is open, before the server answers requests. */
  readonly firstScan?: ScanRequestJson | undefined;
  /** See `SqliteStoreOptions.onMigration`. */
  readonly onMigration?: (migrated: Promise<unknown>) => void;
  /** Called with a sentence when the database server is lost, and when it is back. Only a library on Postgres needs it. */
  readonly onOutage?: (sentence: string) => void;
  /** Called with errors that no caller can receive. */
  readonly onError: (error: unknown) => void;
}

export interface Server {
  /** The address, such as `http://127.0.0.1:8765`, with the base path at its end. */
  readonly url: string;
  /** The token that requests must bring; null if they need none. */
  readonly token: string | null;
  /** Whether the server has the web page. A private server never has. */
  readonly hasPage: boolean;
  /** Whether the server has made the library, because there was none. */
  readonly isNewLibrary: boolean;
  /** Roots of the settings that cannot be used now, with the reasons. They are looked up at the start; never rejects. */
  readonly unusableRoots: Promise<readonly UnusableRoot[]>;
  /** Why cancels by other processes take effect late, with the setting that helps; null if they do not. */
  readonly warning: string | null;
  /** The scan of `ServerOptions.firstScan`; null if it has not begun, or if it was refused. Never rejects. */
  readonly firstScan: Promise<ScanAcceptedJson | null>;
  /** Whether the data directory cannot be written, so that the server can only read: see `ServerOptions.readsOnly`. */
  readonly isReadOnly: boolean;
  /**
   * Leaves running scans pending for the next start, and closes everything in reverse order. Takes no longer than the
   * grace periods and a second, even if the database does not answer.
   */
  close(): Promise<void>;
}

/**
 * After an error nothing is left open.
 *
 * @throws StoreError, `STORE_IN_USE` when another process owns the data directory; InvalidSetting; CannotListen
 */
export async function startServer(config: Config, options: ServerOptions): Promise<Server> {
  const outages = await tellOutages(config, {
    waiting: "Scans wait for it, and go on when it is back. Requests are answered with 503 meanwhile.",
    say: options.onOutage ?? (() => {}),
    onError: onceIn(toldAgainMs, options.onError),
  });
  const onError = outages?.onError ?? onceIn(toldAgainMs, options.onError);
  const listen = options.listen === "privately" ? { host: "127.0.0.1", port: 0 } : options.listen;
  requireProtection(listen.host, config);
  await requireProcessLimits();
  const closing = new AsyncDisposableStack();
  const grace = gracePeriods(config.cancelGraceMs);
  let closeBy = Infinity;
  // A part that hangs, such as a statement that waits for another program or for the disk, is left to the end of this
  // process. Everything else still closes.
  const inTime = async (closed: Promise<void>): Promise<void> => {
    await within(Math.min(Math.max(closeBy - performance.now(), 0), stopMs(grace)), closed);
  };
  try {
    const dataDirectory = requireDataDirectory(config);
    await refuseSystemDirectory(dataDirectory);
    const lock = await takeDataDirectory(dataDirectory).catch(
      nullIfReadOnly({ readsOnly: options.readsOnly ?? false }),
    );
    if (lock !== null) closing.defer(() => lock.release());

    const disks = new DiskThreads();
    closing.defer(() => disks.close());
    const prober = openProber(config, disks);
    closing.defer(() => inTime(prober.close()));
    const spareThreads = new SpareThreads();
    warmUpStore(config);
    if (options.scansAtOnce) for (const part of [prober, disks, spareThreads]) part.warmUp();

    const isNewLibrary = !(await hasDatabase(config));
    // Loading the HTTP server and opening the database take longest, so they happen at the same time. Only the first scan
    // of a new library comes before the HTTP server. A scan that compares many known files would wait for it.
    const first = isNewLibrary ? options.firstScan : undefined;
    const loading = first === undefined ? import("./api/app.ts") : null;
    loading?.catch(() => {});
    const { readsOnly = false, onMigration } = options;
    const ownsDirectory = lock !== null;
    const opened = await openStore(config, { ownsDirectory, readsOnly, onError, onMigration });
    const { store, isReadOnly, isShared } = opened;
    closing.defer(() => inTime(store.close()));
    outages?.watch(() => store.check());
    closing.defer(() => outages?.close());

    const loopbackOnly = isLoopback(listen.host);
    const paths = new NamedPaths({ roots: config.roots, loopbackOnly, disks });
    // The look-up also remembers which roots are no links now: they may not become links later.
    const unusableRoots = paths.unusableRoots().catch(() => []);

    const shared = await openShared(config, {
      isShared,
      prober: async () => prober,
      roots: () => paths.roots(),
      graceMs: grace.inFlightMs,
      onError,
    });
    if (shared !== null) closing.defer(() => inTime(shared.close()));

    const scanHandler = createScanHandler({
      library: store.scans,
      ...(shared !== null && { board: shared.board }),
      ...(options.onNoWorker !== undefined && { onNoWorker: options.onNoWorker }),
      prober: async () => prober,
      graceMs: grace.inFlightMs,
      maxRate: config.maxRate,
      walk: {
        extensions: config.extensions,
        followLinks: config.followLinks,
        includeHidden: config.includeHidden,
        roots: [],
      },
      paths,
      exclude: config.exclude,
      // The disk of the data directory may hang, so no commit waits for it.
      onRemoved: (ids) => void within(postersMs, posters.forget(ids)).catch(onError),
      settingsOf: settingsOfRoots(store.roots),
      threads: { spare: spareThreads },
    });
    const forgetHandler = createForgetHandler({
      library: store.forgetting,
      // The disk of the data directory may hang.
      onForgotten: async (ids) => void (await within(postersMs, posters.forget(ids))),
    });
    const checker = createChecker(config);
    closing.defer(() => inTime(checker.close()));
    const checkHandler = createCheckHandler({ library: store.checking, checker, roots: () => paths.roots() });
    const queue: DurableQueue = new DurableQueue({
      store: store.jobs,
      handlers: { [scanJobType]: scanHandler, [forgetJobType]: forgetHandler, [checkJobType]: checkHandler },
      concurrency: config.concurrentScans,
      runs: options.runs,
      alone: !isShared,
      ...(isShared && lock !== null && { worker: await workerName(dataDirectory), isOnlyWorkerOfName: true }),
      previousProcess: lock?.previousOwnerDied === true ? "died" : "stopped",
      stallTimeoutMs: config.stallTimeoutMs,
      keepHistory: { ms: config.keepHistoryMs, most: mostScansKept },
      grace,
      onError,
    });

    shared?.onCancel((only) => void queue.lookAgain(only));

    const { command, joinable } = options;
    const token = options.listen === "privately" ? randomBytes(24).toString("base64url") : config.token;
    const owner = { pid: process.pid, token, command, startedAt: new Date() };
    const runsJobs = lock !== null && !isReadOnly;
    let firstScan: Promise<ScanAcceptedJson | null> = Promise.resolve(null);
    if (runsJobs && first !== undefined) {
      // Before the first job, and without the address, for which other processes wait.
      await lock.publish({ ...owner, url: null });
      closing.defer(() => queue.stop());
      await queue.start();
      const { accepted, firstResults } = beginFirstScan(first, { queue, paths, roots: store.roots });
      firstScan = accepted;
      await firstResults;
    }

    const { createApp } = await (loading ?? import("./api/app.ts"));
    const posters = createPosters(config, { videos: store.videos, queue, paths, onError });

    const { includeHidden, followLinks, extensions, exclude } = config;
    const watches = createWatchRunner({
      store,
      queue,
      paths,
      walk: { includeHidden, followLinks, extensions },
      exclude,
      onError,
    });

    const basePath = options.listen === "privately" ? "" : config.basePath;
    const page = options.listen === "privately" ? null : await findPage();
    const proberHealth = watchHealth(prober, { tryFirst: options.runs === "all" });
    const app = createApp(
      {
        queue,
        videos: store.videos,
        posters,
        known: store.scans,
        roots: store.roots,
        forgetting: store.forgetting,
        watchStateOf: (id) => watches.stateOf(id),
        ...(shared !== null && { workers: shared.workers }),
        health: {
          database: () => store.check(),
          prober: proberHealth,
          disk: askFreeSpace(dataDirectory),
          isOnServer: isShared,
        },
      },
      {
        paths,
        loopbackOnly,
        token,
        listenHost: listen.host,
        allowedHosts: config.allowedHosts,
        basePath,
        extensions: config.extensions,
        exclude: config.exclude,
        allowDelete: config.allowDelete,
        page,
        forPeople: options.listen !== "privately",
        // The command that runs a private server reports its errors.
        logLevel: options.listen === "privately" ? "silent" : config.logLevel,
        logStream: process.stderr,
        version,
      },
    );
    closing.defer(() => inTime(app.close()));
    // The port comes before the jobs, except the first scan: if the port is taken, no job has been touched.
    const url = `${await listenOn(app, listen)}${basePath}`;
    if (runsJobs) {
      await lock.publish({ ...owner, url: joinable ? url : null });
      // After the queue has stopped, and before anything that may hang.
      closing.defer(() => lock.withdraw());
      if (first === undefined) await queue.start();
      if (options.isWorker ?? true) shared?.worker.start();
    }
    if (runsJobs && options.watches === true) watches.start();
    const schedules = createScheduleRunner({
      store,
      queue,
      paths,
      onSkipped: ({ path }) => options.onSkippedTurn?.(path),
      onError,
    });
    if (runsJobs && options.followsSchedules === true) schedules.start();
    // At the same time: either of them may take all the time there is, if the database does not answer.
    closing.defer(async () => {
      const worker = shared?.worker.stop() ?? Promise.resolve();
      await Promise.all([
        inTime(posters.close()),
        inTime(schedules.stop()),
        inTime(watches.stop()),
        queue.stop(),
        inTime(worker),
      ]);
    });
    const ready = closing.move();
    const close = () => {
      closeBy = performance.now() + stopMs(grace) + closeMs;
      outages?.close();
      return ready.disposeAsync();
    };
    const warning = shared?.warning ?? null;
    const hasPage = page !== null;
    return { url, token, hasPage, isNewLibrary, unusableRoots, warning, firstScan, isReadOnly, close };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

/** The sharing of scans with other processes; null if no other process can use the database. */
async function openShared(
  { databaseUrl, databaseDirectUrl }: Config,
  { isShared, ...options }: Omit<ChunkWorkerOptions, "source"> & { readonly isShared: boolean },
): Promise<SharedScans | null> {
  return isShared && databaseUrl !== null ? openSharedScans({ databaseUrl, databaseDirectUrl }, options) : null;
}

/** The directory of the built web page; null if it is not built. */
async function findPage(): Promise<string | null> {
  const directory = fileURLToPath(new URL("web/dist", packageRoot));
  return access(join(directory, "index.html")).then(
    () => directory,
    () => null,
  );
}

/** How many scans the history has at most, besides those that are kept for other reasons. */
const mostScansKept = 10_000;

/** How long a job waits until the posters of the videos that it has forgotten are deleted, in milliseconds. */
const postersMs = 1_000;

/** After how long the same error is told again, in milliseconds. */
const toldAgainMs = 30_000;

/** How long closing everything but the queue may take, in milliseconds. Only parts that hang need it. */
const closeMs = 350;
