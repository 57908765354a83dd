/** For tests: scans of a directory of real clips with a real prober, into a library of their own. */
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { DurableQueue, type DurableQueueOptions } from "../../src/jobs/durable-queue.ts";
import { gracePeriods } from "../../src/jobs/grace-periods.ts";
import type { Job, JobId } from "../../src/jobs/job.ts";
import type { Video } from "../../src/library/video.ts";
import { createProber } from "../../src/scanning/probe/create-prober.ts";
import type { Prober } from "../../src/scanning/probe/prober.ts";
import { createScanHandler, type ScanHandlerOptions } from "../../src/scanning/scan-handler.ts";
import { type SettingsOfRequest, scanRequest } from "../../src/scanning/scan-payload.ts";
import { SpareThreads } from "../../src/scanning/walk/spare-threads.ts";
import type { Store } from "../../src/store/store.ts";
import { copyClip } from "../clip-tree.ts";
import { overlay } from "../overlay.ts";
import { checkDigests } from "../store/check-digests.ts";
import { openNewSqlite } from "../store/open-new-sqlite.ts";
import type { OpenStore } from "../store/store-under-test.ts";
import { defaultWalkRules } from "./walk-rules.ts";

const clip = "h264-aac-faststart.mp4";

export interface Wishes extends Partial<ScanHandlerOptions> {
  readonly path?: string;
  readonly recursive?: boolean;
  readonly retryErrors?: boolean;
  readonly acceptEmpty?: boolean;
  readonly full?: boolean;
  /** The patterns of the scan. Those of the settings are `exclude`. */
  readonly without?: readonly string[];
  /** Settings of the request. */
  readonly given?: Partial<SettingsOfRequest>;
}

/**
 * Call this once per test file, or once in a `describe`.
 *
 * @param options.opens how often there is a new directory with a new library. Default: `once per test`
 */
export function scansUnderTest(
  options: {
    readonly opens?: "once per test" | "once";
    /** Opens the library. Default: one of SQLite, in the directory of the test. */
    readonly openStore?: OpenStore;
  } = {},
): ScansUnderTest {
  const scans = new ScansUnderTest(options.openStore);
  beforeAll(() => scans.openProber());
  if (options.opens === "once") {
    beforeAll(() => scans.open());
    afterAll(() => scans.close());
  } else {
    beforeEach(() => scans.open());
    afterEach(() => scans.close());
  }
  afterAll(() => scans.prober.close());
  return scans;
}

export class ScansUnderTest {
  declare prober: Prober;
  /** The directory of the test, with the database in it. */
  declare directory: string;
  /** The directory to scan, in `directory`. */
  declare root: string;
  declare store: Store;
  /** Paths of files whose probes have begun. */
  probed: string[] = [];
  /** Called before each probe. */
  beforeProbe: (path: string) => Promise<void> | void = () => {};
  /** Options of all scans that do not say otherwise. */
  usual: Partial<ScanHandlerOptions> = {};
  /** Called before each look-up of known files of a directory in the library. */
  beforeLookUp: (directory: string) => Promise<void> | void = () => {};
  readonly #openStore: OpenStore | undefined;
  readonly #queues: DurableQueue[] = [];
  /** Shared by all scans, as in a server. */
  readonly #spare = new SpareThreads();

  constructor(openStore?: OpenStore) {
    this.#openStore = openStore;
  }

  openProber(): void {
    const limits = { concurrency: 2, timeoutMs: 30_000, memoryBytes: 2 ** 30, niceness: 0 };
    this.prober = createProber({ wanted: "auto", limits });
  }

