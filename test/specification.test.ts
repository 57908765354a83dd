/**
 * The specification that Gleaner descends from, line by line. Each test is named after its line. The tests beside the
 * code go deeper.
 */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { createApp } from "../src/api/app.ts";
import type { AppOptions, AppParts } from "../src/api/app-parts.ts";
import { DurableQueue } from "../src/jobs/durable-queue.ts";
import { type JobId, jobStatuses } from "../src/jobs/job.ts";
import type { JobHandler } from "../src/jobs/job-handler.ts";
import type { AsyncJobQueue } from "../src/jobs/job-queue.ts";
import type { CancelOutcome } from "../src/jobs/job-store.ts";
import { CancelRequested } from "../src/jobs/stop-reason.ts";
import type { Posters } from "../src/library/posters.ts";
import { createProber } from "../src/scanning/probe/create-prober.ts";
import type { Prober } from "../src/scanning/probe/prober.ts";
import { createScanHandler } from "../src/scanning/scan-handler.ts";
import { scanRequest } from "../src/scanning/scan-payload.ts";
import { SpareThreads } from "../src/scanning/walk/spare-threads.ts";
import type { Store } from "../src/store/store.ts";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { startGleanerServer } from "./gleaner-process.ts";
import { InMemoryJobQueue } from "./jobs/in-memory-queue.ts";
import { overlay } from "./overlay.ts";
import { defaultWalkRules } from "./scanning/walk-rules.ts";
import { databaseFor } from "./store/database-under-test.ts";

const unknownId = "00000000-0000-4000-8000-000000000000" as JobId;
const clipCount = 60;
/** Shared by all scans, as in a server. */
const threads = { spare: new SpareThreads() };

let prober: Prober;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let store: Store;
let queue: DurableQueue;
let root: string;
/** Called before each probe with its number. */
let beforeProbe: (probes: number) => Promise<void> | void;
/** Called with the number of answers, before the scan gets the newest. */
let onAnswer: (answers: number) => Promise<void> | void;

beforeAll(() => {
  prober = createProber({
    wanted: "auto",
    limits: { concurrency: 2, timeoutMs: 30_000, memoryBytes: 2 ** 30, niceness: 0 },
  });
});

afterAll(() => prober.close());

beforeEach(async () => {
  directory = await temporaryDirectory();
  root = join(directory.path, "videos");
  await makeClipTree(root, clipCount);
  store = await (await databaseFor(directory.path)).openStore();
  beforeProbe = () => {};
  onAnswer = () => {};
  let probes = 0;
  let answers = 0;
  const watched = overlay(prober, {
    probe: async (path, options) => {
      probes += 1;
      await beforeProbe(probes);
      const outcome = await prober.probe(path, options);
      answers += 1;
      await onAnswer(answers);
      return outcome;
    },
  });
  const scan = createScanHandler({
    library: store.scans,
    prober: () => Promise.resolve(watched),
    walk: defaultWalkRules,
    threads,
    batchFiles: 7,
    // Every probe that has begun also ends, however busy the machine is.
    graceMs: 60_000,
  });
  queue = new DurableQueue({ store: store.jobs, handlers: { scan } });
  await queue.start();
});

afterEach(async () => {
  await queue.stop();
  await store.close();
  await directory[Symbol.asyncDispose]();
});

function submit(): Promise<JobId> {
  return queue.submit(scanRequest({ path: root, recursive: true, retry_errors: false }));
}

