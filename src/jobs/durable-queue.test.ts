import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { openSqlite } from "../store/sqlite/open-sqlite.ts";
import { DurableQueue, type DurableQueueOptions } from "./durable-queue.ts";
import { cancelRequested, claimed, type EndedJob, type JobId, type JsonObject, maxAttempts } from "./job.ts";
import type { JobContext, JobHandler, JobOutcome } from "./job-handler.ts";
import { describeJobQueue } from "./job-queue-conformance.ts";
import { CancelRequested, LeaseLost, ServerStopping, TimedOut } from "./stop-reason.ts";
import { StoreError } from "./store-error.ts";

describeJobQueue("DurableQueue", async (handlers) => {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-queue-"));
  const store = await openSqlite({ path: join(directory, "gleaner.db") });
  const queue = new DurableQueue({ store: store.jobs, handlers });
  await queue.start();
  return {
    queue,
    close: async () => {
      await queue.stop();
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
});

let directory: string;
let store: Awaited<ReturnType<typeof openSqlite>>;
let queues: DurableQueue[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-queue-"));
  store = await openSqlite({ path: join(directory, "gleaner.db") });
  queues = [];
});

afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  await store.close();
  await rm(directory, { recursive: true });
});

type Work = (context: JobContext, payload: JsonObject) => Promise<JobOutcome>;

function handler(run: Work): JobHandler {
  return {
    initialCounts: { done: 0 },
    run: (job, context) => run(context, job.payload),
    salvage: (job) => Promise.resolve({ salvaged: job.id }),
  };
}

async function startQueue(work: Work, options: Partial<DurableQueueOptions> = {}): Promise<DurableQueue> {
  const queue = new DurableQueue({ store: store.jobs, handlers: { work: handler(work) }, ...options });
  queues.push(queue);
  await queue.start();
  return queue;
}