  async open(): Promise<void> {
    this.directory = await realpath(await mkdtemp(join(tmpdir(), "gleaner-scan-")));
    this.root = join(this.directory, "videos");
    await mkdir(this.root);
    const now = () => new Date();
    const path = join(this.directory, "gleaner.db");
    this.store = await (this.#openStore?.({ now }) ?? openNewSqlite({ path }));
    this.probed = [];
    this.beforeProbe = () => {};
    this.beforeLookUp = () => {};
    this.usual = {};
  }

  async close(): Promise<void> {
    await Promise.all(this.#queues.splice(0).map((queue) => queue.stop()));
    await this.store.close();
    if (this.#openStore === undefined) checkDigests(join(this.directory, "gleaner.db"));
    await rm(this.directory, { recursive: true });
  }

  async startQueue(
    options: Partial<ScanHandlerOptions> = {},
    queueOptions: Partial<DurableQueueOptions> = {},
  ): Promise<DurableQueue> {
    const { prober, store } = this;
    const never = new AbortController().signal;
    const watched = overlay(prober, {
      // A file counts as begun here, so a cancel does not give it up any more.
      probe: async (path, options = {}) => {
        this.probed.push(path);
        await this.beforeProbe(path);
        return prober.probe(path, { ...options, unlessBegun: never });
      },
    });
    const library = overlay(store.scans, {
      known: async (paths) => {
        await this.beforeLookUp(paths.directory);
        return store.scans.known(paths);
      },
      unchanged: async (listed) => {
        await this.beforeLookUp(listed.directory);
        return store.scans.unchanged(listed);
      },
    });
    const threads = { spare: this.#spare, ...options.threads };
    const scan = createScanHandler({
      library,
      prober: async () => watched,
      walk: defaultWalkRules,
      // Every probe that has begun also ends, however busy the machine is.
      graceMs: 600_000,
      ...this.usual,
      ...options,
      threads,
    });
    // No scan is left behind here. A scan that does not end fails its test.
    const queue = new DurableQueue({
      store: store.jobs,
      handlers: { scan },
      alone: true,
      grace: gracePeriods(600_000),
      ...queueOptions,
    });
    this.stopAtEnd(queue);
    await queue.start();
    return queue;
  }

  stopAtEnd(queue: DurableQueue): void {
    this.#queues.push(queue);
  }

  /** Scans to the end. */
  async scan({
    path = this.root,
    recursive = true,
    retryErrors = false,
    acceptEmpty = false,
    full = false,
    without = [],
    given = {},
    ...options
  }: Wishes = {}): Promise<Job> {
    const queue = await this.startQueue(options);
    const payload = { path, recursive, retry_errors: retryErrors, accept_empty: acceptEmpty, full, exclude: without };
    const id = await queue.submit(scanRequest({ ...payload, ...given }));
    const job = await ended(queue, id);
    // So that it takes no later scan, which may have other options.
    await queue.stop();
    checkSums(job);
    return job;
  }

  /** The ids of videos by their paths below the root, with a mark behind those of missing ones. */
  async ids(): Promise<Record<string, string>> {
    const { videos } = await this.store.videos.list({ limit: 100 });
    const idOf = ({ id, missingSince }: Video) => (missingSince === null ? id : `${id} missing`);
    return Object.fromEntries(videos.map((video) => [relative(this.root, video.path), idOf(video)]));
  }

  /**
   * Makes files and scans them twice, so that the library has the digests of their directories. Forgets what was probed.
   *
   * @returns as `ids`
   */
  async known(...names: string[]): Promise<Record<string, string>> {
    await this.make(...names);
    await this.scan();
    await this.scan();
    this.probed = [];
    return this.ids();
  }

  /** Cancels a scan when the fourth of its probes is under way. The probes that have begun finish. */
  async scanAndCancel(): Promise<Job> {
    const probing = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    this.beforeProbe = () => {
      if (this.probed.length < 4) return;
      probing.resolve();
      return release.promise;
    };
    const queue = await this.startQueue();
    const id = await queue.submit(scanRequest({ path: this.root, recursive: true, retry_errors: false }));
    await probing.promise;
    await queue.cancel(id);
    release.resolve();
    const job = await ended(queue, id);
    this.beforeProbe = () => {};
    return job;
  }

  /** Has all videos be seen last on another disk, or on none as in the library of an older program. */
  async forgetDisks(disk: string | null): Promise<void> {
    using database = new DatabaseSync(join(this.directory, "gleaner.db"));
    database.prepare("update videos set disk = ?").run(disk);
  }

  /** Runs a statement on the database of SQLite, past the store. */
  rows(statement: string): object[] {
    using database = new DatabaseSync(join(this.directory, "gleaner.db"));
    return database.prepare(statement).all();
  }

  /** Copies clips to `root` under these names, which may contain directories. */
  async make(...names: string[]): Promise<void> {
    for (const name of names) await copyClip(clip, join(this.root, name));
  }

  /** Paths of all videos, relative to the scanned directory, in order. */
  async all(): Promise<string[]> {
    const { videos } = await this.store.videos.list({ limit: 100, sort: "filename" });
    return videos.map(({ path }) => relative(this.root, path)).toSorted();
  }

  /** Names of the videos that are marked missing. */
  async missing(): Promise<string[]> {
    const { videos } = await this.store.videos.list({ missing: true, limit: 100, sort: "filename" });
    return videos.map(({ filename }) => filename);
  }
}

/** Every file, directory and warning that a scan counts is in exactly one of its counts. */
function checkSums({ status, counts: all }: Job): void {
  const sum = ["new", "updated", "moved", "skipped", "unreadable", "error_count"].reduce(
    (to, name) => to + (all[name] ?? 0),
    0,
  );
  if (all["scanned"] === sum && (status !== "completed" || all["found"] === sum)) return;
  throw new Error(`The counts of a scan that is ${status} do not add up: ${JSON.stringify(all)}`);
}

/** Resolves with the scan when it has ended. */
export async function ended(queue: DurableQueue, id: JobId): Promise<Job> {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

export const counts = (job: Job) => job.counts;
