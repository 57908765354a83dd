/** The HTTP API over the real queue and a real library, on SQLite or on Postgres, with scans that a test carries out step by step. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { FastifyInstance } from "fastify";
import { createApp } from "../../src/api/app.ts";
import type { AppOptions, HealthChecks } from "../../src/api/app-parts.ts";
import type { JobJson } from "../../src/api/contract/jobs.ts";
import { createCheckHandler } from "../../src/checking/check-handler.ts";
import { Checker } from "../../src/checking/checker.ts";
import { createCompareHandler } from "../../src/comparing/compare-handler.ts";
import { hashOnDisk } from "../../src/comparing/hash-on-disk.ts";
import { loadConfig } from "../../src/config.ts";
import { DiskThreads } from "../../src/files/disk-threads.ts";
import type { ShowInFileManager } from "../../src/files/file-manager.ts";
import type { FileVersion } from "../../src/files/file-version.ts";
import { NamedPaths } from "../../src/files/named-paths.ts";
import { createForgetHandler } from "../../src/forgetting/forget-handler.ts";
import { DurableQueue } from "../../src/jobs/durable-queue.ts";
import type { RunningJob } from "../../src/jobs/job.ts";
import type { JobContext, JobHandler, JobOutcome } from "../../src/jobs/job-handler.ts";
import type { VideoFacts } from "../../src/library/video.ts";
import type { ListWorkers } from "../../src/library/workers.ts";
import { PosterCache } from "../../src/posters/poster-cache.ts";
import { PosterMaker } from "../../src/posters/poster-maker.ts";
import { PosterQueue } from "../../src/posters/poster-queue.ts";
import { type FileProblem, type FileStat, noCounts, type ScanBatch } from "../../src/scanning/scan-library.ts";
import { SaidError } from "../../src/sentences/said-error.ts";
import type { Said } from "../../src/sentences/say.ts";
import { tryWebhook } from "../../src/server/notices.ts";
import { excludedByAll, openSettings, settingsPart } from "../../src/server/settings.ts";
import type { Store } from "../../src/store/store.ts";
import type { WatchStateOf } from "../../src/watching/watch-messages.ts";
import { openNewSqlite } from "../store/open-new-sqlite.ts";
import { detailsWith, factsOf, silentFilm, subtitle } from "../video-details.ts";

export interface ApiOptions extends Partial<AppOptions> {
  /** Opens the library. Default: a new SQLite library. */
  readonly openStore?: () => Promise<Store>;
  /** Settings of the environment. Only `GET /settings` shows them. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly health?: Partial<HealthChecks>;
  /** Default: none, as for a library in a file. */
  readonly workers?: ListWorkers;
  /** Default: no directory is watched. */
  readonly watchStateOf?: WatchStateOf;
  /** Shows a file on the desktop. Default: there is none. */
  readonly showFile?: ShowInFileManager;
  /** How many scans at once. Default 1. */
  readonly concurrency?: number;
  /** Configured roots. Default: none. */
  readonly roots?: readonly string[];
  /** Called after each part of a job that forgets, with the number of its videos. */
  readonly onForgotten?: (count: number) => void | Promise<void>;
}

export interface Api extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly queue: DurableQueue;
  /** An empty directory, without links in its path. */
  readonly directory: string;
  /** The scans that begin, in their order. */
  nextScan(): Promise<ScriptedScan>;
  call(
    method: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE",
    url: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Hands in the scan of a directory and returns its job's id. */
  scan(path?: string): Promise<string>;
  /** Listens, and returns the address. */
  listen(): Promise<string>;
}

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- what is in it is what the tests are about
  readonly body: any;
  readonly headers: Record<string, unknown>;
}

const facts: VideoFacts = {
  ...silentFilm,
  frameRateNumerator: 30000,
  frameRateDenominator: 1001,
  audioCodec: "aac",
  audioChannels: 2,
  sampleRate: 48000,
  bitRate: 900000,
  audioCount: 1,
  ...factsOf(detailsWith([subtitle(2, "subrip", "eng")])),
};

/** For all servers of a process, which makes their starts cheaper. No test here has a disk that does not answer. */
const disks = new DiskThreads();

/** A scan that does what the test says. */
export class ScriptedScan {
  readonly job: RunningJob;
  /** Set to false, it goes on until the test ends it. */
  stopsWhenTold = true;
  readonly #context: JobContext;
  readonly #store: Store;
  readonly #outcome = Promise.withResolvers<JobOutcome>();

