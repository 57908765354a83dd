/** Jobs whose run has died, or has lost its lease. */
import { expect, test } from "vitest";
import { aborted, end, finished, handler, queuesUnderTest, untilStopped } from "../../test/jobs/queues-under-test.ts";
import { overlay } from "../../test/overlay.ts";
import { DurableQueue } from "./durable-queue.ts";
import { claimed, type JobId, maxAttempts, type RunningJob } from "./job.ts";
import { LeaseLost } from "./stop-reason.ts";
import { StoreError } from "./store-error.ts";

const queues = queuesUnderTest();

/** Leaves the job claimed, as a process does that dies. */
async function leaveClaimed(id: JobId, { cancelled = false, worker = "dead" } = {}): Promise<void> {
  const pending = await queues.store.jobs.get(id);
  if (pending?.status !== "pending") throw new Error("The job is not pending");
  const now = new Date();
  await queues.store.jobs.apply(claimed(pending, { worker, leaseExpiresAt: new Date(now.getTime() + 60_000), now }));
  if (cancelled) await queues.store.jobs.cancel(id, { reason: null, now });
}

async function submitOnly(): Promise<JobId> {
  const queue = new DurableQueue({
    store: queues.store.jobs,
    handlers: { work: handler(() => Promise.resolve(finished)) },
  });
  return queue.submit({ type: "work", payload: {} });
}

test("the queue that finds the job runs it again, and the attempt is charged", async () => {
  const id = await submitOnly();
  await leaveClaimed(id);
  const queue = await queues.start(() => Promise.resolve(finished), { alone: true });
  expect(await end(queue, id)).toMatchObject({ status: "completed", attempt: 1, claim: 2 });
});

test("a queue that is the only one of its name takes the jobs of that name at once, and no others", async () => {
  const [mine, theirs] = [await submitOnly(), await submitOnly()];
  await leaveClaimed(mine, { worker: "me" });
  await leaveClaimed(theirs, { worker: "another" });
  const queue = await queues.start(() => Promise.resolve(finished), { worker: "me", isOnlyWorkerOfName: true });
  expect(await end(queue, mine)).toMatchObject({ status: "completed", attempt: 1, claim: 2 });
  expect(await queue.get(theirs)).toMatchObject({ status: "running", worker: "another", claim: 1 });
});

test("leases are written and judged by the clock that all processes share", async () => {
  const id = await submitOnly();
  const hour = 3_600_000;
  const shared = Date.now() + 24 * hour;
  const store = overlay(queues.store.jobs, { sharedNow: () => Promise.resolve(new Date(shared)) });
  const { started, work } = untilStopped();
  const first = await queues.start(work, { store, leaseMs: hour });
  await started;
  const running = await first.get(id);
  expect(running).toMatchObject({ status: "running", leaseExpiresAt: new Date(shared + hour) });
  // By its own clock, a process that is two days ahead would take the job.
  const ahead = await queues.start(work, { store, now: () => new Date(Date.now() + 48 * hour) });
  expect(await ahead.get(id)).toEqual(running);
});

test("a job with a cancel request ends cancelled", async () => {
  const id = await submitOnly();
  await leaveClaimed(id, { cancelled: true });
  const queue = await queues.start(() => Promise.resolve(finished), { alone: true });
  expect(await queue.get(id)).toMatchObject({ status: "cancelled", stoppedEarly: true });
});

test("a job of a process that was stopped is not charged, however often", async () => {
  const id = await submitOnly();
  for (let stop = 0; stop <= maxAttempts; stop++) {
    await leaveClaimed(id);
    const queue = new DurableQueue({
      store: queues.store.jobs,
      handlers: { work: handler(() => Promise.reject()) },
      alone: true,
      previousProcess: "stopped",
      concurrency: 0,
    });
    await queue.start();
    await queue.stop();
  }
  expect(await queues.store.jobs.get(id)).toMatchObject({ status: "pending", attempt: 0 });
});

