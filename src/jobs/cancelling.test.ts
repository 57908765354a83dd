import { expect, test } from "vitest";
import {
  aborted,
  end,
  finished,
  queuesUnderTest,
  untilReleased,
  untilStopped,
} from "../../test/jobs/queues-under-test.ts";
import { overlay } from "../../test/overlay.ts";
import { gracePeriods } from "./grace-periods.ts";
import type { JobContext } from "./job-handler.ts";
import { CancelRequested } from "./stop-reason.ts";

const queues = queuesUnderTest();

test("a submitted job has no cancel request, and the signal of its handler is not aborted", async () => {
  const { started, work } = untilStopped();
  const queue = await queues.start(work);
  const id = await queue.submit({ type: "work", payload: {} });
  expect((await started).signal.aborted).toBe(false);
  expect(await queue.get(id)).toMatchObject({ status: "running", cancelRequestedAt: null });
});

test("the signal of a running job aborts with CancelRequested, and the job ends cancelled", async () => {
  const { started, work } = untilStopped();
  const queue = await queues.start(work);
  const id = await queue.submit({ type: "work", payload: {} });
  const { signal } = await started;
  const outcome = await queue.cancel(id, { reason: "wrong disk" });
  expect(outcome).toMatchObject({ kind: "accepted", job: { status: "running", cancelReason: "wrong disk" } });
  expect(signal.reason).toBeInstanceOf(CancelRequested);
  expect(signal.reason).toMatchObject({ cancelReason: "wrong disk" });
  expect(await end(queue, id)).toMatchObject({
    status: "cancelled",
    cancelReason: "wrong disk",
    stoppedEarly: true,
    error: null,
  });
});

test("a pending job is cancelled at once, and never runs", async () => {
  const { started, work } = untilStopped();
  const queue = await queues.start(work, { concurrency: 1 });
  const first = await queue.submit({ type: "work", payload: {} });
  await started;
  const second = await queue.submit({ type: "work", payload: {} });
  expect(await queue.cancel(second)).toMatchObject({
    kind: "accepted",
    job: { status: "cancelled", stoppedEarly: true },
  });
  await queue.cancel(first);
  await end(queue, first);
  expect(await queue.get(second)).toMatchObject({ status: "cancelled", claim: 0, startedAt: null });
});

test("a repeated cancel changes nothing and gets the same job", async () => {
  const { started, release, work } = untilReleased();
  const queue = await queues.start(work);
  const id = await queue.submit({ type: "work", payload: {} });
  await started;
  const first = await queue.cancel(id, { reason: "first" });
  expect(await queue.cancel(id, { reason: "second" })).toEqual(first);
  release();
  const job = await end(queue, id);
  expect(job).toMatchObject({ status: "cancelled", cancelReason: "first" });
  expect(await queue.cancel(id)).toEqual({ kind: "already_ended", job });
});

test("a handler that finishes everything all the same ends cancelled, and nothing is missing", async () => {
  const started = Promise.withResolvers<void>();
  const queue = await queues.start(async ({ signal }) => {
    started.resolve();
    await aborted(signal);
    return finished;
  });
  const id = await queue.submit({ type: "work", payload: {} });
  await started.promise;
  await queue.cancel(id);
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", stoppedEarly: false });
});

test("a handler that throws after the request ends cancelled, with the error kept", async () => {
  const started = Promise.withResolvers<void>();
  const queue = await queues.start(async ({ signal }) => {
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
    stoppedEarly: true,
  });
});

test("a handler that throws the reason of the signal ends cancelled without an error", async () => {
  const started = Promise.withResolvers<void>();
  const queue = await queues.start(async ({ signal }) => {
    started.resolve();
    await aborted(signal);
    throw signal.reason;
  });
  const id = await queue.submit({ type: "work", payload: {} });
  await started.promise;
  await queue.cancel(id);
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", error: null });
});