  constructor(job: RunningJob, context: JobContext, store: Store) {
    this.job = job;
    this.#context = context;
    this.#store = store;
    const stop = () => {
      if (this.stopsWhenTold) this.finish({ stoppedEarly: true });
    };
    if (context.signal.aborted) stop();
    else context.signal.addEventListener("abort", stop, { once: true });
  }

  get outcome(): Promise<JobOutcome> {
    return this.#outcome.promise;
  }

  /**
   * Reports these results: videos, as which files (default: files of 1,000 bytes), with which fingerprint and facts, those of them that
   * are cut off, unreadable files (and why) and directories, missing videos, videos that are left out, directories on another disk, and the
   * number of files skipped because they could not be read before.
   */
  async commit({
    videos = [],
    versions = new Map(),
    fingerprint,
    as = {},
    truncated = [],
    problems = [],
    why = { message: "There is no picture in it." },
    unreadableDirectories = [],
    missing = [],
    excluded = [],
    lostDisks = [],
    unreadable = 0,
  }: {
    videos?: string[];
    versions?: ReadonlyMap<string, FileVersion & Partial<FileStat>>;
    fingerprint?: number;
    as?: Partial<VideoFacts>;
    truncated?: string[];
    problems?: string[];
    why?: Pick<FileProblem, "message" | "sentence">;
    unreadableDirectories?: string[];
    missing?: string[];
    excluded?: string[];
    lostDisks?: string[];
    unreadable?: number;
  }): Promise<void> {
    const stat = { size: 1000, modifiedUs: 1_600_000_000_000_000 };
    const batch: ScanBatch = {
      videos: videos.map((path) => ({
        file: { disk: null, ...(versions.get(path) ?? stat), path },
        ...(fingerprint !== undefined && { fingerprint }),
        facts: { ...facts, ...as, suspect: truncated.includes(path) ? "truncated" : null },
      })),
      problems: [
        ...problems.map((path) => ({
          path,
          stat,
          isPresent: true,
          code: "not_video",
          ...why,
        })),
        ...unreadableDirectories.map((path) => ({
          path,
          stat: null,
          isPresent: false,
          code: "directory_unreadable",
          message: "permission denied",
        })),
        ...lostDisks.map((path) => ({
          path,
          stat: null,
          isPresent: false,
          code: "disk_changed",
          message: "the videos that were in it are on another disk.",
        })),
      ],
      present: [],
      missing,
      excluded,
      goneProblems: [],
      found: videos.length + problems.length + unreadableDirectories.length + lostDisks.length + unreadable,
      skipped: 0,
      unreadable,
      expected: null,
    };
    const outcome = await this.#store.scans.commit(this.#context.lease, batch);
    if (outcome.kind === "committed") this.#context.onCommit(outcome.job);
  }

  at(path: string): void {
    this.#context.onProgress(path);
  }

  finish({ stoppedEarly = false } = {}): void {
    this.#outcome.resolve({ stoppedEarly });
  }

  fail(why: string | Said): void {
    this.#outcome.reject(typeof why === "string" ? new Error(why) : new SaidError(why));
  }
}

