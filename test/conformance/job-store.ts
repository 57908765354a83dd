import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  cancelled,
  cancelledWhilePending,
  cancelRequested,
  claimed,
  completed,
  died,
  failed,
  givenUp,
  type Job,
  released,
  type StoppingJob,
  timedOut,
} from "../../src/jobs/job.ts";
import {
  applied,
  claim,
  expectStoreError,
  insertPending,
  leaseOf,
  newJob,
  newJobId,
  type OpenStore,
  type StoreUnderTest,
  tickingClock,
} from "../store/store-under-test.ts";

const now = new Date("2026-01-02T03:04:05.678Z");

/** What every JobStore keeps. */
export function describeJobStore(open: OpenStore): void {
  describe("JobStore", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    async function stopping(): Promise<StoppingJob> {
      const running = await claim(store, await insertPending(store));
      return applied(store.jobs.apply(cancelRequested(running, { reason: "enough", now })));
    }

    test("a job is read back as it was handed in", async () => {
      const resumed = await insertPending(store);
      const payload = { path: "/Fílme/🎞 \\ % ' \"", recursive: false, deep: [{ list: [1, null, "x"] }] };
      const submittedAt = new Date("2025-06-07T08:09:10.011Z");
      const job = newJob({ payload, uniqueKey: "k", resumes: resumed.id, counts: { found: 3 }, submittedAt });
      const inserted = await store.jobs.insert(job);
      expect(inserted).toEqual({
        ...job,
        status: "pending",
        progress: null,
        attempt: 0,
        claim: 0,
        revision: resumed.revision + 1,
        startedAt: null,
        cancelRequestedAt: null,
      });
      expect(await store.jobs.get(job.id)).toEqual(inserted);
      expect(await store.jobs.get(newJobId())).toBeNull();
    });

    describe("a unique key", () => {
      test("leads to the pending or running job that has it", async () => {
        const first = await insertPending(store, { uniqueKey: "/lib" });
        expect(await store.jobs.insert(newJob({ uniqueKey: "/lib" }))).toEqual(first);
        const running = await claim(store, first);
        expect(await store.jobs.insert(newJob({ uniqueKey: "/lib" }))).toEqual(running);
        const again = await applied(store.jobs.apply(died(running)));
        expect(await store.jobs.insert(newJob({ uniqueKey: "/lib" }))).toEqual(again);
        expect((await insertPending(store, { uniqueKey: "/other" })).id).not.toBe(first.id);
      });

      test("is free once a cancel was requested, and the stopping job ends all the same", async () => {
        const first = await claim(store, await insertPending(store, { uniqueKey: "/lib" }));
        const stopped = await applied(store.jobs.apply(cancelRequested(first, { reason: null, now })));
        const second = await insertPending(store, { uniqueKey: "/lib" });
        expect(second.id).not.toBe(first.id);
        const end = await applied(store.jobs.apply(cancelled(stopped, { result: {}, error: null, now })));
        expect(end.status).toBe("cancelled");
        expect(await store.jobs.get(second.id)).toEqual(second);
      });

      test("is free once the job has ended", async () => {
        const first = await claim(store, await insertPending(store, { uniqueKey: "/lib" }));
        await applied(store.jobs.apply(completed(first, { result: {}, now })));
        expect((await insertPending(store, { uniqueKey: "/lib" })).id).not.toBe(first.id);
      });

      test("is had by one job when many are handed in at once by two processes", async () => {
        const other = await store.another();
        const inserts = Array.from({ length: 40 }, (_, index) =>
          (index % 2 === 0 ? store : other).jobs.insert(newJob({ uniqueKey: "/lib" })),
        );
        const ids = new Set((await Promise.all(inserts)).map(({ id }) => id));
        expect(ids.size).toBe(1);
        expect((await store.jobs.list({ limit: 100 })).jobs).toHaveLength(1);
      });

      test("that is null holds nobody up", async () => {
        await insertPending(store);
        await insertPending(store);
        expect((await store.jobs.list({ limit: 100 })).jobs).toHaveLength(2);
      });
    });

    describe("a transition", () => {
      test("claims a job", async () => {
        const job = await insertPending(store);
        const leaseExpiresAt = new Date(now.getTime() + 30_000);
        const running = await applied(store.jobs.apply(claimed(job, { worker: "w1", leaseExpiresAt, now })));
        expect(running).toEqual({
          ...job,
          status: "running",
          claim: 1,
          worker: "w1",
          leaseExpiresAt,
          startedAt: now,
          revision: running.revision,
        });
        expect(await store.jobs.get(job.id)).toEqual(running);
      });

      test("completes a job", async () => {
        const job = await claim(store, await insertPending(store));
        const end = await applied(store.jobs.apply(completed(job, { result: { found: 3, errors: [] }, now })));
        expect(end).toMatchObject({
          status: "completed",
          progress: 1,
          result: { found: 3, errors: [] },
          finishedAt: now,
          startedAt: job.startedAt,
        });
        expect(await store.jobs.get(job.id)).toEqual(end);
      });

      test("fails a job, as it threw, stalled, or died too often", async () => {
        const end = { result: { found: 1 }, error: "the disk went away", now };
        const ways = [
          { make: failed, status: "failed", attempt: 0 },
          { make: timedOut, status: "timeout", attempt: 0 },
          { make: givenUp, status: "failed", attempt: 1 },
        ] as const;
        for (const { make, status, attempt } of ways) {
          const job = await claim(store, await insertPending(store));
          const ended: Job = await applied(store.jobs.apply<Job>(make(job, end)));
          const { now: finishedAt, ...kept } = end;
          expect(ended).toMatchObject({ ...kept, finishedAt, status, attempt, cancelRequestedAt: null });
          expect(await store.jobs.get(job.id)).toEqual(ended);
        }
      });

      test("puts a job back, and its next claim keeps when it began", async () => {
        const running = await claim(store, await insertPending(store));
        const pending = await applied(store.jobs.apply(released(running)));
        expect(pending).toMatchObject({ status: "pending", attempt: 0, claim: 1, startedAt: running.startedAt });
        const again = await claim(store, pending);
        expect(again).toMatchObject({ claim: 2, startedAt: running.startedAt });
        expect(await applied(store.jobs.apply(died(again)))).toMatchObject({ status: "pending", attempt: 1, claim: 2 });
      });

      test("cancels a pending job at once", async () => {
        const job = await insertPending(store);
        const change = cancelledWhilePending(job, { reason: "not now", result: { stopped_early: true }, now });
        expect(await applied(store.jobs.apply(change))).toMatchObject({
          status: "cancelled",
          cancelRequestedAt: now,
          cancelReason: "not now",
          result: { stopped_early: true },
          error: null,
          finishedAt: now,
          startedAt: null,
        });
      });

      test("asks a running job to stop, and ends it cancelled with what its handler threw", async () => {
        const job = await stopping();
        expect(job).toMatchObject({
          status: "running",
          cancelRequestedAt: now,
          cancelReason: "enough",
          worker: "tester",
        });
        const end = await applied(store.jobs.apply(cancelled(job, { result: {}, error: "also broken", now })));
        expect(end).toMatchObject({ status: "cancelled", error: "also broken", cancelReason: "enough" });
        expect(await store.jobs.get(job.id)).toEqual(end);
      });

      test("does nothing under an older claim", async () => {
        const first = await claim(store, await insertPending(store));
        const pending = await applied(store.jobs.apply(died(first)));
        const second = await claim(store, pending);
        expect(await store.jobs.apply(completed(first, { result: {}, now }))).toBeNull();
        expect(await store.jobs.apply(cancelRequested(first, { reason: null, now }))).toBeNull();
        expect(await store.jobs.get(first.id)).toEqual(second);
      });

      test("does nothing where a cancel came in between", async () => {
        const running = await claim(store, await insertPending(store));
        const job = await applied(store.jobs.apply(cancelRequested(running, { reason: null, now })));
        expect(await store.jobs.apply(completed(running, { result: {}, now }))).toBeNull();
        expect(await store.jobs.apply(failed(running, { result: {}, error: "x", now }))).toBeNull();
        expect(await store.jobs.apply(released(running))).toBeNull();
        expect(await store.jobs.get(job.id)).toEqual(job);
      });

      test("does nothing to a job that has ended", async () => {
        const running = await claim(store, await insertPending(store));
        const end = await applied(store.jobs.apply(completed(running, { result: {}, now })));
        expect(await store.jobs.apply(cancelRequested(running, { reason: null, now }))).toBeNull();
        expect(await store.jobs.get(end.id)).toEqual(end);
      });

      test("is won by exactly one of two processes", async () => {
        const other = await store.another();
        for (let round = 0; round < 25; round += 1) {
          const pending = await insertPending(store);
          const by = (worker: string) => claimed(pending, { worker, leaseExpiresAt: now, now });
          const claims = await Promise.all([store.jobs.apply(by("a")), other.jobs.apply(by("b"))]);
          const [running, ...more] = claims.filter((job) => job !== null);
          if (running === undefined) throw new Error("Nobody claimed the job");
          expect(more).toEqual([]);

          const [end, stopped] = await Promise.all([
            store.jobs.apply(completed(running, { result: {}, now })),
            other.jobs.apply(cancelRequested(running, { reason: null, now })),
          ]);
          expect([end, stopped].filter((job) => job !== null)).toEqual([await store.jobs.get(pending.id)]);
        }
      });
    });

    test("every change of a job raises its revision above all others", async () => {
      const one = await insertPending(store);
      const two = await insertPending(store);
      const claimedOne = await claim(store, one);
      const stopped = await applied(store.jobs.apply(cancelRequested(claimedOne, { reason: null, now })));
      const renewed = await applied(store.jobs.renewLease(leaseOf(claimedOne), now));
      const progressed = await applied(store.jobs.setProgress(one.id, 0.5));
      const revisions = [one, two, claimedOne, stopped, renewed, progressed].map(({ revision }) => revision);
      expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
      expect(new Set(revisions).size).toBe(revisions.length);

      expect(await store.jobs.changedSince(0, { limit: 10 })).toEqual([two, progressed]);
      expect(await store.jobs.changedSince(0, { limit: 1 })).toEqual([two]);
      expect(await store.jobs.changedSince(two.revision, { limit: 10 })).toEqual([progressed]);
      expect(await store.jobs.changedSince(progressed.revision, { limit: 10 })).toEqual([]);
    });

    test("the next pending job is the one that waits longest", async () => {
      const later = await insertPending(store, { submittedAt: new Date(2000) });
      const sooner = await insertPending(store, { submittedAt: new Date(1000), type: "other" });
      await claim(store, await insertPending(store, { submittedAt: new Date(500) }));
      const next = (types: readonly string[], only?: readonly Job[]) =>
        store.jobs.nextPending({ types, ...(only && { only: new Set(only.map(({ id }) => id)) }) });
      expect(await next(["scan", "other"])).toEqual(sooner);
      expect(await next(["scan"])).toEqual(later);
      expect(await next(["scan", "other"], [later])).toEqual(later);
      expect(await next(["other"], [later])).toBeNull();
      expect(await next(["scan"], [])).toBeNull();
      expect(await next([])).toBeNull();
    });

    test("running jobs are abandoned once their lease is over", async () => {
      await insertPending(store);
      const over = await claim(store, await insertPending(store), new Date(1000));
      const held = await claim(store, await insertPending(store), new Date(2000));
      const stopped = await applied(store.jobs.apply(cancelRequested(held, { reason: null, now })));
      const before = (time: number) => store.jobs.abandoned({ leaseExpiredBefore: new Date(time) });
      expect(await before(1000)).toEqual([]);
      expect(await before(1001)).toEqual([over]);
      expect(await before(2001)).toEqual([over, stopped]);
      expect(await store.jobs.abandoned({ leaseExpiredBefore: null })).toEqual([over, stopped]);
    });

    test("a lease is renewed, also of a stopping job, while it is held", async () => {
      const job = await stopping();
      const renewed = await applied(store.jobs.renewLease(leaseOf(job), new Date(9000)));
      expect(renewed).toEqual({ ...job, leaseExpiresAt: new Date(9000), revision: renewed.revision });
      expect(await store.jobs.renewLease({ jobId: job.id, claim: job.claim - 1 }, now)).toBeNull();
      await applied(store.jobs.apply(cancelled(job, { result: {}, error: null, now })));
      expect(await store.jobs.renewLease(leaseOf(job), now)).toBeNull();
    });

    test("progress rises and never falls, and only while the job runs", async () => {
      const pending = await insertPending(store);
      expect(await store.jobs.setProgress(pending.id, 0.1)).toBeNull();
      const running = await claim(store, pending);
      const risen = await applied(store.jobs.setProgress(running.id, 0.5));
      expect(risen.progress).toBe(0.5);
      expect(await store.jobs.setProgress(running.id, 0.4)).toEqual(risen);
      expect(await store.jobs.setProgress(running.id, 0.5)).toEqual(risen);
      expect((await store.jobs.setProgress(running.id, 0.75))?.progress).toBe(0.75);
      await applied(store.jobs.apply(failed(running, { result: {}, error: "x", now })));
      expect(await store.jobs.setProgress(running.id, 0.9)).toBeNull();
      expect(await store.jobs.setProgress(newJobId(), 0.9)).toBeNull();
    });

    test("a row that makes no sense is named by its id", async () => {
      const job = await claim(store, await insertPending(store));
      const nonsense = [
        "status = 'resting'",
        "status = 'completed'",
        "worker = null",
        "payload = '{'",
        'counts = \'{"a":"b"}\'',
      ];
      for (const change of nonsense) {
        const other = await claim(store, await insertPending(store));
        await store.execute(`update jobs set ${change} where id = '${other.id}'`);
        await expectStoreError(store.jobs.get(other.id), "STORE_CORRUPT", other.id);
      }
      expect(await store.jobs.get(job.id)).toEqual(job);
    });
  });
}
