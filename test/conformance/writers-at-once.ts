import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CancellingJob, cancelled, type Job, type JobId } from "../../src/jobs/job.ts";
import type { Store } from "../../src/store/store.ts";
import { lengthen } from "../lengthen.ts";
import {
  batch,
  claim,
  committed,
  countsEqualRows,
  insertPending,
  leaseOf,
  type OpenStore,
  problem,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
} from "../store/store-under-test.ts";
import { videosWithPaths } from "../store/videos-with-paths.ts";

/** The promises of every store while several processes write at the same time. */
export function describeWritersAtOnce(open: OpenStore): void {
  describe("writers at once", () => {
    let store: StoreUnderTest;
    let processes: readonly Store[];
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
      processes = [store, await store.another(), await store.another()];
    });
    afterEach(() => store.close());

    const processAt = (index: number): Store => processes[index % processes.length] ?? expect.fail();

    test("hide no change of any job from a reader of the changes", async () => {
      const writers = 8;
      const changesOfEach = lengthen(20);
      const newest = new Map<JobId, number>();
      let writing = writers;
      const write = async (index: number): Promise<void> => {
        const { jobs, scans } = processAt(index);
        const job = await claim({ jobs }, await insertPending({ jobs }));
        let last: Job = job;
        for (let change = 1; change <= changesOfEach; change += 1) {
          if (change % 4 !== 0) {
            last = (await jobs.renewLease(leaseOf(job), { leaseExpiresAt: new Date(4e12 + change) })) ?? expect.fail();
          } else {
            // A commit takes longer, so that others begin and end meanwhile.
            const videos = Array.from({ length: 30 }, (_, nth) => video(`/lib/${index}/${change}/${nth}.mp4`));
            ({ job: last } = committed(await scans.commit(leaseOf(job), batch({ videos }))));
          }
        }
        newest.set(job.id, last.revision);
        writing -= 1;
      };
      const told = new Map<JobId, number>();
      const read = async (): Promise<void> => {
        let next = 0;
        for (let isLast = false; ; ) {
          const changed = await store.jobs.changedSince(next, { limit: 3 });
          for (const { id, revision } of changed.jobs) {
            expect(revision).toBeGreaterThanOrEqual(told.get(id) ?? 0);
            told.set(id, revision);
          }
          expect(changed.next).toBeGreaterThanOrEqual(next);
          next = changed.next;
          if (changed.more) continue;
          if (isLast) return;
          isLast = writing === 0;
          await delay(1);
        }
      };
      await Promise.all([read(), ...Array.from({ length: writers }, (_, index) => write(index))]);
      expect(told).toEqual(newest);
    });

    test("that are scans of the same files all commit, and count what each of them wrote", {
      timeout: lengthen(60_000),
    }, async () => {
      const paths = Array.from({ length: 200 }, (_, index) => `/lib/D${index % 9}/${index}.mp4`);
      const jobs = [await startScan(store), await startScan(store), await startScan(store)];
      let size = 0;
      const scan = async (index: number): Promise<void> => {
        const job = jobs[index] ?? expect.fail();
        for (let round = 0; round < lengthen(6); round += 1) {
          const shuffled = paths.toSorted(() => Math.random() - 0.5);
          size += 1;
          const found = batch({
            videos: shuffled.slice(0, 120).map((path) => video(path, { size })),
            problems: shuffled.slice(110, 150).map((path) => problem(path)),
            present: shuffled.slice(150, 160).map((path) => ({ path, disk: "a disk" })),
            missing: shuffled.slice(160, 180),
            goneProblems: shuffled.slice(100, 130),
            excluded: shuffled.slice(180, 190),
          });
          committed(await processAt(index).scans.commit(leaseOf(job), found));
        }
      };
      await Promise.all(jobs.map((_, index) => scan(index)));
      for (const { id } of jobs) {
        const [rows] = await store.execute(`select
          (select count(*) from videos where job_id = '${id}') as videos,
          (select count(*) from scan_errors where job_id = '${id}') as errors`);
        const { counts = {} } = (await store.jobs.get(id)) ?? {};
        // Another scan may have written some of the videos last.
        expect(Number(counts["new"]) + Number(counts["updated"])).toBeGreaterThanOrEqual(
          Number(Reflect.get(rows ?? {}, "videos")),
        );
        expect(counts["error_count"]).toBe(Reflect.get(rows ?? {}, "errors"));
      }
      const current = (await store.videos.problems({ limit: 1_000 })).errors.map(({ path }) => path);
      expect(new Set(current).size).toBe(current.length);
      const found = await store.execute(`select path from ${videosWithPaths}`);
      expect(new Set(found.map((row) => Reflect.get(row, "path"))).size).toBe(found.length);
    });

    test("that write the same job add up to counts that equal its rows", async () => {
      const job = await startScan(store);
      const commits = Array.from({ length: 40 }, (_, index) =>
        processAt(index).scans.commit(
          leaseOf(job),
          batch({ videos: [video(`/lib/${index}.mp4`)], problems: [problem(`/lib/${index}.bad`)] }),
        ),
      );
      for (const outcome of await Promise.all(commits)) committed(outcome);
      expect(await countsEqualRows(store, job.id)).toMatchObject({ new: 40, error_count: 40 });
    });

    test("a commit and a loss of its lease at once leave all of it or nothing", async () => {
      for (let round = 0; round < 15; round += 1) {
        const job = await startScan(store);
        const videos = Array.from({ length: 50 }, (_, index) => video(`/lib/${round}/${index}.mp4`));
        const [outcome] = await Promise.all([
          processAt(0).scans.commit(leaseOf(job), batch({ videos })),
          cancelAndSettle(processAt(1), job.id),
        ]);
        const counts = await countsEqualRows(store, job.id);
        expect(counts.new).toBe(outcome.kind === "committed" ? 50 : 0);
        expect(await store.jobs.get(job.id)).toMatchObject({ status: "cancelled" });
      }
    });
  });
}

/** Ends a running job as a cancel does whose run has ended at once. */
async function cancelAndSettle({ jobs }: Store, id: JobId): Promise<void> {
  const end = { stoppedEarly: true, error: null, now: new Date() };
  const request = await jobs.cancel(id, { reason: null, now: new Date() });
  if (request.kind !== "accepted" || request.job.status !== "running") return expect.fail();
  let job: Job | null = request.job;
  // A commit in between does not change the state.
  while (job !== null && job.status === "running") {
    job = (await jobs.apply(cancelled(job as CancellingJob, end))) ?? (await jobs.get(id));
  }
}