async function end(queue: DurableQueue, id: JobId): Promise<EndedJob> {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

const finished: JobOutcome = { stoppedEarly: false, result: { finished: true } };
const partial: JobOutcome = { stoppedEarly: true, result: { partial: true } };

/** Work that waits to be told to stop. */
function untilStopped() {
  const started = Promise.withResolvers<JobContext>();
  const work: Work = async (context) => {
    started.resolve(context);
    await aborted(context.signal);
    return partial;
  };
  return { started: started.promise, work };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

describe("cancelling", () => {
  test("a submitted job has no cancel request, and the signal its handler gets is not aborted", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work);
    const id = await queue.submit({ type: "work", payload: {} });
    expect((await started).signal.aborted).toBe(false);
    expect(await queue.get(id)).toMatchObject({ status: "running", cancelRequestedAt: null });
  });

  test("a running job's signal aborts with CancelRequested, and the job ends cancelled with its partial result", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work);
    const id = await queue.submit({ type: "work", payload: {} });
    const { signal } = await started;
    const outcome = await queue.cancel(id, { reason: "wrong disk" });
    expect(outcome).toMatchObject({ kind: "accepted", job: { status: "running", cancelReason: "wrong disk" } });
    expect(signal.reason).toBeInstanceOf(CancelRequested);
    expect(signal.reason).toMatchObject({ cancelReason: "wrong disk" });
    expect(await end(queue, id)).toMatchObject({
      status: "cancelled",
      cancelReason: "wrong disk",
      result: { partial: true, stopped_early: true },
      error: null,
    });
  });

  test("a pending job is cancelled at once, and never runs", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work, { concurrency: 1 });
    const first = await queue.submit({ type: "work", payload: {} });
    await started;
    const second = await queue.submit({ type: "work", payload: {} });
    expect(await queue.cancel(second)).toMatchObject({
      kind: "accepted",
      job: { status: "cancelled", result: { stopped_early: true, duration_ms: 0, salvaged: second } },
    });
    await queue.cancel(first);
    await end(queue, first);
    expect(await queue.get(second)).toMatchObject({ status: "cancelled", claim: 0, startedAt: null });
  });

  test("repeating it changes nothing", async () => {
    const release = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const queue = await startQueue(async () => {
      started.resolve();
      await release.promise;
      return partial;
    });
    const id = await queue.submit({ type: "work", payload: {} });
    await started.promise;
    const first = await queue.cancel(id, { reason: "first" });
    expect(await queue.cancel(id, { reason: "second" })).toEqual(first);
    release.resolve();
    const job = await end(queue, id);
    expect(job).toMatchObject({ status: "cancelled", cancelReason: "first" });
    expect(await queue.cancel(id)).toEqual({ kind: "already_ended", job });
  });

  test("a handler that finishes everything all the same is cancelled too, and says that nothing is missing", async () => {
    const started = Promise.withResolvers<void>();
    const queue = await startQueue(async ({ signal }) => {
      started.resolve();
      await aborted(signal);
      return finished;
    });
    const id = await queue.submit({ type: "work", payload: {} });
    await started.promise;
    await queue.cancel(id);
    expect(await end(queue, id)).toMatchObject({
      status: "cancelled",
      result: { finished: true, stopped_early: false },
    });
  });

  test("a handler that throws after the request is cancelled too, with the error kept", async () => {
    const started = Promise.withResolvers<void>();
    const queue = await startQueue(async ({ signal }) => {
      started.resolve();
      await aborted(signal);
      throw new Error("The disk is on fire");
    });
    const id = await queue.submit({ type: "work", payload: {} });
    await started.promise;
    await queue.cancel(id);
    expect(await end(queue, id)).toMatchObject({
      status: "cancelled",
      error: "The disk is on fire",
      result: { salvaged: id },
    });
  });

  test("a handler that throws the signal's reason is cancelled without an error", async () => {
    const started = Promise.withResolvers<void>();
    const queue = await startQueue(async ({ signal }) => {
      started.resolve();
      await aborted(signal);
      throw signal.reason;
    });
    const id = await queue.submit({ type: "work", payload: {} });
    await started.promise;
    await queue.cancel(id);
    expect(await end(queue, id)).toMatchObject({ status: "cancelled", error: null });
  });

  test("a handler that never comes back is left behind after the grace period, and can write nothing more", async () => {
    const started = Promise.withResolvers<JobContext>();
    const queue = await startQueue(
      (context) => {
        started.resolve(context);
        return new Promise(() => {});
      },
      { graceMs: 20 },
    );
    const id = await queue.submit({ type: "work", payload: {} });
    const { lease } = await started.promise;
    await queue.cancel(id);
    expect(await end(queue, id)).toMatchObject({ status: "cancelled", result: { stopped_early: true, salvaged: id } });
    const nothing = { videos: [], problems: [], returned: [], missing: [], goneProblems: [] };
    expect(await store.scans.commit(lease, { ...nothing, found: 9, skipped: 9, progress: null })).toEqual({
      kind: "lost",
    });
  });

  test("all active jobs can be cancelled in one call", async () => {
    const { work } = untilStopped();
    const queue = await startQueue(work, { concurrency: 2 });
    const ids = await Promise.all(Array.from({ length: 5 }, () => queue.submit({ type: "work", payload: {} })));
    const accepted = await queue.cancelAll({ reason: "closing time" });
    expect(accepted.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    for (const id of ids)
      expect(await end(queue, id)).toMatchObject({ status: "cancelled", cancelReason: "closing time" });
  });

  test("a cancel that another process wrote is learned from the heartbeat", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work, { leaseMs: 60 });
    const id = await queue.submit({ type: "work", payload: {} });
    await started;
    const job = await store.jobs.get(id);
    if (job?.status !== "running" || job.cancelRequestedAt !== null) throw new Error("The job does not run");
    await store.jobs.apply(cancelRequested(job, { reason: "from afar", now: new Date() }));
    expect(await end(queue, id)).toMatchObject({ status: "cancelled", cancelReason: "from afar" });
  });

  test("a cancel between the claim and the start of the run is seen by the run", async () => {
    const slow = overlay(store.jobs, {
      apply: async (transition) => {
        const job = await store.jobs.apply(transition);
        if (transition.set.claim === 1 && job?.status === "running" && job.cancelRequestedAt === null) {
          await store.jobs.apply(cancelRequested(job, { reason: "in between", now: new Date() }));
        }
        return job;
      },
    });
    const { work } = untilStopped();
    const queue = await startQueue(work, { store: slow });
    const id = await queue.submit({ type: "work", payload: {} });
    expect(await end(queue, id)).toMatchObject({ status: "cancelled", cancelReason: "in between" });
  });
});

