/**
 * The composition root: builds the parts of a Gleaner that owns its data directory, and closes them in reverse.
 *
 * `serve` runs it until it is stopped, `scan` for the length of a scan, and other commands for a moment. All of them
 * answer HTTP on a port, so that any other process can see and stop what this one does.
 */
import { randomBytes } from "node:crypto";
import { access, realpath, statfs } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isLoopback } from "./api/loopback.ts";
import { type Config, requireDataDirectory } from "./config.ts";
import { systemErrorText } from "./files/system-error-text.ts";
import { DurableQueue } from "./jobs/durable-queue.ts";
import { gracePeriods, stopMs } from "./jobs/grace-periods.ts";
import type { AsyncJobQueue } from "./jobs/job-queue.ts";
import { StoreError } from "./jobs/store-error.ts";
import type { VideoLibrary } from "./library/video-library.ts";
import { packageRoot } from "./package-root.ts";
import { PosterCache } from "./posters/poster-cache.ts";
import { PosterMaker } from "./posters/poster-maker.ts";
import { PosterQueue } from "./posters/poster-queue.ts";
import { createProber } from "./scanning/probe/create-prober.ts";
import type { Prober, ProberHealth } from "./scanning/probe/prober.ts";
import { createScanHandler, scanJobType } from "./scanning/scan-handler.ts";
import {
  type DataDirectoryLock,
  dataDirectoryInUse,
  lockDataDirectory,
  ownerOfDataDirectory,
} from "./store/sqlite/data-directory/data-directory-lock.ts";
import { openSqlite } from "./store/sqlite/open-sqlite.ts";
import { version } from "./version.ts";
import { within } from "./within.ts";

export interface ServerOptions {
  /** The command that runs it, as other processes are told when they find the data directory in use. */
  readonly command: string;
  /** Whether it runs every pending job, or only those that are submitted to it. */
  readonly runs: "all" | "submitted";
  /** Where to answer HTTP. A private address is a free port of the loopback with a secret token. */
  readonly listen: { readonly host: string; readonly port: number } | "privately";
  /** Whether it tells other processes where it answers, so that they can join it. */
  readonly joinable: boolean;
  /** Whether a scan will follow at once, so that its first prober is started beside everything else. */
  readonly scansAtOnce: boolean;
  /** What goes wrong behind the back of any caller. */
  readonly onError: (error: unknown) => void;
}

export interface Server {
  /** The address, such as `http://127.0.0.1:8765`, with the base path at its end. */
  readonly url: string;
  /** What requests have to carry; null where they need not. */
  readonly token: string | null;
  /** Whether it has the web page, which a private server never has. */
  readonly hasPage: boolean;
  /**
   * Leaves running scans pending for the next start, and closes everything in reverse order. Takes no longer than the
   * grace periods and a second, even if the database does not answer.
   */
  close(): Promise<void>;
}

/** The port that was asked for cannot be had. */
class CannotListen extends Error {
  override readonly name = "CannotListen";
  readonly code = "CANNOT_LISTEN";
}

/**
 * @throws StoreError, with STORE_IN_USE when another process owns the data directory; CannotListen. Nothing is left
 *   open then.
 */
export async function startServer(config: Config, options: ServerOptions): Promise<Server> {
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
    const lock = await takeDataDirectory(dataDirectory);
    closing.defer(() => lock.release());

    const prober = openProber(config);
    closing.defer(() => inTime(prober.close()));
    if (options.scansAtOnce) prober.warmUp();

    // What answers HTTP takes longer to load than all the rest, and so does the database to open.
    const loading = import("./api/app.ts");
    loading.catch(() => {});
    const store = await openSqlite({ path: databasePath(config) });
    closing.defer(() => inTime(store.close()));
    const { createApp } = await loading;

    const roots = await resolveRoots(config.roots);
    const scanHandler = createScanHandler({
      library: store.scans,
      prober: async () => prober,
      graceMs: grace.inFlightMs,
      maxRate: config.maxRate,
      walk: {
        extensions: config.extensions,
        followLinks: config.followLinks,
        includeHidden: config.includeHidden,
        roots,
      },
    });
    const queue = new DurableQueue({
      store: store.jobs,
      handlers: { [scanJobType]: scanHandler },
      concurrency: config.concurrentScans,
      runs: options.runs,
      alone: true,
      previousProcess: lock.previousOwnerDied ? "died" : "stopped",
      stallTimeoutMs: config.stallTimeoutMs,
      grace,
      onError: options.onError,
    });

    const posters = createPosters(config, { videos: store.videos, queue, onError: options.onError });

    const listen = options.listen === "privately" ? { host: "127.0.0.1", port: 0 } : options.listen;
    const basePath = options.listen === "privately" ? "" : config.basePath;
    const page = options.listen === "privately" ? null : await findPage();
    const token = options.listen === "privately" ? randomBytes(24).toString("base64url") : config.token;
    const proberHealth = watchHealth(prober, { tryFirst: options.runs === "all" });
    const app = createApp(
      {
        queue,
        videos: store.videos,
        posters,
        health: {
          database: () => store.check(),
          prober: proberHealth,
          disk: () => freeSpace(dataDirectory),
        },
      },
      {
        roots,
        loopbackOnly: isLoopback(listen.host),
        token,
        listenHost: listen.host,
        allowedHosts: config.allowedHosts,
        basePath,
        allowDelete: config.allowDelete,
        page,
        documented: options.listen !== "privately",
        // What goes wrong in a private server is said by the command that runs it.
        logLevel: options.listen === "privately" ? "silent" : config.logLevel,
        logStream: process.stderr,
        version,
      },
    );
    closing.defer(() => inTime(app.close()));
    // The port comes before the jobs: if the port is taken, no job has been touched.
    const url = `${await listenOn(app, listen)}${basePath}`;
    const { command, joinable } = options;
    await lock.publish({ pid: process.pid, url: joinable ? url : null, token, command, startedAt: new Date() });
    // After the queue has stopped, and before anything that may hang.
    closing.defer(() => lock.withdraw());
    await queue.start();
    closing.defer(() => queue.stop());
    // Posters close first, because stopping scans may take their grace period.
    closing.defer(() => inTime(posters.close()));
    const ready = closing.move();
    const close = () => {
      closeBy = performance.now() + stopMs(grace) + closeMs;
      return ready.disposeAsync();
    };
    return { url, token, hasPage: page !== null, close };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

/** Where the built web page is; null where it is not built. */
async function findPage(): Promise<string | null> {
  const directory = fileURLToPath(new URL("web/dist", packageRoot));
  return access(join(directory, "index.html")).then(
    () => directory,
    () => null,
  );
}

/** The file that holds the library. */
export function databasePath(config: Config): string {
  return join(requireDataDirectory(config), "gleaner.db");
}

async function takeDataDirectory(directory: string): Promise<DataDirectoryLock> {
  const outcome = await lockDataDirectory(directory);
  if (outcome.kind === "in_use") throw dataDirectoryInUse(directory, outcome.owner);
  return outcome.lock;
}

/** Where the process answers that owns the data directory; null where there is none, or it does not say. */
export async function findOwner(
  config: Config,
): Promise<{ readonly url: string; readonly token: string | null } | null> {
  const owner = await ownerOfDataDirectory(requireDataDirectory(config));
  return owner === null || owner.url === null ? null : { url: owner.url, token: owner.token };
}

async function listenOn(
  app: { listen(options: { host: string; port: number }): Promise<string> },
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const why = inUse ? "another program uses it." : systemErrorText(error);
    const message = `Cannot listen on ${host}, port ${port}: ${why} Choose another with --port or GLEANER_PORT.`;
    throw new CannotListen(message, { cause: error });
  }
}