export async function startApi({
  health,
  workers,
  watchStateOf,
  showFile,
  concurrency = 1,
  roots = [],
  loopbackOnly = true,
  onForgotten = () => {},
  environment = {},
  openStore,
  ...options
}: ApiOptions = {}): Promise<Api> {
  const home = await realpath(await mkdtemp(join(tmpdir(), "gleaner-api-")));
  const directory = await mkdtemp(join(home, "films-"));
  const store = await (openStore?.() ?? openNewSqlite({ path: join(home, "gleaner.db") }));
  const begun: ScriptedScan[] = [];
  let begins = Promise.withResolvers<void>();
  const handler: JobHandler = {
    initialCounts: { ...noCounts },
    run(job, context) {
      const scan = new ScriptedScan(job, context, store);
      begun.push(scan);
      begins.resolve();
      return scan.outcome;
    },
  };
  const forget = createForgetHandler({
    library: store.forgetting,
    onForgotten: async (ids) => {
      await posters.forget(ids);
      await onForgotten(ids.length);
    },
  });
  const checker = new Checker({
    wanted: "auto",
    threads: 1,
    timeoutMs: 20_000,
    stopMs: 1_000,
    memoryBytes: 1024 ** 3,
    niceness: 0,
    idleMs: 30_000,
  });
  const check = createCheckHandler({ library: store.checking, checker, roots: () => paths.roots() });
  const compare = createCompareHandler({
    library: store.comparing,
    hashFile: hashOnDisk({ disks, roots: () => paths.roots(), timeoutMs: 20_000 }),
    devicesOf: (files) => paths.devicesOf(files),
    scannedDirectories: async () => [],
    writeMs: 10,
  });
  const queue: DurableQueue = new DurableQueue({
    store: store.jobs,
    handlers: { scan: handler, forget, check, compare },
    concurrency,
    alone: true,
  });
  const paths = new NamedPaths({ roots, loopbackOnly, disks });
  const posters = new PosterQueue({
    videos: store.videos,
    cache: new PosterCache(join(home, "posters")),
    maker: new PosterMaker({
      wanted: "auto",
      openTimeoutMs: 20_000,
      timeoutMs: 20_000,
      memoryBytes: 1024 ** 3,
      idleMs: 30_000,
      niceness: 0,
      retryMs: 60_000,
    }),
    roots: () => paths.roots(),
    scansAreBusy: async () => false,
    clock: { now: () => performance.now(), delay: async () => {} },
    onError: (error) => {
      throw error;
    },
  });
  const config = loadConfig({}, environment);
  const settings = await openSettings(config, { saved: store.settings, onError: () => {} });
  const app = createApp(
    {
      queue,
      videos: store.videos,
      posters,
      duplicates: store.duplicates,
      known: store.scans,
      roots: store.roots,
      filters: store.filters,
      forgetting: store.forgetting,
      settings: settingsPart(config, settings, () => null),
      webhook: { test: (signal) => tryWebhook(settings, signal), list: (limit) => store.deliveries.list(limit) },
      ...(workers !== undefined && { workers }),
      ...(watchStateOf !== undefined && { watchStateOf }),
      ...(showFile !== undefined && { showFile }),
      health: {
        database: () => store.check(),
        prober: async () => ({ ok: true, detail: "ffprobe 5.1" }),
        disk: async () => ({ freeBytes: 10 ** 12 }),
        ...health,
      },
    },
    {
      loopbackOnly,
      paths,
      token: null,
      allowedHosts: [],
      allowDelete: false,
      page: null,
      forPeople: true,
      logLevel: "silent",
      version: "1.2.3",
      exclude: () => excludedByAll(settings.values),
      ...options,
    },
  );
  await queue.start();
  await app.ready();

  const call: Api["call"] = async (method, url, body, headers = {}) => {
    const payload = body === undefined ? {} : { payload: body };
    const response = await app.inject({ method, url, headers: { host: "localhost", ...headers }, ...payload });
    const isJson = String(response.headers["content-type"]).startsWith("application/json");
    return { status: response.statusCode, body: isJson ? response.json() : response.body, headers: response.headers };
  };
  return {
    app,
    store,
    queue,
    directory,
    call,
    async nextScan() {
      for (;;) {
        const scan = begun.shift();
        if (scan !== undefined) return scan;
        await begins.promise;
        begins = Promise.withResolvers();
      }
    },
    async scan(path = directory) {
      const { body } = await call("POST", "/api/v1/videos/scan", { path });
      return body.job_id;
    },
    listen: () => app.listen({ host: "127.0.0.1", port: 0 }),
    async [Symbol.asyncDispose]() {
      await posters.close();
      await queue.stop();
      await checker.close();
      await app.close();
      await store.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export interface JobEvent {
  readonly id: number;
  readonly job: JobJson;
}

/** Listens to an event stream; `close` leaves it. */
export async function listenTo(url: string, headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  async function* events(): AsyncGenerator<JobEvent> {
    if (response.body === null) return;
    const parsed = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { id, event, data } of parsed) {
      if (event === "job") yield { id: Number(id), job: JSON.parse(data) as JobJson };
    }
  }
  return { response, events: events(), close: () => leaving.abort() };
}

/** The first event that `matches`. */
export async function firstEvent(
  events: AsyncGenerator<JobEvent>,
  matches: (job: JobJson) => boolean,
): Promise<JobEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error("The stream ended before that event");
    if (matches(value.job)) return value;
  }
}
