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
import { cancelRequested } from "./job.ts";
import type { JobContext } from "./job-handler.ts";
import { CancelRequested } from "./stop-reason.ts";

const queues = queuesUnderTest();

test("a submitted job has no cancel request, and the signal its handler gets is not aborted", async () => {
  const { started, work } = untilStopped();
  const queue = await queues.start(work);
  const id = await queue.submit({ type: "work", payload: {} });
  expect((await started).signal.aborted).toBe(false);
  expect(await queue.get(id)).toMatchObject({ status: "running", cancelRequestedAt: null });
});

test("a running job's signal aborts with CancelRequested, and the job ends cancelled with its partial result", async () => {
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
    result: { partial: true, stopped_early: true },
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
    job: { status: "cancelled", result: { stopped_early: true, duration_ms: 0, salvaged: second } },
  });
  await queue.cancel(first);
  await end(queue, first);
  expect(await queue.get(second)).toMatchObject({ status: "cancelled", claim: 0, startedAt: null });
});

test("repeating it changes nothing", async () => {
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

test("a handler that finishes everything all the same is cancelled too, and says that nothing is missing", async () => {
  const started = Promise.withResolvers<void>();
  const queue = await queues.start(async ({ signal }) => {
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
    result: { salvaged: id },
  });
});

test("a handler that throws the signal's reason is cancelled without an error", async () => {
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

test("a handler that never comes back is left behind after the grace period, and can write nothing more", async () => {
  const started = Promise.withResolvers<JobContext>();
  const queue = await queues.start(
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
  expect(await queues.store.scans.commit(lease, { ...nothing, found: 9, skipped: 9, progress: null })).toEqual({
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

test("a cancel that another process wrote is learned from the heartbeat", async () => {
  const { started, work } = untilStopped();
  const queue = await queues.start(work, { leaseMs: 60 });
  const id = await queue.submit({ type: "work", payload: {} });
  await started;
  const job = await queues.store.jobs.get(id);
  if (job?.status !== "running" || job.cancelRequestedAt !== null) throw new Error("The job does not run");
  await queues.store.jobs.apply(cancelRequested(job, { reason: "from afar", now: new Date() }));
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", cancelReason: "from afar" });
});

test("a cancel between the claim and the start of the run is seen by the run", async () => {
  const slow = overlay(queues.store.jobs, {
    apply: async (transition) => {
      const job = await queues.store.jobs.apply(transition);
      if (transition.set.claim === 1 && job?.status === "running" && job.cancelRequestedAt === null) {
        await queues.store.jobs.apply(cancelRequested(job, { reason: "in between", now: new Date() }));
      }
      return job;
    },
  });
  const { work } = untilStopped();
  const queue = await queues.start(work, { store: slow });
  const id = await queue.submit({ type: "work", payload: {} });
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", cancelReason: "in between" });
});
