import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type CancellingJob,
  cancelled,
  claimed,
  completed,
  died,
  failed,
  givenUp,
  type Job,
  type RunningJob,
  released,
  type Transition,
  timedOut,
  unlessRenewed,
} from "../../src/jobs/job.ts";
import type { NewJob } from "../../src/jobs/job-store.ts";
import type { Store } from "../../src/store/store.ts";
import {
  applied,
  claim,
  insertPending as insertPendingJob,
  leaseOf,
  newJobId,
  newJob as newJobOfType,
  type OpenStore,
  type StoreUnderTest,
  tickingClock,
} from "../store/store-under-test.ts";

const now = new Date("2026-01-02T03:04:05.678Z");

/** Every JobStore passes these tests, whatever the type of the jobs is. */
export function describeJobStore(open: OpenStore, { type }: { readonly type: string }): void {
  describe(`JobStore, with jobs of the type ${type}`, () => {
    const newJob = (job: Partial<NewJob> = {}) => newJobOfType({ type, ...job });
    const insertPending = (into: Pick<Store, "jobs">, job: Partial<NewJob> = {}) =>
      insertPendingJob(into, { type, ...job });
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    async function cancelling(job: Job): Promise<CancellingJob> {
      const outcome = await store.jobs.cancel(job.id, { reason: "enough", now });
      if (outcome.kind !== "accepted" || outcome.job.status !== "running") throw new Error("The job was not running");
      return outcome.job;
    }

    /** The jobs that changed after a revision, read in parts. */
    async function changedAfter(revision: number, limit: number): Promise<readonly Job[]> {
      const jobs = new Map<string, Job>();
      let changed = await store.jobs.changedSince(revision, { limit });
      for (const job of changed.jobs) jobs.set(job.id, job);
      while (changed.more) {
        changed = await store.jobs.changedSince(changed.next, { limit });
        for (const job of changed.jobs) jobs.set(job.id, job);
      }
      return [...jobs.values()];
    }

    test("a job is read back as it was submitted", async () => {
      const resumed = await insertPending(store);
      const payload = { path: "/Fílme/🎞 \\ % ' \"", recursive: false, deep: [{ list: [1, null, "x"] }] };
      const submittedAt = new Date("2025-06-07T08:09:10.011Z");
      const job = newJob({ payload, uniqueKey: "k", resumes: resumed.id, counts: { found: 3 }, submittedAt });
      const { job: inserted, isNew } = await store.jobs.insert(job);
      expect(isNew).toBe(true);
      expect(inserted).toEqual({
        ...job,
        status: "pending",
        progress: null,
        attempt: 0,
        claim: 0,
        revision: inserted.revision,
        startedAt: null,
        ranMs: 0,
        cancelRequestedAt: null,
      });
      expect(inserted.revision).toBeGreaterThan(resumed.revision);
      expect(await store.jobs.get(job.id)).toEqual(inserted);
      expect(await store.jobs.get(newJobId())).toBeNull();
    });

    describe("a unique key", () => {
      test("leads to the pending or running job that has it", async () => {
        const first = await insertPending(store, { uniqueKey: "/lib" });
        expect(await store.jobs.insert(newJob({ uniqueKey: "/lib" }))).toEqual({ job: first, isNew: false });
        const running = await claim(store, first);
        expect(await store.jobs.insert(newJob({ uniqueKey: "/lib" }))).toEqual({ job: running, isNew: false });
        const again = await applied(store.jobs.apply(died(running)));
        expect(await store.jobs.insert(newJob({ uniqueKey: "/lib" }))).toEqual({ job: again, isNew: false });
        expect((await insertPending(store, { uniqueKey: "/other" })).id).not.toBe(first.id);
      });

      test("is free after a cancel request, and the cancelling job still ends", async () => {
        const first = await claim(store, await insertPending(store, { uniqueKey: "/lib" }));
        const stopped = await cancelling(first);
        const second = await insertPending(store, { uniqueKey: "/lib" });
        expect(second.id).not.toBe(first.id);
        const end = await applied(store.jobs.apply(cancelled(stopped, { stoppedEarly: true, error: null, now })));
        expect(end.status).toBe("cancelled");
        expect(await store.jobs.get(second.id)).toEqual(second);
      });

      test("is free after the job has ended", async () => {
        const first = await claim(store, await insertPending(store, { uniqueKey: "/lib" }));
        await applied(store.jobs.apply(completed(first, { now })));
        expect((await insertPending(store, { uniqueKey: "/lib" })).id).not.toBe(first.id);
      });

      test("belongs to one job when two processes submit many at once", async () => {
        const other = await store.another();
        const inserts = Array.from({ length: 40 }, (_, index) =>
          (index % 2 === 0 ? store : other).jobs.insert(newJob({ uniqueKey: "/lib" })),
        );
        const ids = new Set((await Promise.all(inserts)).map(({ job }) => job.id));
        expect(ids.size).toBe(1);
        expect((await store.jobs.list({ limit: 100 })).jobs).toHaveLength(1);
      });

      test("of a pending job lets it take over the new payload, and of a running job does not", async () => {
        const payload = { path: "/lib", recursive: false, retry_errors: true };
        const pending = await insertPending(store, { uniqueKey: "/lib" });
        const waiting = await store.jobs.insert(newJob({ uniqueKey: "/lib", payload }));
        expect(waiting).toEqual({ job: { ...pending, payload, revision: waiting.job.revision }, isNew: false });
        expect(waiting.job.revision).toBeGreaterThan(pending.revision);
        const running = await claim(store, pending);
        expect(running.payload).toEqual(payload);
        const other = newJob({ uniqueKey: "/lib", payload: { path: "/lib", recursive: true } });
        expect(await store.jobs.insert(other)).toEqual({ job: running, isNew: false });
        expect(await store.jobs.get(pending.id)).toEqual(running);
      });

      test("is either taken over or kept when a claim in another process races the new payload", async () => {
        const other = await store.another();
        for (let round = 0; round < 20; round += 1) {
          const uniqueKey = `/lib/${round}`;
          const pending = await insertPending(store, { uniqueKey, payload: { wish: "old" } });
          const [{ job: told }, claimedJob] = await Promise.all([
            store.jobs.insert(newJob({ uniqueKey, payload: { wish: "new" } })),
            claim(other, pending),
          ]);
          expect(told.id).toBe(pending.id);
          expect(told.payload).toEqual(claimedJob.payload);
        }
      });

      test("that is null sets no limit", async () => {
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
          madeProgress: false,
          inHand: null,
          startedAt: now,
          revision: running.revision,
        });
        expect(await store.jobs.get(job.id)).toEqual(running);
      });

      test("completes a job", async () => {
        const job = await claim(store, await insertPending(store));
        const end = await applied(store.jobs.apply(completed(job, { now })));
        expect(end).toMatchObject({
          status: "completed",
          progress: 1,
          stoppedEarly: false,
          finishedAt: now,
          startedAt: job.startedAt,
        });
        expect(await store.jobs.get(job.id)).toEqual(end);
      });

      test("fails a job that threw, stalled, or died too often", async () => {
        const end = { error: "the disk went away", now };
        const ways = [
          { make: failed, status: "failed", attempt: 0 },
          { make: timedOut, status: "timeout", attempt: 0 },
          { make: givenUp, status: "failed", attempt: 1 },
        ] as const;
        for (const { make, status, attempt } of ways) {
          const job = await claim(store, await insertPending(store));
          const ended: Job = await applied(store.jobs.apply<Job>(make(job, end)));
          const { now: finishedAt, ...kept } = end;
          expect(ended).toMatchObject({
            ...kept,
            finishedAt,
            status,
            attempt,
            stoppedEarly: true,
            cancelRequestedAt: null,
          });
          expect(await store.jobs.get(job.id)).toEqual(ended);
        }
      });

      test("makes a job pending again, and its next claim keeps its start", async () => {
        const running = await claim(store, await insertPending(store));
        const pending = await applied(store.jobs.apply(released(running)));
        expect(pending).toMatchObject({ status: "pending", attempt: 0, claim: 1, startedAt: running.startedAt });
        const again = await claim(store, pending);
        expect(again).toMatchObject({ claim: 2, startedAt: running.startedAt });
        expect(await applied(store.jobs.apply(died(again)))).toMatchObject({ status: "pending", attempt: 1, claim: 2 });
      });

      test("ends a cancelling job cancelled, with the error of its handler", async () => {
        const job = await cancelling(await claim(store, await insertPending(store)));
        expect(job).toMatchObject({
          status: "running",
          cancelRequestedAt: now,
          cancelReason: "enough",
          worker: "tester",
        });
        const sentence = { id: "broken", values: { text: "\0" } };
        const ending = { stoppedEarly: true, error: "also broken", sentence, now };
        const end = await applied(store.jobs.apply(cancelled(job, ending)));
        expect(end).toMatchObject({ status: "cancelled", error: "also broken", sentence, cancelReason: "enough" });
        expect(await store.jobs.get(job.id)).toEqual(end);
      });

      test("does nothing under an older claim", async () => {
        const first = await claim(store, await insertPending(store));
        const pending = await applied(store.jobs.apply(died(first)));
        const second = await claim(store, pending);
        expect(await store.jobs.apply(completed(first, { now }))).toBeNull();
        expect(await store.jobs.apply(released(first))).toBeNull();
        expect(await store.jobs.get(first.id)).toEqual(second);
      });

      test("does nothing after a cancel request in between", async () => {
        const running = await claim(store, await insertPending(store));
        const job = await cancelling(running);
        expect(await store.jobs.apply(completed(running, { now }))).toBeNull();
        expect(await store.jobs.apply(failed(running, { error: "x", now }))).toBeNull();
        expect(await store.jobs.apply(released(running))).toBeNull();
        expect(await store.jobs.get(job.id)).toEqual(job);
      });

      test("does nothing to a job that has ended", async () => {
        const running = await claim(store, await insertPending(store));
        const end = await applied(store.jobs.apply(completed(running, { now })));
        expect(await store.jobs.apply(died(running))).toBeNull();
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

          const ends = await Promise.all([
            store.jobs.apply<Job>(completed(running, { now })),
            other.jobs.apply<Job>(released(running)),
          ]);
          expect(ends.filter((job) => job !== null)).toEqual([await store.jobs.get(pending.id)]);
        }
      });
    });

    test("every change of a job raises its revision above all others", async () => {
      const one = await insertPending(store);
      const two = await insertPending(store);
      const claimedOne = await claim(store, one);
      const stopped = await cancelling(claimedOne);
      const renewed = await applied(store.jobs.renewLease(leaseOf(claimedOne), { leaseExpiresAt: now }));
      const revisions = [one, two, claimedOne, stopped, renewed].map(({ revision }) => revision);
      expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
      expect(new Set(revisions).size).toBe(revisions.length);

      expect(await changedAfter(0, 10)).toEqual([two, renewed]);
      expect(await changedAfter(0, 1)).toEqual([two, renewed]);
      expect(await changedAfter(two.revision, 10)).toEqual([renewed]);
      expect(await changedAfter(renewed.revision, 10)).toEqual([]);
    });

    test("the next pending job is the job that was submitted first, even if the clock went back", async () => {
      const sooner = await insertPending(store, { submittedAt: new Date(2000), type: "other" });
      const later = await insertPending(store, { submittedAt: new Date(1000) });
      await claim(store, await insertPending(store, { submittedAt: new Date(500) }));
      const next = (types: readonly string[], only?: readonly Job[]) =>
        store.jobs.nextPending({ types, ...(only && { only: new Set(only.map(({ id }) => id)) }) });
      expect(await next([type, "other"])).toEqual(sooner);
      expect(await next([type])).toEqual(later);
      expect(await next([type, "other"], [later])).toEqual(later);
      expect(await next(["other"], [later])).toBeNull();
      expect(await next([type], [])).toBeNull();
      expect(await next([])).toBeNull();
    });

    test("running jobs are abandoned after their lease has expired", async () => {
      await insertPending(store);
      const over = await claim(store, await insertPending(store), new Date(1000));
      const held = await claim(store, await insertPending(store), new Date(2000));
      const stopped = await cancelling(held);
      const before = (time: number) => store.jobs.abandoned({ leaseExpiredBefore: new Date(time) });
      expect(await before(1000)).toEqual([]);
      expect(await before(1001)).toEqual([over]);
      expect(await before(2001)).toEqual([over, stopped]);
      expect(await store.jobs.abandoned({ leaseExpiredBefore: null })).toEqual([over, stopped]);
    });

    test("a run is not settled as abandoned after its lease was renewed", async () => {
      const ways: readonly ((job: RunningJob) => Transition<Job>)[] = [
        died,
        released,
        (job) => givenUp(job, { error: "x", now }),
      ];
      for (const choose of ways) {
        const seen = await claim(store, await insertPending(store), new Date(1000));
        const renewed = await applied(store.jobs.renewLease(leaseOf(seen), { leaseExpiresAt: new Date(2000) }));
        expect(await store.jobs.apply(unlessRenewed(seen, choose(seen)))).toBeNull();
        expect(await store.jobs.get(seen.id)).toEqual(renewed);
      }
      const held = await claim(store, await insertPending(store), new Date(1000));
      expect(await applied(store.jobs.apply(unlessRenewed(held, died(held))))).toMatchObject({ status: "pending" });
    });

    test("the work in hand is recorded while the lease is held, and the next claim forgets it", async () => {
      const running = await claim(store, await insertPending(store));
      const recorded = await applied(store.jobs.recordInHand(leaseOf(running), "/lib/a.mp4"));
      expect(recorded).toEqual({ ...running, inHand: "/lib/a.mp4", revision: recorded.revision });
      const pending = await applied(store.jobs.apply(died(running)));
      expect(await store.jobs.recordInHand(leaseOf(running), "/lib/b.mp4")).toBeNull();
      expect(await claim(store, pending)).toMatchObject({ inHand: null, madeProgress: false });
    });

    test("a lease is renewed while it is held, also of a cancelling job", async () => {
      const job = await cancelling(await claim(store, await insertPending(store)));
      const renewed = await applied(store.jobs.renewLease(leaseOf(job), { leaseExpiresAt: new Date(9000) }));
      expect(renewed).toEqual({ ...job, leaseExpiresAt: new Date(9000), revision: renewed.revision });
      expect(await store.jobs.renewLease({ jobId: job.id, claim: job.claim - 1 }, { leaseExpiresAt: now })).toBeNull();
      await applied(store.jobs.apply(cancelled(job, { stoppedEarly: true, error: null, now })));
      expect(await store.jobs.renewLease(leaseOf(job), { leaseExpiresAt: now })).toBeNull();
    });

    test("the time of all runs is kept: at the end of a run, by its heartbeats, and through a cancel while it waits", async () => {
      const first = await claim(store, await insertPending(store));
      expect(first.ranMs).toBe(0);
      const stopped = await applied(store.jobs.apply(released(first, { ranMs: 1_500 })));
      expect(stopped.ranMs).toBe(1_500);
      const second = await claim(store, stopped);
      expect(second.ranMs).toBe(1_500);
      const renewal = { leaseExpiresAt: new Date(9000), ranMs: 11_500 };
      expect((await applied(store.jobs.renewLease(leaseOf(second), renewal))).ranMs).toBe(11_500);
      const dead = await applied(store.jobs.apply(died(second)));
      expect(dead.ranMs).toBe(11_500);
      const outcome = await store.jobs.cancel(dead.id, { reason: null, now });
      expect(outcome).toMatchObject({ kind: "accepted", job: { status: "cancelled", ranMs: 11_500 } });
      const other = await claim(store, await insertPending(store));
      const ended = await applied(store.jobs.apply(completed(other, { now, ranMs: 700 })));
      expect(ended.ranMs).toBe(700);
    });

    test("a result from an older version, with errors and a duration in it, is read", async () => {
      const job = await claim(store, await insertPending(store));
      await applied(store.jobs.apply(failed(job, { error: "x", now })));
      const result = { errors: [{ path: "/a", error: "x" }], stopped_early: true, duration_ms: 5 };
      const readWith = async (more: object) => {
        const text = JSON.stringify({ ...result, ...more });
        await store.execute(`update jobs set result = '${text}', ran_ms = null where id = '${job.id}'`);
        return store.jobs.get(job.id);
      };
      expect(await readWith({})).toMatchObject({ status: "failed", stoppedEarly: true, ranMs: null });
      expect(await readWith({ ran_ms: 900 })).toMatchObject({ status: "failed", stoppedEarly: true, ranMs: 900 });
    });

    describe("a row that makes no sense", () => {
      /** These have the wrong type, which only SQLite stores. */
      const ofWrongType = ["cancel_requested_at = 'x'", "lease_expires_at = 1e300"];
      const nonsense = [
        "status = 'resting'",
        "status = 'completed'",
        "worker = null",
        "payload = '{'",
        "payload = '[]'",
        ...ofWrongType,
        "resumes = 'nobody'",
        'counts = \'{"a":"b"}\'',
      ];

      test.each(nonsense)("is set aside, and everything else works (%s)", async (change) => {
        const bad = await claim(store, await insertPending(store, { uniqueKey: "/bad", payload: { path: "/bad" } }));
        const good = await claim(store, await insertPending(store, { payload: { path: "/good" } }));
        const pending = await insertPending(store, { payload: { path: "/good too" } });
        const harm = store.execute(`update jobs set ${change} where id = '${bad.id}'`);
        if (ofWrongType.includes(change) && store.hasTypedColumns) {
          await expect(harm).rejects.toThrow(/invalid input syntax|out of range/);
          return;
        }
        await harm;

        expect((await store.jobs.list({ limit: 1 })).jobs).toEqual([pending]);
        expect((await store.jobs.list({ limit: 10 })).jobs).toEqual([pending, good]);
        expect((await store.jobs.list({ limit: 10, payload: { keys: ["path"], contains: "good" } })).jobs).toHaveLength(
          2,
        );
        expect(await store.jobs.changedSince(0, { limit: 2 })).toMatchObject({ jobs: [good, pending] });
        expect(await store.jobs.abandoned({ leaseExpiredBefore: null })).toEqual([good]);
        expect(await store.jobs.nextPending({ types: [type] })).toEqual(pending);
        expect(await store.jobs.get(bad.id)).toBeNull();
        expect(await store.jobs.cancel(bad.id, { reason: null, now })).toEqual({ kind: "not_found" });
        expect(await store.jobs.renewLease(leaseOf(bad), { leaseExpiresAt: now })).toBeNull();
        expect(await store.jobs.apply(released(bad))).toBeNull();
        expect(await store.scans.lastFound({ path: "/bad", recursive: true })).toBeNull();
        expect(await store.jobs.insert(newJob({ uniqueKey: "/bad" }))).toMatchObject({ isNew: true });
        expect(await store.jobs.setAside()).toEqual([bad.id]);
      });

      test("of which there are many still leave full pages, with a cursor while there are more", async () => {
        const jobs = [];
        for (let each = 0; each < 12; each += 1) jobs.push(await insertPending(store));
        const good = [jobs[0], jobs[5], jobs[11]];
        const ids = jobs.filter((job) => !good.includes(job)).map(({ id }) => `'${id}'`);
        await store.execute(`update jobs set counts = '{' where id in (${ids.join()})`);
        const first = await store.jobs.list({ limit: 2 });
        expect(first.jobs).toEqual([good[2], good[1]]);
        expect(first.nextCursor).not.toBeNull();
        const rest = await store.jobs.list({ limit: 2, cursor: first.nextCursor ?? "" });
        expect(rest).toEqual({ jobs: [good[0]], nextCursor: null });
      });

      test.each(["cancel", "insert", "apply", "renewLease"] as const)(
        "is set aside by whatever call meets it first: %s",
        async (call) => {
          const bad = await claim(store, await insertPending(store, { uniqueKey: "/bad" }));
          await store.execute(`update jobs set counts = '{' where id = '${bad.id}'`);
          const calls = {
            cancel: () => store.jobs.cancel(bad.id, { reason: null, now }),
            insert: () => store.jobs.insert(newJob({ uniqueKey: "/bad" })),
            apply: () => store.jobs.apply(released(bad)),
            renewLease: () => store.jobs.renewLease(leaseOf(bad), { leaseExpiresAt: now }),
          };
          const answers = { cancel: { kind: "not_found" }, insert: { isNew: true }, apply: null, renewLease: null };
          const answer: unknown = await calls[call]();
          if (answers[call] === null) expect(answer).toBeNull();
          else expect(answer).toMatchObject(answers[call]);
          expect(await store.jobs.setAside()).toEqual([bad.id]);
        },
      );
    });
  });
}
