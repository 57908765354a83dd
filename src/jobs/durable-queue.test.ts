import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { describeJobQueue } from "../../test/conformance/job-queue.ts";
import {
  aborted,
  end,
  finished,
  handler,
  partial,
  queuesUnderTest,
  untilReleased,
  untilStopped,
  type Work,
} from "../../test/jobs/queues-under-test.ts";
import { overlay } from "../../test/overlay.ts";
import { openNewSqlite } from "../../test/store/open-new-sqlite.ts";
import { DurableQueue } from "./durable-queue.ts";
import { ServerStopping, TimedOut } from "./stop-reason.ts";
import { StoreError } from "./store-error.ts";

describeJobQueue("DurableQueue", async (handlers) => {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-queue-"));
  const store = await openNewSqlite({ path: join(directory, "gleaner.db") });
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

const queues = queuesUnderTest();

describe("running", () => {
  test("a job without progress ends timeout", async () => {
    const { started, work } = untilStopped();
    const queue = await queues.start(work, { stallTimeoutMs: 20 });
    const id = await queue.submit({ type: "work", payload: {} });
    const { signal } = await started;
    expect(await end(queue, id)).toMatchObject({ status: "timeout", stoppedEarly: true });
    expect(signal.reason).toBeInstanceOf(TimedOut);
  });

  test.each([
    ["forward", Date.UTC(1970, 0, 2), Date.UTC(2026, 0, 1)],
    ["back", Date.UTC(2026, 0, 1), Date.UTC(1970, 0, 2)],
  ])("a job knows how long it ran although the clock was set %s meanwhile", async (_way, before, after) => {
    let clock = before;
    const work = async () => {
      clock = after;
      return finished;
    };
    const queue = await queues.start(work, { now: () => new Date(clock) });
    const job = await end(queue, await queue.submit({ type: "work", payload: {} }));
    expect(job).toMatchObject({ status: "completed", startedAt: new Date(before), finishedAt: new Date(after) });
    expect(job.ranMs).toBeGreaterThanOrEqual(0);
    expect(job.ranMs).toBeLessThan(600_000);
  });

  test("the time of a job has the runs before a restart, and not the pause between them", async () => {
    const day = 86_400_000;
    const { started, work } = untilStopped();
    const first = await queues.start(work, { now: () => new Date(0) });
    const id = await first.submit({ type: "work", payload: {} });
    await started;
    await delay(60);
    await first.stop();
    const paused = await first.get(id);
    expect(paused).toMatchObject({ status: "pending", startedAt: new Date(0) });
    // A timer may fire a millisecond early.
    expect(paused?.ranMs).toBeGreaterThanOrEqual(50);
    const second = await queues.start(() => Promise.resolve(finished), { now: () => new Date(day) });
    const job = await end(second, id);
    expect(job).toMatchObject({ status: "completed", finishedAt: new Date(day), claim: 2 });
    expect(job.ranMs).toBeGreaterThanOrEqual(paused?.ranMs ?? 0);
    expect(job.ranMs).toBeLessThan(600_000);
  });

  test("a heartbeat writes down how long the job has run, so that the time of a run that dies is not lost", async () => {
    const { started, work } = untilStopped();
    const first = await queues.start(work, { leaseMs: 90 });
    const id = await first.submit({ type: "work", payload: {} });
    await started;
    await expect.poll(async () => (await queues.store.jobs.get(id))?.ranMs).toBeGreaterThan(0);
  });

  test("a handler that stops early without a reason fails its job", async () => {
    const queue = await queues.start(() => Promise.resolve(partial));
    const id = await queue.submit({ type: "work", payload: {} });
    expect(await end(queue, id)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("nothing had asked it to"),
    });
  });

  test("jobs of one lane run one after the other, those of others at the same time, and none waits for a cancelled one", async () => {
    const begun: string[] = [];
    const releases = new Map<string, () => void>();
    const names = ["a1", "a2", "a3", "b1", "free"];
    const beginnings = new Map(names.map((name) => [name, Promise.withResolvers<void>()]));
    const beginning = async (name: string) => beginnings.get(name)?.promise;
    const work: Work = async ({ signal }, payload) => {
      const name = JSON.stringify(payload["name"]).slice(1, -1);
      const released = Promise.withResolvers<void>();
      releases.set(name, released.resolve);
      begun.push(name);
      beginnings.get(name)?.resolve();
      await Promise.race([released.promise, aborted(signal)]);
      return signal.aborted ? partial : finished;
    };
    const queue = await queues.start(work, { concurrency: 10 });
    const ids = new Map<string, Awaited<ReturnType<typeof queue.submit>>>();
    for (const name of names) {
      const lane = name === "free" ? {} : { lane: name.charAt(0) };
      ids.set(name, await queue.submit({ type: "work", payload: { name }, ...lane }));
    }
    const idOf = (name: string) => ids.get(name) ?? expect.fail();
    await Promise.all(["a1", "b1", "free"].map(beginning));
    expect(begun.toSorted()).toEqual(["a1", "b1", "free"]);
    expect(await queue.cancel(idOf("a2"))).toMatchObject({ kind: "accepted", job: { status: "cancelled" } });
    releases.get("a1")?.();
    await beginning("a3");
    expect(await queue.get(idOf("a1"))).toMatchObject({ status: "completed" });
    for (const name of ["a3", "b1", "free"]) releases.get(name)?.();
    for (const name of ["a3", "b1", "free"])
      expect(await end(queue, idOf(name))).toMatchObject({ status: "completed" });
    expect(begun).not.toContain("a2");
  });

  test("no more jobs run at once than it may", async () => {
    let running = 0;
    let most = 0;
    const three = Promise.withResolvers<void>();
    const queue = await queues.start(
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

  test("jobs of a type with its own number wait for each other, and not for jobs of other types", async () => {
    const long = untilStopped();
    const short = [untilReleased(), untilReleased()];
    const begun: number[] = [];
    const inTurn: Work = async (context, { nth }) => {
      begun.push(Number(nth));
      await short[Number(nth)]?.work(context, {});
      return finished;
    };
    const queue = await queues.start(long.work, {
      concurrency: 1,
      handlers: { work: handler(long.work), short: { ...handler(inTurn), concurrency: 1 } },
    });
    await queue.submit({ type: "work", payload: {} });
    await long.started;
    const waiting = await queue.submit({ type: "work", payload: {} });
    const ids = [];
    for (const nth of [0, 1]) ids.push(await queue.submit({ type: "short", payload: { nth } }));
    for (const [nth, id] of ids.entries()) {
      await short[nth]?.started;
      expect(begun).toEqual([0, 1].slice(0, nth + 1));
      short[nth]?.release();
      expect(await end(queue, id)).toMatchObject({ status: "completed" });
    }
    expect(await queue.get(waiting)).toMatchObject({ status: "pending" });
  });

  test("one job with a key is active at a time; one that is being cancelled makes room for the next", async () => {
    const { started, work } = untilStopped();
    const queue = await queues.start(work);
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
      store: queues.store.jobs,
      handlers: { work: handler(() => Promise.resolve(finished)) },
    });
    const left = await elsewhere.submit({ type: "work", payload: {}, uniqueKey: "left" });
    const queue = await queues.start(() => Promise.resolve(finished), { runs: "submitted" });
    const id = await queue.submit({ type: "work", payload: {} });
    await end(queue, id);
    expect(await queue.get(left)).toMatchObject({ status: "pending" });
    expect(await queue.submit({ type: "work", payload: {}, uniqueKey: "left" })).toBe(left);
    expect(await end(queue, left)).toMatchObject({ status: "completed" });
  });

  test("a queue that runs only what is submitted to it goes on with another job as it is", async () => {
    const elsewhere = new DurableQueue({
      store: queues.store.jobs,
      handlers: { work: handler(() => Promise.resolve(finished)) },
    });
    const left = await elsewhere.submit({ type: "work", payload: { of: "elsewhere" }, uniqueKey: "left" });
    const queue = await queues.start(() => Promise.resolve(finished), { runs: "submitted" });
    queue.goOn(left);
    expect(await end(queue, left)).toMatchObject({ status: "completed", payload: { of: "elsewhere" } });
  });

  test("listeners see the activity of the handler", async () => {
    const release = Promise.withResolvers<void>();
    const queue = await queues.start(async ({ onProgress }) => {
      onProgress("Clips/harbour.mov");
      await release.promise;
      return finished;
    });
    const listening = new AbortController();
    const heard = queue.feed.subscribe({ signal: listening.signal });
    const id = await queue.submit({ type: "work", payload: {} });
    for await (const snapshot of heard) if (snapshot.activity === "Clips/harbour.mov") break;
    release.resolve();
    const job = await end(queue, id);
    expect(queue.snapshot(job).activity).toBeNull();
  });

  test("a wait ends after its timeout and leaves the job alone", async () => {
    const { started, work } = untilStopped();
    const queue = await queues.start(work);
    const id = await queue.submit({ type: "work", payload: {} });
    await started;
    expect(await queue.wait(id, { timeoutMs: 5 })).toMatchObject({ kind: "still_active", job: { status: "running" } });
    expect(queue.feed.size).toBe(0);
  });

  test("a job still ends after the store did not answer for a while", async () => {
    const errors: unknown[] = [];
    let failures = 2;
    const shaky = overlay(queues.store.jobs, {
      apply: (transition) => {
        if (transition.set.status === "completed" && failures-- > 0)
          throw new StoreError("STORE_FULL", "The disk is full");
        return queues.store.jobs.apply(transition);
      },
    });
    const queue = await queues.start(() => Promise.resolve(finished), {
      store: shaky,
      onError: (error) => errors.push(error),
    });
    const id = await queue.submit({ type: "work", payload: {} });
    expect(await end(queue, id)).toMatchObject({ status: "completed" });
    expect(errors).toMatchObject([{ code: "STORE_FULL" }]);
  });
});

test("a run whose row no longer makes sense ends, and its place is free for the next job", async () => {
  const { started, release, work } = untilReleased();
  const queue = await queues.start(work, { concurrency: 1 });
  const bad = await queue.submit({ type: "work", payload: {} });
  await started;
  using database = new DatabaseSync(join(queues.directory, "gleaner.db"), { timeout: 5_000 });
  database.exec("update jobs set counts = '{'");
  release();
  const next = await queue.submit({ type: "work", payload: {} });
  expect(await end(queue, next)).toMatchObject({ status: "failed" });
  expect(await queue.get(bad)).toBeNull();
  expect(await queue.setAside()).toEqual([bad]);
});

describe("a stop of the server", () => {
  test("leaves a running job pending, charges no attempt, and it goes on at the next start", async () => {
    const { started, work } = untilStopped();
    const queue = await queues.start(work);
    const id = await queue.submit({ type: "work", payload: {} });
    const { signal } = await started;
    await queue.stop();
    expect(signal.reason).toBeInstanceOf(ServerStopping);
    expect(await queues.store.jobs.get(id)).toMatchObject({ status: "pending", attempt: 0, claim: 1 });
    const next = await queues.start(() => Promise.resolve(finished));
    expect(await end(next, id)).toMatchObject({ status: "completed", attempt: 0, claim: 2 });
  });

  test("a job that was being cancelled ends cancelled, not pending", async () => {
    const { started, release, work } = untilReleased();
    const queue = await queues.start(work);
    const id = await queue.submit({ type: "work", payload: {} });
    await started;
    await queue.cancel(id);
    const stopped = queue.stop();
    release();
    await stopped;
    expect(await queues.store.jobs.get(id)).toMatchObject({ status: "cancelled" });
  });

  test("does not wait for ever for a cancelled job that cannot be settled; the next start settles it", async () => {
    const { started, work } = untilStopped();
    const full = overlay(queues.store.jobs, {
      apply: (transition) => {
        if (transition.set.finishedAt !== undefined)
          return Promise.reject(new StoreError("STORE_FULL", "The disk is full"));
        return queues.store.jobs.apply(transition);
      },
    });
    const queue = await queues.start(work, { store: full });
    const id = await queue.submit({ type: "work", payload: {} });
    await started;
    await queue.cancel(id);
    await queue.stop();
    expect(await queues.store.jobs.get(id)).toMatchObject({ status: "running", cancelRequestedAt: expect.any(Date) });
    const next = await queues.start(work, { alone: true });
    expect(await next.get(id)).toMatchObject({ status: "cancelled" });
  });

  test("an error on the way leaves the job pending, not failed", async () => {
    const started = Promise.withResolvers<void>();
    const errors: unknown[] = [];
    const queue = await queues.start(
      async ({ signal }) => {
        started.resolve();
        await aborted(signal);
        throw new Error("The disk went away");
      },
      { onError: (error) => errors.push(error) },
    );
    const id = await queue.submit({ type: "work", payload: {} });
    await started.promise;
    await queue.stop();
    expect(await queues.store.jobs.get(id)).toMatchObject({ status: "pending", attempt: 0 });
    expect(errors).toMatchObject([{ message: "The disk went away" }]);
  });

  test("ends in time though the store never answers, and a job with a cancel request still ends cancelled", async () => {
    let silent = false;
    const store = new Proxy(queues.store.jobs, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => (silent ? new Promise(() => {}) : Reflect.apply(value, target, given));
      },
    });
    const { started, work } = untilStopped();
    const queue = await queues.start(work, {
      store,
      sweepMs: 10,
      alone: true,
      grace: { inFlightMs: 5, abandonMs: 8, handlerMs: 10, settleMs: 20 },
    });
    const stopped = await queue.submit({ type: "work", payload: {} });
    await started;
    const cancelled = await queue.submit({ type: "work", payload: {} });
    await queues.store.jobs.cancel(cancelled, { reason: null, now: new Date() });
    silent = true;
    await queue.stop();
    expect(await queues.store.jobs.get(stopped)).toMatchObject({ status: "running", attempt: 0 });
    const next = await queues.start(() => Promise.resolve(finished), { alone: true, previousProcess: "stopped" });
    expect(await end(next, stopped)).toMatchObject({ status: "completed", attempt: 0 });
    expect(await end(next, cancelled)).toMatchObject({ status: "cancelled" });
  });

  test("a job that finishes on the way is completed", async () => {
    const started = Promise.withResolvers<void>();
    const queue = await queues.start(async ({ signal }) => {
      started.resolve();
      await aborted(signal);
      return finished;
    });
    const id = await queue.submit({ type: "work", payload: {} });
    await started.promise;
    await queue.stop();
    expect(await queues.store.jobs.get(id)).toMatchObject({ status: "completed" });
  });
});