describe("stopping the server", () => {
  test("leaves a running job pending, charges no attempt, and it goes on at the next start", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work);
    const id = await queue.submit({ type: "work", payload: {} });
    const { signal } = await started;
    await queue.stop();
    expect(signal.reason).toBeInstanceOf(ServerStopping);
    expect(await store.jobs.get(id)).toMatchObject({ status: "pending", attempt: 0, claim: 1 });
    const next = await startQueue(() => Promise.resolve(finished));
    expect(await end(next, id)).toMatchObject({ status: "completed", attempt: 0, claim: 2 });
  });

  test("a job that was being cancelled ends cancelled, not pending", async () => {
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const queue = await startQueue(async () => {
      started.resolve();
      await release.promise;
      return partial;
    });
    const id = await queue.submit({ type: "work", payload: {} });
    await started.promise;
    await queue.cancel(id);
    const stopped = queue.stop();
    release.resolve();
    await stopped;
    expect(await store.jobs.get(id)).toMatchObject({ status: "cancelled" });
  });

  test("does not wait for ever for a cancelled job that cannot be settled; the next start settles it", async () => {
    const { started, work } = untilStopped();
    const full = overlay(store.jobs, {
      apply: (transition) => {
        if (transition.set.finishedAt !== undefined)
          return Promise.reject(new StoreError("STORE_FULL", "The disk is full"));
        return store.jobs.apply(transition);
      },
    });
    const queue = await startQueue(work, { store: full });
    const id = await queue.submit({ type: "work", payload: {} });
    await started;
    await queue.cancel(id);
    await queue.stop();
    expect(await store.jobs.get(id)).toMatchObject({ status: "running", cancelRequestedAt: expect.any(Date) });
    const next = await startQueue(work, { alone: true });
    expect(await next.get(id)).toMatchObject({ status: "cancelled" });
  });

  test("a job that finishes on the way is completed", async () => {
    const started = Promise.withResolvers<void>();
    const queue = await startQueue(async ({ signal }) => {
      started.resolve();
      await aborted(signal);
      return finished;
    });
    const id = await queue.submit({ type: "work", payload: {} });
    await started.promise;
    await queue.stop();
    expect(await store.jobs.get(id)).toMatchObject({ status: "completed" });
  });
});