test("after three deaths the job fails, and keeps its counts", async () => {
  const id = await submitOnly();
  for (let death = 1; death <= maxAttempts; death++) {
    await leaveClaimed(id);
    const queue = new DurableQueue({
      store: queues.store.jobs,
      handlers: { work: handler(() => Promise.reject()) },
      alone: true,
      concurrency: 0,
    });
    await queue.start();
    await queue.stop();
  }
  expect(await queues.store.jobs.get(id)).toMatchObject({
    status: "failed",
    attempt: 3,
    counts: { done: 0 },
    stoppedEarly: true,
  });
});

test("if other processes run jobs too, a job is taken over only after its lease has expired", async () => {
  const id = await submitOnly();
  await leaveClaimed(id);
  const queue = await queues.start(() => Promise.resolve(finished));
  expect(await queue.get(id)).toMatchObject({ status: "running", worker: "dead" });
  const later = () => new Date(Date.now() + 61_000);
  const next = await queues.start(() => Promise.resolve(finished), { now: later });
  expect(await end(next, id)).toMatchObject({ status: "completed", attempt: 1 });
});

test("a run whose lease expires while the store is away says so until it is back, and goes on if no other process has taken the job", async () => {
  const { started, work } = untilStopped();
  const back = Promise.withResolvers<void>();
  let isAway = true;
  const away = overlay(queues.store.jobs, {
    renewLease: async (...given) => {
      if (isAway) throw new StoreError("STORE_UNAVAILABLE", "It is away");
      back.resolve();
      return queues.store.jobs.renewLease(...given);
    },
  });
  const errors: unknown[] = [];
  const queue = await queues.start(work, { store: away, leaseMs: 15, onError: (error) => errors.push(error) });
  const changes = queue.feed.subscribe({ signal: AbortSignal.timeout(10_000) });
  const id = await queue.submit({ type: "work", payload: {} });
  const { signal, onProgress } = await started;
  onProgress("one.mp4");
  for await (const { job, activity } of changes)
    if (job.id === id && typeof activity === "object" && activity !== null) break;
  const activity = async () => queue.snapshot((await queue.get(id)) ?? expect.fail()).activity;
  onProgress("two.mp4");
  expect(await activity()).toMatchObject({ message: expect.stringContaining("waiting for the database") });
  // The lease is over now.
  const { leaseExpiresAt } = (await queues.store.jobs.get(id)) as RunningJob;
  while (Date.now() <= leaseExpiresAt.getTime()) await new Promise(setImmediate);
  isAway = false;
  await back.promise;
  // Without any further progress.
  await expect.poll(activity, { interval: 1 }).toBe("two.mp4");
  expect(signal.aborted).toBe(false);
  await queue.cancel(id);
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", attempt: 0, claim: 1 });
  // Not once for each try.
  expect(errors).toHaveLength(1);
});

test("if no other process can take the job, a run goes on after late renewals of its lease", async () => {
  const { started, work } = untilStopped();
  const late = Promise.withResolvers<void>();
  let failures = 0;
  const silent = overlay(queues.store.jobs, {
    renewLease: (...given) => {
      failures += 1;
      if (failures <= 8) return Promise.reject(new StoreError("STORE_LOCKED", "It is locked"));
      late.resolve();
      return queues.store.jobs.renewLease(...given);
    },
  });
  const queue = await queues.start(work, { store: silent, leaseMs: 15, alone: true });
  const id = await queue.submit({ type: "work", payload: {} });
  const { signal } = await started;
  await late.promise;
  expect(signal.aborted).toBe(false);
  await queue.cancel(id);
  expect(await end(queue, id)).toMatchObject({ status: "cancelled", attempt: 0, claim: 1 });
});

test("a run that lost its lease stops, and settles nothing", async () => {
  const { started, work } = untilStopped();
  const queue = await queues.start(work, { leaseMs: 600 });
  const id = await queue.submit({ type: "work", payload: {} });
  const { signal } = await started;
  const taker = await queues.start(() => Promise.resolve(finished), { alone: true });
  await aborted(signal);
  expect(signal.reason).toBeInstanceOf(LeaseLost);
  expect(await end(taker, id)).toMatchObject({ status: "completed", attempt: 1, claim: 2 });
  await queue.stop();
  expect(await queues.store.jobs.get(id)).toMatchObject({ status: "completed", claim: 2 });
});