/** Starts no process before the first file. */
function openProber(config: Config): Prober {
  return createProber({
    wanted: config.prober,
    limits: {
      concurrency: config.probers,
      mostConcurrency: config.mostProbers,
      timeoutMs: config.probeTimeoutMs,
      memoryBytes: proberMemoryBytes,
    },
  });
}

/**
 * The health of a prober, from what is known: answering starts no process. What is known is the last start of a process,
 * and a check that runs once in the beginning, and again at most once a minute while the prober does not work.
 *
 * @param options.tryFirst whether to check at once: a server that waits for work has had none to learn from
 */
function watchHealth(prober: Prober, options: { readonly tryFirst: boolean }): () => Promise<ProberHealth> {
  const betweenChecksMs = 60_000;
  let checkedAt = options.tryFirst ? performance.now() : -Infinity;
  const first = options.tryFirst ? prober.check() : null;
  return async () => {
    await first;
    if (!prober.health.ok && performance.now() - checkedAt > betweenChecksMs) {
      checkedAt = performance.now();
      void prober.check();
    }
    return prober.health;
  };
}

/** Tries whether files can be probed with these settings. Starts a process for that, and ends it. */
export async function tryProber(config: Config): Promise<ProberHealth> {
  const prober = openProber(config);
  try {
    return await prober.check();
  } finally {
    await prober.close();
  }
}

/** Starts no process before the first poster is asked for. */
function createPosters(
  config: Config,
  parts: {
    readonly videos: VideoLibrary;
    readonly queue: AsyncJobQueue;
    readonly onError: (error: unknown) => void;
  },
): PosterQueue {
  const maker = new PosterMaker({
    wanted: config.prober === "ffprobe" ? "ffmpeg" : config.prober,
    openTimeoutMs: 15_000,
    timeoutMs: config.probeTimeoutMs,
    memoryBytes: posterMemoryBytes,
    niceness: 19,
    idleMs: 30_000,
    retryMs: 60_000,
  });
  return new PosterQueue({
    videos: parts.videos,
    cache: new PosterCache(join(requireDataDirectory(config), "posters")),
    maker,
    // A scan that is held to a rate leaves the disk and the processors free between its files.
    scansAreBusy: async () =>
      config.maxRate === 0 && (await parts.queue.list({ statuses: ["running"], limit: 1 })).jobs.length > 0,
    clock: { now: () => performance.now(), delay: (ms, { signal }) => delay(ms, undefined, { signal }) },
    onError: parts.onError,
  });
}

/** How long closing everything but the queue may take, in milliseconds. Only parts that hang need it. */
const closeMs = 350;

/** A frame in 8K takes 100 MB, of which a decoder may have to keep more than a dozen. */
const posterMemoryBytes = 2 * 1024 ** 3;

/** Far beyond what any sound file needs, and little enough for a machine to spare. */
const proberMemoryBytes = 1024 ** 3;

async function resolveRoots(roots: readonly string[]): Promise<readonly string[]> {
  return Promise.all(roots.map((root) => realpath(root).catch(() => root)));
}

async function freeSpace(directory: string): Promise<{ freeBytes: number }> {
  const { bavail, bsize } = await statfs(directory);
  return { freeBytes: bavail * bsize };
}

/** Whether starting failed as another process owns the data directory. */
export function isInUse(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === "STORE_IN_USE";
}