describe("when a run dies", () => {
  /** A claim as a process leaves it that dies. */
  async function leaveClaimed(id: JobId, { cancelled = false } = {}): Promise<void> {
    const pending = await store.jobs.get(id);
    if (pending?.status !== "pending") throw new Error("The job does not wait");
    const now = new Date();
    const running = await store.jobs.apply(
      claimed(pending, { worker: "dead", leaseExpiresAt: new Date(now.getTime() + 60_000), now }),
    );
    if (cancelled && running !== null) await store.jobs.apply(cancelRequested(running, { reason: null, now }));
  }

  async function submitOnly(): Promise<JobId> {
    const queue = new DurableQueue({ store: store.jobs, handlers: { work: handler(() => Promise.resolve(finished)) } });
    return queue.submit({ type: "work", payload: {} });
  }

  test("the job is run again by whoever finds it, and the attempt is charged", async () => {
    const id = await submitOnly();
    await leaveClaimed(id);
    const queue = await startQueue(() => Promise.resolve(finished), { alone: true });
    expect(await end(queue, id)).toMatchObject({ status: "completed", attempt: 1, claim: 2 });
  });

  test("a job whose cancel was requested ends cancelled", async () => {
    const id = await submitOnly();
    await leaveClaimed(id, { cancelled: true });
    const queue = await startQueue(() => Promise.resolve(finished), { alone: true });
    expect(await queue.get(id)).toMatchObject({ status: "cancelled", result: { stopped_early: true, salvaged: id } });
  });

  test("after three deaths the job is given up, with what it had", async () => {
    const id = await submitOnly();
    for (let death = 1; death <= maxAttempts; death++) {
      await leaveClaimed(id);
      const queue = new DurableQueue({
        store: store.jobs,
        handlers: { work: handler(() => Promise.reject()) },
        alone: true,
        concurrency: 0,
      });
      await queue.start();
      await queue.stop();
    }
    expect(await store.jobs.get(id)).toMatchObject({
      status: "failed",
      attempt: 3,
      counts: { done: 0 },
      result: { salvaged: id },
    });
  });

  test("where others may run jobs too, one is only taken over once its lease is over", async () => {
    const id = await submitOnly();
    await leaveClaimed(id);
    const queue = await startQueue(() => Promise.resolve(finished));
    expect(await queue.get(id)).toMatchObject({ status: "running", worker: "dead" });
    const later = () => new Date(Date.now() + 61_000);
    const next = await startQueue(() => Promise.resolve(finished), { now: later });
    expect(await end(next, id)).toMatchObject({ status: "completed", attempt: 1 });
  });

  test("a run whose lease cannot be renewed stops once it is over, if others could have taken the job", async () => {
    const { started, work } = untilStopped();
    const silent = overlay(store.jobs, {
      renewLease: () => Promise.reject(new StoreError("STORE_LOCKED", "It is locked")),
    });
    const queue = await startQueue(work, { store: silent, leaseMs: 30 });
    await queue.submit({ type: "work", payload: {} });
    const { signal } = await started;
    await aborted(signal);
    expect(signal.reason).toBeInstanceOf(LeaseLost);
  });

  test("where nobody else can take it, a run goes on though its lease could not be renewed in time", async () => {
    const { started, work } = untilStopped();
    const late = Promise.withResolvers<void>();
    let failures = 0;
    const silent = overlay(store.jobs, {
      renewLease: (...given) => {
        failures += 1;
        if (failures <= 8) return Promise.reject(new StoreError("STORE_LOCKED", "It is locked"));
        late.resolve();
        return store.jobs.renewLease(...given);
      },
    });
    const queue = await startQueue(work, { store: silent, leaseMs: 15, alone: true });
    const id = await queue.submit({ type: "work", payload: {} });
    const { signal } = await started;
    await late.promise;
    expect(signal.aborted).toBe(false);
    await queue.cancel(id);
    expect(await end(queue, id)).toMatchObject({ status: "cancelled", attempt: 0, claim: 1 });
  });

  test("a run that lost its lease stops, and settles nothing", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work, { leaseMs: 60 });
    const id = await queue.submit({ type: "work", payload: {} });
    const { signal } = await started;
    const taker = new DurableQueue({
      store: store.jobs,
      handlers: { work: handler(() => Promise.resolve(finished)) },
      alone: true,
    });
    queues.push(taker);
    await taker.start();
    await aborted(signal);
    expect(signal.reason).toBeInstanceOf(LeaseLost);
    expect(await end(taker, id)).toMatchObject({ status: "completed", attempt: 1, claim: 2 });
    await queue.stop();
    expect(await store.jobs.get(id)).toMatchObject({ status: "completed", result: { finished: true } });
  });
});