test("a handler that never returns is left behind after the grace period, and can write nothing more", async () => {
  const started = Promise.withResolvers<JobContext>();
  const queue = await queues.start(
    (context) => {
      started.resolve(context);
      return new Promise(() => {});
    },
    { grace: { ...gracePeriods(), handlerMs: 20 } },
  );
  const id = await queue.submit({ type: "work", payload: {} });
  const { lease } = await started.promise;
  await queue.cancel(id);
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", stoppedEarly: true });
  const nothing = { videos: [], problems: [], present: [], missing: [], goneProblems: [] };
  expect(
    await queues.store.scans.commit(lease, { ...nothing, found: 9, skipped: 9, unreadable: 0, expected: null }),
  ).toEqual({
    kind: "lost",
  });
});

test("all active jobs can be cancelled in one call", async () => {
  const { work } = untilStopped();
  const queue = await queues.start(work, { concurrency: 2 });
  const ids = await Promise.all(Array.from({ length: 5 }, () => queue.submit({ type: "work", payload: {} })));
  const accepted = await queue.cancelAll({ reason: "closing time" });
  expect(accepted.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  for (const id of ids)
    expect(await end(queue, id)).toMatchObject({ status: "cancelled", cancelReason: "closing time" });
});

test("the heartbeat learns of a cancel request from another process", async () => {
  const { started, work } = untilStopped();
  const queue = await queues.start(work, { leaseMs: 60 });
  const id = await queue.submit({ type: "work", payload: {} });
  await started;
  await queues.store.jobs.cancel(id, { reason: "from afar", now: new Date() });
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", cancelReason: "from afar" });
});

test("a run sees a cancel between its claim and its start", async () => {
  const slow = overlay(queues.store.jobs, {
    apply: async (transition) => {
      const job = await queues.store.jobs.apply(transition);
      if (transition.set.claim === 1) {
        await queues.store.jobs.cancel(transition.jobId, { reason: "in between", now: new Date() });
      }
      return job;
    },
  });
  const { work } = untilStopped();
  const queue = await queues.start(work, { store: slow });
  const id = await queue.submit({ type: "work", payload: {} });
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", cancelReason: "in between" });
});

test("a cancel is one call to the store, whatever the state of the job", async () => {
  const calls: string[] = [];
  const counting = overlay(queues.store.jobs, {
    cancel: (...given) => {
      calls.push("cancel");
      return queues.store.jobs.cancel(...given);
    },
  });
  const silent = new Proxy(counting, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== "cancel" && typeof name === "string" && watching) calls.push(name);
      return value;
    },
  });
  let watching = false;
  const { started, release, work } = untilReleased();
  const queue = await queues.start(work, { store: silent, concurrency: 1, sweepMs: 60_000, leaseMs: 600_000 });
  const running = await queue.submit({ type: "work", payload: {} });
  await started;
  const pending = await queue.submit({ type: "work", payload: {} });
  watching = true;
  expect(await queue.cancel(running)).toMatchObject({ kind: "accepted", job: { status: "running" } });
  expect(await queue.cancel(pending)).toMatchObject({ kind: "accepted", job: { status: "cancelled" } });
  expect(await queue.cancel(pending)).toMatchObject({ kind: "already_ended" });
  watching = false;
  expect(calls).toEqual(["cancel", "cancel", "cancel"]);
  release();
  await end(queue, running);
});

test("a client of a process where the job does not run learns of its end when that process is told to look", async () => {
  // This one does not look by itself.
  const other = await queues.start(() => Promise.resolve(finished), { alone: true, runs: "submitted" });
  const { started, work } = untilStopped();
  const queue = await queues.start(work);
  const id = await queue.submit({ type: "work", payload: {} });
  await started;
  const waiting = end(other, id);
  // The client has read the row by then.
  expect(await other.get(id)).toMatchObject({ status: "running" });
  await queue.cancel(id);
  await end(queue, id);
  await other.lookAgain(id);
  expect(await waiting).toMatchObject({ status: "cancelled" });
});
