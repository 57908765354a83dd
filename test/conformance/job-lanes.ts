import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimed, completed, died, type Job, type JobId, type RunningJob } from "../../src/jobs/job.ts";
import type { NewJob } from "../../src/jobs/job-store.ts";
import type { Store } from "../../src/store/store.ts";
import {
  applied,
  claim,
  insertPending,
  newJob,
  type OpenStore,
  type StoreUnderTest,
  tickingClock,
} from "../store/store-under-test.ts";

const now = new Date("2026-01-02T03:04:05.678Z");

/** Jobs that run one after the other: the promises of every JobStore. */
export function describeJobLanes(open: OpenStore): void {
  describe("a lane", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    const next = async ({ jobs }: Pick<Store, "jobs"> = store) => (await jobs.nextPending({ types: ["scan"] }))?.id;
    const add = (lane: string | null, job: Partial<NewJob> = {}) => insertPending(store, { lane, ...job });
    const end = (job: RunningJob) => applied(store.jobs.apply(completed(job, { now })));
    /** Claims as a queue does. */
    const tryClaim = async (jobs: Store["jobs"], id: JobId, worker = "w") => {
      const job = await jobs.get(id);
      if (job?.status !== "pending") return null;
      return jobs.apply(claimed(job, { worker, leaseExpiresAt: new Date(4e12), now }));
    };

    test("lets its jobs run one after the other, in their order", async () => {
      const [first, second, third] = [await add("a"), await add("a"), await add("a")];
      expect(await next()).toBe(first.id);
      const running = await claim(store, first);
      expect(await next()).toBeUndefined();
      await end(running);
      expect(await next()).toBe(second.id);
      await end(await claim(store, second));
      expect(await next()).toBe(third.id);
      expect(await store.jobs.get(third.id)).toMatchObject({ lane: "a" });
    });

    test("holds up neither jobs of other lanes nor jobs without one", async () => {
      const [first, waiting, other, free] = [await add("a"), await add("a"), await add("b"), await add(null)];
      await claim(store, first);
      expect(await next()).toBe(other.id);
      await claim(store, other);
      expect(await next()).toBe(free.id);
      await claim(store, free);
      expect(await next()).toBeUndefined();
      await claim(store, await add(null));
      expect(await store.jobs.get(waiting.id)).toMatchObject({ status: "pending" });
    });

    test("is taken while its job is being cancelled, and free when that job has died", async () => {
      const [first, second] = [await claim(store, await add("a")), await add("a")];
      await store.jobs.cancel(first.id, { reason: null, now });
      expect(await next()).toBeUndefined();
      expect(await tryClaim(store.jobs, second.id)).toBeNull();
      const third = await claim(store, await add("b"));
      const again = await applied(store.jobs.apply(died(third)));
      expect(await next()).toBe(again.id);
    });

    test("lets no job run that was found pending before another one began", async () => {
      const [first, second] = [await add("a"), await add("a")];
      await claim(store, second);
      expect(await tryClaim(store.jobs, first.id)).toBeNull();
      expect(await store.jobs.get(first.id)).toEqual(first);
    });

    test("lets a job that waits be cancelled at once", async () => {
      await claim(store, await add("a"));
      const waiting = await add("a");
      expect(await store.jobs.cancel(waiting.id, { reason: null, now })).toMatchObject({
        kind: "accepted",
        job: { status: "cancelled" },
      });
    });

    test("has one running job, whichever processes claim its jobs at the same time", async () => {
      const processes = [store, await store.another(), await store.another()];
      const lanes = ["a", "b"];
      for (let round = 0; round < 10; round += 1) {
        const pending = await Promise.all(Array.from({ length: 8 }, (_, nth) => add(lanes[nth % 2] ?? null)));
        const claims = await Promise.all(
          pending.map(({ id }, nth) => tryClaim((processes[nth % processes.length] ?? store).jobs, id, String(nth))),
        );
        const running = claims.filter((job) => job !== null);
        expect(running.map(({ lane }) => lane).toSorted()).toEqual(lanes);
        for (const job of running) await end(job);
        for (const { id } of pending) await store.jobs.cancel(id, { reason: null, now });
      }
    });

    test("of a pending job is that of the last request for it, if the request does not leave the job as it is", async () => {
      const job = await add("a", { uniqueKey: "/lib", payload: { full: true } });
      const ask = async (request: Partial<NewJob>): Promise<Job> =>
        (await store.jobs.insert(newJob({ uniqueKey: "/lib", ...request }))).job;
      const kept = await ask({ lane: "b", payload: { full: false }, keepsPending: true });
      expect(kept).toEqual(job);
      const taken = await ask({ lane: null, payload: { full: true } });
      expect(taken).toMatchObject({ id: job.id, lane: null, payload: { full: true } });
      expect(taken.revision).toBeGreaterThan(job.revision);
      await claim(store, await add("a"));
      expect(await next()).toBe(job.id);
    });
  });

  describe("the newest job of a key", () => {
    test("is found for many keys at once, in whatever state it is", async () => {
      const store = await open({ now: tickingClock() });
      const old = await claim(store, await insertPending(store, { uniqueKey: "/a" }));
      await applied(store.jobs.apply(completed(old, { now })));
      const newest = await insertPending(store, { uniqueKey: "/a" });
      const ended = await claim(store, await insertPending(store, { uniqueKey: "/b" }));
      const end = await applied(store.jobs.apply(completed(ended, { now })));
      await insertPending(store, { uniqueKey: "/c" });
      const found = await store.jobs.newestOf(["/a", "/b", "/none"]);
      expect(found.toSorted((a, b) => a.revision - b.revision)).toEqual(
        [newest, end].toSorted((a, b) => a.revision - b.revision),
      );
      expect(await store.jobs.newestOf([])).toEqual([]);
      await store.close();
    });
  });
}
