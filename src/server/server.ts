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
import type { AppOptions, AppParts } from "../api/app-parts.ts";
import type { ScanAcceptedJson } from "../api/contract/jobs.ts";
import { databaseLimits } from "../api/database-limits.ts";
import { LateApp } from "../api/late-app.ts";
import { isLoopback } from "../api/loopback.ts";
import { type Config, probersOf } from "../config.ts";
import { hasDatabase, refuseSystemDirectory, requireDataDirectory, takeDataDirectory } from "../data-directory.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { fileManagerOf } from "../files/file-manager.ts";
import { NamedPaths } from "../files/named-paths.ts";
import { askFreeSpace } from "../free-space.ts";
import { DurableQueue } from "../jobs/durable-queue.ts";
import { gracePeriods, stopMs } from "../jobs/grace-periods.ts";
import { listenOn, requireProtection } from "../listen.ts";
import { onceIn } from "../once-in.ts";
import { packageRoot } from "../package-root.ts";
import { requireProcessLimits } from "../process-limits.ts";
import type { ChunkWorkerOptions } from "../scanning/chunks/chunk-worker.ts";
import { SpareThreads } from "../scanning/walk/spare-threads.ts";
import { version } from "../version.ts";
import { within } from "../within.ts";
import { workerName } from "../worker-name.ts";
import { createChecker } from "./checks.ts";
import { openSharedScans, type SharedScans } from "./chunks.ts";
import { beginFirstScan } from "./first-scan.ts";
import { createJobHandlers } from "./jobs.ts";
import { beginNotices, createNoticeRunner, tryWebhook } from "./notices.ts";
import type { Server, ServerOptions } from "./options.ts";
import { createPosters } from "./posters.ts";
import { openProber, watchHealth } from "./prober.ts";
import { createScheduleRunner } from "./schedule.ts";
import { excludedByAll, openSettings, settingsPart } from "./settings.ts";
import { nullIfReadOnly, openStore, tellOutages } from "./store.ts";
import { warmUpStore } from "./warm-up.ts";
import { createWatchRunner } from "./watch.ts";

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
  const isPrivate = options.listen === "privately";
  const listen = isPrivate ? { host: "127.0.0.1", port: 0 } : options.listen;
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
    // Loading the app of the HTTP server and opening the database take longest, so they happen at the same time. The
    // server of a scan may never need the app.
    const { firstScan: first } = options;
    const loading = first === undefined ? import("../api/app.ts") : null;
    const loadingJobs = import("./own-jobs.ts");
    for (const module of [loading, loadingJobs]) module?.catch(() => {});
    const { readsOnly = false, onMigration } = options;
    const ownsDirectory = lock !== null;
    const opened = await openStore(config, { ownsDirectory, readsOnly, onError, onMigration });
    const { store, isReadOnly, isShared } = opened;
    closing.defer(() => inTime(store.close()));
    outages?.watch(() => store.check());
    const settings = await openSettings(config, { saved: store.settings, onError });
    const limitProber = (): void => {
      const { probers: start, mostProbers: most } = probersOf(settings.values.probers);
      prober.limitTo({ start, most });
    };
    limitProber();
    settings.onChange(limitProber);
    if (isShared) settings.follow();
    closing.defer(() => settings.stop());
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

    const checker = createChecker(config);
    closing.defer(() => inTime(checker.close()));
    const handlers = createJobHandlers(config, {
      store,
      settings,
      board: shared?.board,
      prober,
      checker,
      paths,
      spareThreads,
      graceMs: grace.inFlightMs,
      posters: () => posters,
      queue: () => queue,
      disks,
      onNoWorker: options.onNoWorker,
      onError,
    });
    const queue: DurableQueue = new DurableQueue({
      store: store.jobs,
      handlers,
      concurrency: config.concurrentScans,
      runs: options.runs,
      alone: !isShared,
      ...(isShared && lock !== null && { worker: await workerName(dataDirectory), isOnlyWorkerOfName: true }),
      previousProcess: lock?.previousOwnerDied === true ? "died" : "stopped",
      stallTimeoutMs: config.stallTimeoutMs,
      keepHistory: () => ({ ms: settings.values.keep_history * dayMs, most: mostScansKept }),
      grace,
      onError,
    });

    shared?.onCancel((only) => void queue.lookAgain(only));

    const { command, joinable } = options;
    const token = isPrivate ? randomBytes(24).toString("base64url") : config.token;
    const owner = { pid: process.pid, token, command, startedAt: new Date() };
    const runsJobs = lock !== null && !isReadOnly;
    // A command that ends in a moment does not wait for a receiver.
    const tellsWebhook = runsJobs && joinable;
    if (tellsWebhook) await beginNotices({ store, settings, onError });
    const maxRate = () => settings.values.max_rate;
    const posters = createPosters(config, { videos: store.videos, queue, paths, maxRate, onError });

    const { includeHidden, followLinks, extensions } = config;
    const exclude = () => excludedByAll(settings.values);
    const watches = createWatchRunner({
      store,
      queue,
      paths,
      walk: { includeHidden, followLinks, extensions },
      exclude,
      onError,
    });

    const basePath = isPrivate ? "" : config.basePath;
    const page = isPrivate ? null : await findPage();
    let address: { readonly host: string; readonly port: number } | null = null;
    const proberHealth = watchHealth(prober, { tryFirst: options.runs === "all" });
    const appParts: AppParts = {
      queue,
      videos: store.videos,
      posters,
      duplicates: store.duplicates,
      known: store.scans,
      roots: store.roots,
      filters: store.filters,
      forgetting: store.forgetting,
      showFile: fileManagerOf(process),
      watchStateOf: (id) => watches.stateOf(id),
      ...(shared !== null && { workers: shared.workers }),
      settings: settingsPart(config, settings, () => address),
      webhook: {
        test: (signal) => tryWebhook(settings, signal),
        list: (limit) => store.deliveries.list(limit),
      },
      health: {
        database: () => store.check(),
        prober: proberHealth,
        disk: askFreeSpace(dataDirectory),
        isOnServer: isShared,
      },
    };
    const appOptions: AppOptions = {
      paths,
      loopbackOnly,
      token,
      listenHost: listen.host,
      allowedHosts: config.allowedHosts,
      basePath,
      extensions: config.extensions,
      exclude,
      allowDelete: config.allowDelete,
      page,
      forPeople: !isPrivate,
      // The command that runs a private server reports its errors.
      logLevel: isPrivate ? "silent" : config.logLevel,
      logStream: process.stderr,
      version,
    };
    const makeApp = async (serverFor?: AppOptions["serverFor"]) => {
      const { createApp } = await (loading ?? import("../api/app.ts"));
      return createApp(appParts, { ...appOptions, ...(serverFor !== undefined && { serverFor }) });
    };
    const app = first === undefined ? await makeApp() : new LateApp({ makeApp, onError });
    closing.defer(() => inTime(app.close()));
    // The port comes before the jobs: if it is taken, no job has been touched.
    const url = `${await listenOn(app, listen)}${basePath}`;
    if (!isPrivate) address = { host: listen.host, port: Number(new URL(url).port || 80) };
    if (runsJobs) {
      await lock.publish({ ...owner, url: joinable ? url : null });
      // After the queue has stopped, and before anything that may hang.
      closing.defer(() => lock.withdraw());
      await queue.start();
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
    const notices = tellsWebhook ? createNoticeRunner({ store, settings, queue, isShared, onError }) : null;
    notices?.start();
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
      // It tells of the jobs that have ended just now. What it does not tell in time, the next process tells.
      await notices?.stop(lastNoticesMs);
    });
    const { ownJobs } = await loadingJobs;
    const limits = databaseLimits(appParts.health);
    const jobs = ownJobs({ queue, videos: store.videos }, limits);
    let firstScan: Promise<ScanAcceptedJson | null> = Promise.resolve(null);
    if (runsJobs && first !== undefined) {
      const { roots, forgetting } = store;
      const { accepted, firstResults } = beginFirstScan(first, { queue, paths, roots, forgetting }, limits);
      firstScan = accepted;
      await firstResults;
    }
    const ready = closing.move();
    const close = () => {
      closeBy = performance.now() + stopMs(grace) + closeMs;
      outages?.close();
      return ready.disposeAsync();
    };
    const warning = shared?.warning ?? null;
    const hasPage = page !== null;
    return { url, token, hasPage, isNewLibrary, unusableRoots, warning, firstScan, jobs, isReadOnly, close };
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

const dayMs = 86_400_000;

/** How many scans the history has at most, besides those that are kept for other reasons. */
const mostScansKept = 10_000;

/** After how long the same error is told again, in milliseconds. */
const toldAgainMs = 30_000;

/** How long a webhook may take for the last notices, in milliseconds. */
const lastNoticesMs = 1_000;

/** How long closing everything but the queue may take, in milliseconds. Only parts that hang need it. */
const closeMs = 350;