async function ended(id: JobId) {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

/** Submits a scan and cancels it when it gets the answer of its ninth probe. */
async function cancelMidway(): Promise<JobId> {
  const submitted = Promise.withResolvers<JobId>();
  onAnswer = async (answers) => {
    if (answers === 9) await queue.cancel(await submitted.promise);
  };
  submitted.resolve(await submit());
  return submitted.promise;
}

function api(over: AsyncJobQueue) {
  const noPosters: Posters = {
    find: async () => ({ kind: "unavailable" }),
    request: () => {},
    pathOf: () => "",
    forget: async () => {},
  };
  const health = {
    database: () => store.check(),
    prober: () => prober.check(),
    disk: () => Promise.resolve({ freeBytes: 1e9 }),
  };
  const options = {
    loopbackOnly: true,
    token: null,
    allowedHosts: [],
    allowDelete: false,
    page: null,
    forPeople: true,
    logLevel: "silent",
  } as const;
  const parts = {
    queue: over,
    videos: store.videos,
    posters: noPosters,
    duplicates: store.duplicates,
    known: store.scans,
    roots: store.roots,
    filters: store.filters,
    forgetting: store.forgetting,
    health,
  };
  return createApp(parts, { ...options, version: "0" });
}

describe("FR-001: a job entry starts with an unset cancel event", () => {
  test("a submitted job has no cancel request, and its signal is not aborted", async () => {
    const signals: AbortSignal[] = [];
    const watching: JobHandler = {
      initialCounts: {},
      run: async (_, { signal }) => {
        expect(signal.aborted).toBe(false);
        signals.push(signal);
        return { stoppedEarly: false };
      },
    };
    const plain = new DurableQueue({ store: store.jobs, handlers: { watching } });
    const id = await plain.submit({ type: "watching", payload: {} });
    expect(await plain.get(id)).toMatchObject({ status: "pending", cancelRequestedAt: null });
    await plain.start();
    await plain.wait(id);
    expect(signals).toHaveLength(1);
    await plain.stop();
  });
});

describe("FR-002: cancel(job_id) sets the event; an unknown id returns an appropriate error", () => {
  test("cancel sets it: the signal aborts with CancelRequested", async () => {
    const seen = Promise.withResolvers<AbortSignal>();
    const waiting: JobHandler = {
      initialCounts: {},
      run: async (_, { signal }) => {
        seen.resolve(signal);
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return { stoppedEarly: true };
      },
    };
    const plain = new DurableQueue({ store: store.jobs, handlers: { waiting } });
    await plain.start();
    const id = await plain.submit({ type: "waiting", payload: {} });
    const signal = await seen.promise;
    await plain.cancel(id);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBeInstanceOf(CancelRequested);
    await plain.stop();
  });

  test("unknown id: the value not found", async () => {
    expect(await queue.cancel(unknownId)).toEqual({ kind: "not_found" });
  });
});

describe("FR-003: the protocol has cancel(); the in-memory queue conforms, as a no-op", () => {
  test("the in-memory queue runs a job to its end within submit, and cancel changes nothing", async () => {
    const done: string[] = [];
    const cancels: Promise<CancelOutcome>[] = [];
    const counting: JobHandler = {
      initialCounts: {},
      run: async (job, { signal }) => {
        for (const file of ["one", "two", "three"]) {
          if (file === "two") cancels.push(memory.cancel(job.id));
          await new Promise(setImmediate);
          if (signal.aborted) return { stoppedEarly: true };
          done.push(file);
        }
        return { stoppedEarly: false };
      },
    };
    const memory: AsyncJobQueue = new InMemoryJobQueue({ handlers: { counting } });
    const id = await memory.submit({ type: "counting", payload: {} });
    expect(done).toEqual(["one", "two", "three"]);
    const job = await memory.get(id);
    expect(job).toMatchObject({ status: "completed", cancelRequestedAt: null, stoppedEarly: false });
    expect(await Promise.all(cancels)).toEqual([{ kind: "already_ended", job }]);
    expect(await memory.cancel(id)).toEqual({ kind: "already_ended", job });
    expect(await memory.get(id)).toEqual(job);
    expect(await memory.cancel(unknownId)).toEqual({ kind: "not_found" });
  });
});

describe("FR-004: CANCELLED exists, serialises, keeps partial results", () => {
  test("status cancelled", () => {
    expect(jobStatuses).toContain("cancelled");
  });

  test("it serialises with its result and its counts", async () => {
    const id = await cancelMidway();
    const job = await ended(id);
    expect(job.status).toBe("cancelled");
    const response = await api(queue).inject(`/api/v1/jobs/${id}`);
    const body = response.json();
    expect(body).toMatchObject({ job_id: id, status: "cancelled", result: { stopped_early: true, errors: [] } });
    expect(body.result).toMatchObject(body.counts);
    expect(body.counts.new).toBeGreaterThan(0);
  });
});

describe("FR-005: the handler factory passes the event; checked between files; break and return partial results", () => {
  test("the loop breaks: after a cancel hardly a file more is probed", async () => {
    let probesAfter = 0;
    const submitted = Promise.withResolvers<JobId>();
    let isCancelled = false;
    beforeProbe = async (probes) => {
      if (isCancelled) probesAfter += 1;
      if (probes === 10) {
        await queue.cancel(await submitted.promise);
        isCancelled = true;
      }
    };
    submitted.resolve(await submit());
    await ended(await submitted.promise);
    expect(probesAfter).toBe(0);
  });

  test("partial results: what was probed before the cancel is in the library, and counted", async () => {
    const id = await cancelMidway();
    const job = await ended(id);
    const { total } = await store.videos.list({ jobId: id, limit: 1 });
    expect(job.counts).toMatchObject({ new: total, scanned: total, error_count: 0 });
    expect(total).toBeGreaterThanOrEqual(9);
    expect(total).toBeLessThan(clipCount);
  });
});

describe("FR-006: POST /api/v1/jobs/{id}/cancel", () => {
  test("endpoint 200: with the updated status", async () => {
    const app = api(queue);
    const probing = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    beforeProbe = (probes) => {
      if (probes === 3) probing.resolve();
      return probes >= 3 ? release.promise : undefined;
    };
    const id = await submit();
    await probing.promise;
    const response = await app.inject({ method: "POST", url: `/api/v1/jobs/${id}/cancel` });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ job_id: id, status: "running", cancel_requested_at: expect.any(String) });
    release.resolve();
    await ended(id);
    expect((await app.inject(`/api/v1/jobs/${id}`)).json()).toMatchObject({ status: "cancelled" });
  });

  test("endpoint 404: for an unknown id", async () => {
    const response = await api(queue).inject({ method: "POST", url: `/api/v1/jobs/${unknownId}/cancel` });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ detail: { code: "NOT_FOUND" } });
  });

  test("endpoint already completed: 409 ALREADY_TERMINAL", async () => {
    const id = await submit();
    expect(await ended(id)).toMatchObject({ status: "completed" });
    const response = await api(queue).inject({ method: "POST", url: `/api/v1/jobs/${id}/cancel` });
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ detail: { code: "ALREADY_TERMINAL" } });
    expect(await queue.get(id)).toMatchObject({ status: "completed" });
  });

  test("GET shows cancelled and the partial result", async () => {
    const id = await cancelMidway();
    await ended(id);
    const body = (await api(queue).inject(`/api/v1/jobs/${id}`)).json();
    expect(body).toMatchObject({ status: "cancelled", result: { stopped_early: true } });
    expect(body.result.new).toBe((await store.videos.list({ jobId: id, limit: 1 })).total);
  });
});

