import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { completed, type EndedJob, type RunningJob } from "../../src/jobs/job.ts";
import type { HistoryLimits, NewJob } from "../../src/jobs/job-store.ts";
import {
  applied,
  batch,
  claim,
  commit,
  countsEqualRows,
  insertPending,
  leaseOf,
  newJobId,
  type OpenStore,
  problem,
  type StoreUnderTest,
  tickingClock,
  video,
} from "../store/store-under-test.ts";

const now = new Date("2026-01-02T00:00:00Z");
const longAgo = new Date("2024-01-02T00:00:00Z");
const yearAgo = new Date("2025-01-02T00:00:00Z");

/** Every JobStore deletes old jobs in this way. */
export function describeJobPruning(open: OpenStore): void {
  describe("pruning", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    async function start(job: Partial<NewJob> = {}): Promise<RunningJob> {
      return claim(store, await insertPending(store, job));
    }
    const end = (job: RunningJob, at = longAgo): Promise<EndedJob> =>
      applied(store.jobs.apply(completed(job, { now: at })));
    async function pruneAll(limits: Partial<HistoryLimits> = {}): Promise<void> {
      let parts = 0;
      while (await store.jobs.prune({ endedBefore: yearAgo, most: 10_000, ...limits })) {
        parts += 1;
        expect(parts).toBeLessThan(1_000);
      }
    }
    const ids = async () => (await store.jobs.list({ limit: 100 })).jobs.map(({ id }) => id);

    test("deletes jobs that ended too long ago, with their errors and samples, and no others", async () => {
      const old = await start();
      await commit(store, old, { problems: [problem("/lib/a"), problem("/lib/b")], found: 2 });
      await end(old);
      const other = await start();
      await commit(store, other, { goneProblems: ["/lib/a", "/lib/b"] });
      const recent = await end(other, now);
      const running = await start({ submittedAt: longAgo });
      const pending = await insertPending(store, { submittedAt: longAgo });
      await pruneAll();
      expect(await ids()).toEqual([pending.id, running.id, recent.id]);
      expect(await store.jobs.get(old.id)).toBeNull();
      for (const table of ["scan_errors", "job_samples"]) {
        expect(await store.execute(`select * from ${table} where job_id = '${old.id}'`)).toEqual([]);
      }
    });

    test("keeps at most so many jobs, the newest", async () => {
      const ended: EndedJob[] = [];
      for (let count = 0; count < 6; count += 1) ended.unshift(await end(await start(), now));
      await pruneAll({ most: 4 });
      expect(await ids()).toEqual(ended.slice(0, 4).map(({ id }) => id));
    });

    test("keeps the newest job of every unique key", async () => {
      const first = await end(await start({ uniqueKey: "/a" }));
      const last = await end(await start({ uniqueKey: "/a" }));
      const only = await end(await start({ uniqueKey: "/b" }));
      await end(await start());
      await pruneAll({ most: 1 });
      expect(await ids()).not.toContain(first.id);
      expect(await ids()).toEqual(expect.arrayContaining([last.id, only.id]));
    });

    test("keeps jobs that a video, an unreadable file or an active job refers to, with counts equal to their rows", async () => {
      const wrote = await start();
      await commit(store, wrote, { videos: [video("/lib/a.mp4")], problems: [problem("/lib/old")] });
      await end(wrote);
      const failedAt = await start();
      await commit(store, failedAt, { problems: [problem("/lib/b.mp4"), problem("/lib/old")] });
      await end(failedAt);
      const continued = await end(await start());
      await insertPending(store, { resumes: continued.id });
      const free = await end(await start());
      await end(await start(), now);
      await pruneAll();
      expect(await store.jobs.get(free.id)).toBeNull();
      for (const { id } of [wrote, failedAt]) await countsEqualRows(store, id);
      expect(await store.jobs.get(continued.id)).toEqual(continued);
    });

    test("goes on where it was interrupted, and a job that is half deleted is not seen", async () => {
      const job = await start({ uniqueKey: "/a" });
      const problems = Array.from({ length: 2_500 }, (_, index) => problem(`/lib/${index}`));
      await store.scans.commit(leaseOf(job), batch({ problems }));
      await store.scans.commit(leaseOf(job), batch({ goneProblems: problems.map(({ path }) => path) }));
      await end(job);
      await end(await start({ uniqueKey: "/a" }), now);
      const limits = { endedBefore: yearAgo, most: 10_000 };
      expect(await store.jobs.prune(limits)).toBe(true);
      expect(await store.jobs.get(job.id)).toBeNull();
      expect(await ids()).not.toContain(job.id);
      expect((await store.jobs.changedSince(0, { limit: 10 })).jobs).toHaveLength(1);
      expect(await store.jobs.prune(limits)).toBe(true);
      const other = await store.another();
      while (await other.jobs.prune(limits));
      expect(await store.execute("select * from scan_errors")).toEqual([]);
      expect(await store.execute("select count(*) as jobs from jobs")).toEqual([{ jobs: 1 }]);
      expect(await store.jobs.setAside()).toEqual([]);
    });

    test("by several processes at once leaves nothing of the jobs that it deletes", async () => {
      for (let count = 0; count < 3; count += 1) {
        const job = await start();
        const problems = Array.from({ length: 1_500 }, (_, index) => problem(`/lib/${index}`));
        await store.scans.commit(leaseOf(job), batch({ problems }));
        await store.scans.commit(leaseOf(job), batch({ goneProblems: problems.map(({ path }) => path) }));
        await end(job);
      }
      const last = await end(await start(), now);
      const limits = { endedBefore: yearAgo, most: 10_000 };
      const pruneWith = async ({ jobs }: Pick<StoreUnderTest, "jobs">) => {
        while (await jobs.prune(limits));
      };
      const processes = [store, await store.another(), await store.another()];
      await Promise.all(processes.map(pruneWith));
      expect(await ids()).toEqual([last.id]);
      expect(await store.execute("select count(*) as errors from scan_errors")).toEqual([{ errors: 0 }]);
    });

    test("never lowers the revision and the order of submission of later jobs", async () => {
      const first = await end(await start());
      const last = await end(await start());
      await pruneAll({ most: 0 });
      expect(await ids()).toEqual([last.id]);
      const next = await insertPending(store, { id: newJobId() });
      expect(next.revision).toBeGreaterThan(last.revision);
      expect(await ids()).toEqual([next.id, last.id]);
      expect(first.revision).toBeLessThan(last.revision);
    });
  });
}