describe("running", () => {
  test("a job in which nothing moves ends timeout, with its partial result", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work, { stallTimeoutMs: 20 });
    const id = await queue.submit({ type: "work", payload: {} });
    const { signal } = await started;
    expect(await end(queue, id)).toMatchObject({ status: "timeout", result: { partial: true } });
    expect(signal.reason).toBeInstanceOf(TimedOut);
  });

  test("a handler that stops without being told to has failed", async () => {
    const queue = await startQueue(() => Promise.resolve(partial));
    const id = await queue.submit({ type: "work", payload: {} });
    expect(await end(queue, id)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("nothing had told it to"),
    });
  });

  test("no more jobs run at once than it may", async () => {
    let running = 0;
    let most = 0;
    const three = Promise.withResolvers<void>();
    const queue = await startQueue(
      async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 3) three.resolve();
        await three.promise;
        running -= 1;
        return finished;
      },
      { concurrency: 3 },
    );
    const ids = await Promise.all(Array.from({ length: 12 }, () => queue.submit({ type: "work", payload: {} })));
    for (const id of ids) await end(queue, id);
    expect(most).toBe(3);
  });

  test("one job with a key is active at a time; one that is being cancelled makes room for the next", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work);
    const request = { type: "work", payload: {}, uniqueKey: "work:/videos" };
    const id = await queue.submit(request);
    await started;
    expect(await queue.submit(request)).toBe(id);
    expect(await queue.submit({ ...request, uniqueKey: "work:/other" })).not.toBe(id);
    await queue.cancel(id);
    expect(await queue.submit(request)).not.toBe(id);
  });

  test("a queue that runs only what is submitted to it leaves other jobs alone", async () => {
    const elsewhere = new DurableQueue({
      store: store.jobs,
      handlers: { work: handler(() => Promise.resolve(finished)) },
    });
    const left = await elsewhere.submit({ type: "work", payload: {}, uniqueKey: "left" });
    const queue = await startQueue(() => Promise.resolve(finished), { runs: "submitted" });
    const id = await queue.submit({ type: "work", payload: {} });
    await end(queue, id);
    expect(await queue.get(left)).toMatchObject({ status: "pending" });
    expect(await queue.submit({ type: "work", payload: {}, uniqueKey: "left" })).toBe(left);
    expect(await end(queue, left)).toMatchObject({ status: "completed" });
  });

  test("what the handler has at hand is told, and its progress never falls", async () => {
    const release = Promise.withResolvers<void>();
    const queue = await startQueue(async ({ moved }) => {
      moved("Clips/harbour.mov");
      await release.promise;
      return finished;
    });
    const listening = new AbortController();
    const heard = queue.feed.subscribe({ signal: listening.signal });
    const id = await queue.submit({ type: "work", payload: {} });
    for await (const snapshot of heard) if (snapshot.activity === "Clips/harbour.mov") break;
    await queue.setProgress(id, 0.5);
    await queue.setProgress(id, 0.25);
    expect(await queue.get(id)).toMatchObject({ status: "running", progress: 0.5 });
    release.resolve();
    const job = await end(queue, id);
    expect(queue.snapshot(job).activity).toBeNull();
  });

  test("waiting gives up after its time and leaves the job alone", async () => {
    const { started, work } = untilStopped();
    const queue = await startQueue(work);
    const id = await queue.submit({ type: "work", payload: {} });
    await started;
    expect(await queue.wait(id, { timeoutMs: 5 })).toMatchObject({ kind: "still_active", job: { status: "running" } });
    expect(queue.feed.size).toBe(0);
  });

  test("a store that does not answer for a while loses no end of a job", async () => {
    const errors: unknown[] = [];
    let failures = 2;
    const shaky = overlay(store.jobs, {
      apply: (transition) => {
        if (transition.set.status === "completed" && failures-- > 0)
          throw new StoreError("STORE_FULL", "The disk is full");
        return store.jobs.apply(transition);
      },
    });
    const queue = await startQueue(() => Promise.resolve(finished), {
      store: shaky,
      onError: (error) => errors.push(error),
    });
    const id = await queue.submit({ type: "work", payload: {} });
    expect(await end(queue, id)).toMatchObject({ status: "completed" });
    expect(errors).toMatchObject([{ code: "STORE_FULL" }]);
  });
});
