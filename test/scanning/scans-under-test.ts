/** For tests: scans of a directory of real clips with a real prober, into a library of their own. */
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { DurableQueue } from "../../src/jobs/durable-queue.ts";
import { gracePeriods } from "../../src/jobs/grace-periods.ts";
import type { Job, JobId } from "../../src/jobs/job.ts";
import { createProber } from "../../src/scanning/probe/create-prober.ts";
import type { Prober } from "../../src/scanning/probe/prober.ts";
import { createScanHandler, type ScanHandlerOptions, scanRequest } from "../../src/scanning/scan-handler.ts";
import { openSqlite, type Store } from "../../src/store/sqlite/open-sqlite.ts";
import { copyClip } from "../clip-tree.ts";
import { overlay } from "../overlay.ts";
import { defaultWalkRules } from "./walk-rules.ts";

const clip = "h264-aac-faststart.mp4";

export interface Wishes extends Partial<ScanHandlerOptions> {
  readonly path?: string;
  readonly recursive?: boolean;
  readonly retryErrors?: boolean;
  readonly acceptEmpty?: boolean;
}

/** To be called once in a file of tests, each of which then has a directory and a library of its own. */
export function scansUnderTest(): ScansUnderTest {
  const scans = new ScansUnderTest();
  beforeAll(() => scans.openProber());
  beforeEach(() => scans.open());
  afterEach(() => scans.close());
  afterAll(() => scans.prober.close());
  return scans;
}

class ScansUnderTest {
  declare prober: Prober;
  /** Is there for the test alone, with the database in it. */
  declare directory: string;
  /** What is scanned: a directory in it. */
  declare root: string;
  declare store: Store;
  /** Paths of files whose probes have begun. */
  probed: string[] = [];
  /** Called before each probe. */
  beforeProbe: (path: string) => Promise<void> | void = () => {};
  /** Called each time before the library is asked about files of the directory at hand. */
  beforeLookUp: () => Promise<void> | void = () => {};
  readonly #queues: DurableQueue[] = [];

  openProber(): void {
    const limits = { concurrency: 2, timeoutMs: 30_000, memoryBytes: 2 ** 30, niceness: 0 };
    this.prober = createProber({ wanted: "auto", limits });
  }

  async open(): Promise<void> {
    this.directory = await realpath(await mkdtemp(join(tmpdir(), "gleaner-scan-")));
    this.root = join(this.directory, "videos");
    await mkdir(this.root);
    this.store = await openSqlite({ path: join(this.directory, "gleaner.db") });
    this.probed = [];
    this.beforeProbe = () => {};
    this.beforeLookUp = () => {};
  }

  async close(): Promise<void> {
    await Promise.all(this.#queues.splice(0).map((queue) => queue.stop()));
    await this.store.close();
    await rm(this.directory, { recursive: true });
  }

  async startQueue(options: Partial<ScanHandlerOptions> = {}): Promise<DurableQueue> {
    const { prober, store } = this;
    const watched = overlay(prober, {
      // A file counts as begun here, so a cancel does not give it up any more.
      probe: async (path, { signal } = {}) => {
        this.probed.push(path);
        await this.beforeProbe(path);
        return prober.probe(path, signal === undefined ? {} : { signal });
      },
    });
    const library = overlay(store.scans, {
      known: async (paths) => {
        await this.beforeLookUp();
        return store.scans.known(paths);
      },
    });
    const scan = createScanHandler({ library, prober: async () => watched, walk: defaultWalkRules, ...options });
    // A scan that does not come back in time fails its test: nothing here is left behind.
    const queue = new DurableQueue({
      store: store.jobs,
      handlers: { scan },
      alone: true,
      grace: gracePeriods(600_000),
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
    ...options
  }: Wishes = {}): Promise<Job> {
    const queue = await this.startQueue(options);
    const id = await queue.submit(
      scanRequest({ path, recursive, retry_errors: retryErrors, accept_empty: acceptEmpty }),
    );
    return ended(queue, id);
  }

  /** Has all videos be seen last on another disk, or on none as in the library of an older program. */
  async forgetDisks(disk: string | null): Promise<void> {
    using database = new DatabaseSync(join(this.directory, "gleaner.db"));
    database.prepare("update videos set disk = ?").run(disk);
  }

  /** Puts clips there under these names, which may have directories in them. */
  async make(...names: string[]): Promise<void> {
    for (const name of names) await copyClip(clip, join(this.root, name));
  }

  /** Names of the videos that are marked missing. */
  async missing(): Promise<string[]> {
    const { videos } = await this.store.videos.list({ missing: true, limit: 100, sort: "filename" });
    return videos.map(({ filename }) => filename);
  }
}

/** The job once it has ended. */
export async function ended(queue: DurableQueue, id: JobId): Promise<Job> {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

export const counts = (job: Job) => job.counts;