describe("NFR: no new arguments to create_app() for cancellation", () => {
  test("an app made from a queue, a library, posters and health alone cancels a running job", async () => {
    expectTypeOf<keyof AppParts>().toEqualTypeOf<
      | "queue"
      | "videos"
      | "known"
      | "roots"
      | "filters"
      | "forgetting"
      | "duplicates"
      | "posters"
      | "health"
      | "workers"
      | "watchStateOf"
      | "settings"
      | "showFile"
      | "webhook"
    >();
    expectTypeOf<keyof AppOptions>().toEqualTypeOf<
      | "paths"
      | "loopbackOnly"
      | "listenHost"
      | "basePath"
      | "extensions"
      | "exclude"
      | "token"
      | "allowedHosts"
      | "allowDelete"
      | "page"
      | "forPeople"
      | "logLevel"
      | "logStream"
      | "version"
      | "serverFor"
    >();
    expect(createApp).toHaveLength(2);
    const probing = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    beforeProbe = () => {
      probing.resolve();
      return release.promise;
    };
    const id = await submit();
    await probing.promise;
    const response = await api(queue).inject({ method: "POST", url: `/api/v1/jobs/${id}/cancel` });
    expect(response.json()).toMatchObject({ job_id: id, status: "running", cancel_requested_at: expect.any(String) });
    release.resolve();
    expect(await ended(id)).toMatchObject({ status: "cancelled" });
  });
});

describe("system: start, cancel mid-way, partial results preserved", { timeout: 90_000 }, () => {
  const manyClips = 40;

  // Which of them probes makes no difference to the database.
  const probers = process.env["TEST_DATABASE"] === "postgres" ? ["libav"] : ["libav", "ffprobe"];
  test.each(probers)("with a real server process and %s on real clips", async (name) => {
    await using data = await temporaryDirectory();
    const many = join(data.path, "many");
    await makeClipTree(many, manyClips);
    const database = await databaseFor(join(data.path, "data"));
    const server = await startGleanerServer(join(data.path, "data"), {
      ...database.settings,
      GLEANER_PROBER: name,
      GLEANER_PROBERS: "2",
      // The scan takes four seconds, and so cannot end before it is cancelled.
      GLEANER_MAX_RATE: "10",
    });
    try {
      const { body: submitted, status } = await server.call("POST", "/api/v1/videos/scan", { path: many });
      expect(status).toBe(202);
      const id: string = submitted.job_id;
      await someScanned(server.url, id);
      expect((await server.call("GET", "/health/live")).body).toEqual({ status: "ok" });
      const cancelled = await server.call("POST", `/api/v1/jobs/${id}/cancel`, { reason: "enough" });
      expect(cancelled.status).toBe(200);
      const { body: job } = await server.call("GET", `/api/v1/jobs/${id}/wait`);
      expect(job).toMatchObject({ status: "cancelled", cancel_reason: "enough", result: { stopped_early: true } });
      expect(job.counts.new).toBeGreaterThan(0);
      expect(job.counts.new).toBeLessThan(manyClips);
      const library = database.openLibrary();
      await library.expectCountsToEqualRows();
      expect(await library.paths()).toHaveLength(job.counts.new);

      const { body: again } = await server.call("POST", `/api/v1/jobs/${id}/resume`);
      const { body: rest } = await server.call("GET", `/api/v1/jobs/${again.job_id}/wait?timeout=60`);
      expect(rest).toMatchObject({
        status: "completed",
        resumes: id,
        counts: { found: manyClips, new: manyClips - job.counts.new, skipped: job.counts.new },
      });
      expect(await library.paths()).toHaveLength(manyClips);
      await library.expectCountsToEqualRows();
      await library.close();
    } finally {
      server.kill("SIGTERM");
      expect(await server.exit).toMatchObject({ code: 0 });
    }
  });
});

/** Follows the events of a scan until it has saved a video. */
async function someScanned(url: string, id: string): Promise<void> {
  const stop = new AbortController();
  const response = await fetch(`${url}/api/v1/jobs/${id}/events`, { signal: stop.signal });
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (/"new":[1-9]/.test(text)) break;
  }
  stop.abort();
}
