import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimed, died, type RunningJob } from "../../src/jobs/job.ts";
import {
  commit,
  insertPending,
  newJobId,
  type OpenStore,
  problem,
  type StoreUnderTest,
  video,
} from "../store/store-under-test.ts";

const start = Date.parse("2026-01-02T03:04:05.678Z");

/** The samples that every store keeps of the progress of a scan. */
export function describeJobSamples(open: OpenStore): void {
  describe("samples of a scan", () => {
    let store: StoreUnderTest;
    let now: number;
    let job: RunningJob;
    beforeEach(async () => {
      now = start;
      store = await open({ now: () => new Date(now) });
      job = await scanStartedNow();
    });
    afterEach(() => store.close());

    async function scanStartedNow(): Promise<RunningJob> {
      const [pending, at] = [await insertPending(store), new Date(now)];
      const running = await store.jobs.apply(claimed(pending, { worker: "w", leaseExpiresAt: at, now: at }));
      if (running === null) throw new Error("Somebody else claimed the job");
      return running;
    }

    /** Commits at this time after the start, in milliseconds, with this number of skipped files. */
    async function commitAt(sinceStart: number, skipped: number, by = job): Promise<void> {
      now = start + sinceStart;
      await commit(store, by, { skipped });
    }

    const samples = async (of = job) =>
      (await store.videos.samplesOfJob(of.id)).map(({ at, scanned }) => [at.getTime() - start, scanned]);

    test("say what the job had handled with the commit that took them", async () => {
      now = start + 250;
      const { job: after } = await commit(store, job, {
        videos: [video("/lib/a"), video("/lib/b")],
        problems: [problem("/lib/c")],
        skipped: 4,
      });
      expect(await samples()).toEqual([[250, 7]]);
      expect(after.counts).toMatchObject({ scanned: 7 });
    });

    test("are at least a second apart", async () => {
      for (let tick = 1; tick <= 20; tick += 1) await commitAt(tick * 250, tick);
      expect(await samples()).toEqual([
        [250, 1],
        [1250, 5],
        [2250, 9],
        [3250, 13],
        [4250, 17],
      ]);
    });

    test("are the further apart the longer the scan goes on: a few thousand of any scan", async () => {
      const hour = 3_600_000;
      await commitAt(hour, 1);
      await commitAt(hour + 7000, 2);
      await commitAt(hour + 7300, 3);
      await commitAt(10 * hour, 4);
      await commitAt(10 * hour + 71_900, 5);
      await commitAt(10 * hour + 72_300, 6);
      expect((await samples()).map(([, scanned]) => scanned)).toEqual([1, 3, 4, 6]);
    });

    test("are each job's own", async () => {
      const other = await scanStartedNow();
      await commitAt(100, 1);
      await commitAt(200, 2, other);
      expect(await samples()).toEqual([[100, 1]]);
      expect(await samples(other)).toEqual([[200, 2]]);
      expect(await store.videos.samplesOfJob(newJobId())).toEqual([]);
    });

    test("go on when the job is claimed again, and do not fall while it has handled less by then", async () => {
      await commitAt(100, 50);
      const pending = await store.jobs.apply(died(job));
      if (pending === null) throw new Error("The job was running");
      const at = new Date(start + 60_000);
      const again = await store.jobs.apply(claimed(pending, { worker: "w", leaseExpiresAt: at, now: at }));
      if (again === null) throw new Error("Somebody else claimed the job");
      await commitAt(60_100, 3, again);
      await commitAt(61_200, 80, again);
      expect(await samples()).toEqual([
        [100, 50],
        [60_100, 50],
        [61_200, 80],
      ]);
    });

    test("are not taken by a commit whose lease is lost", async () => {
      await store.jobs.apply(died(job));
      now = start + 100;
      const lost = { jobId: job.id, claim: job.claim };
      const nothing = { videos: [], problems: [], present: [], missing: [], goneProblems: [] };
      const batch = { ...nothing, found: 5, skipped: 5, unreadable: 0, expected: null };
      expect(await store.scans.commit(lost, batch)).toEqual({ kind: "lost" });
      expect(await samples()).toEqual([]);
    });

    test("do not hinder commits after the clock was set back", async () => {
      await commitAt(5000, 1);
      await commitAt(-60_000, 2);
      await commitAt(5000, 3);
      expect((await store.jobs.get(job.id))?.counts).toMatchObject({ scanned: 3 });
    });
  });
}
