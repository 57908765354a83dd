import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { VideoResult, VideoToCheck } from "../../src/checking/check-library.ts";
import { died, type JobId, type RunningJob } from "../../src/jobs/job.ts";
import type { JobWrite } from "../../src/jobs/job-write.ts";
import type { VideoChoice } from "../../src/library/video-choice.ts";
import type { VideoFilter } from "../../src/library/video-filter.ts";
import { facetsOf } from "../store/facets-of.ts";
import {
  claim,
  commit,
  file,
  insertPending,
  leaseOf,
  newJobId,
  type OpenStore,
  type StoreUnderTest,
  someFacts,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../store/store-under-test.ts";

interface Choice {
  readonly which?: VideoChoice;
  readonly after?: number;
  readonly limit?: number;
  readonly since?: Date | null;
}

/** Checks of videos: the promises of every store. */
export function describeChecking(open: OpenStore): void {
  describe("checking", () => {
    let store: StoreUnderTest;
    let now: () => Date;
    beforeEach(async () => {
      now = tickingClock();
      store = await open({ now });
    });
    afterEach(() => store.close());

    const everything: VideoChoice = { filter: {} };
    const pending = () => insertPending(store, { type: "check", payload: { filter: {} } });
    const startCheck = async (): Promise<RunningJob> => claim(store, await pending());
    const choose = (
      job: { readonly id: JobId },
      { which = everything, after = 0, limit = 100, since = null }: Choice = {},
    ) => store.checking.choose(which, { jobId: job.id, after, limit, unlessCheckedSince: since });
    const committed = (outcome: JobWrite) => (outcome.kind === "committed" ? outcome.job : expect.fail("lost"));
    const record = async (job: RunningJob, checked: VideoToCheck | undefined, result: VideoResult) =>
      committed(await store.checking.record(leaseOf(job), checked ?? expect.fail("no video"), result));
    const add = async (...paths: string[]) =>
      commit(store, await startScan(store), { videos: paths.map((path) => video(path)) });
    const pathsOf = async (filter: VideoFilter) =>
      (await store.videos.list({ limit: 100, sort: "filename", ...filter })).videos.map(({ path }) => path);

    const ok: VideoResult = { kind: "checked", seconds: 10.25, brokenParts: [], errorCount: 0 };
    const broken: VideoResult = {
      kind: "checked",
      seconds: 9.5,
      brokenParts: [
        { atSeconds: 4.2, untilSeconds: 5, message: "error while decoding MB 1 2, “\0”" },
        { atSeconds: 9.5, untilSeconds: 9.5, message: "it ends here" },
      ],
      errorCount: 70,
    };
    const unreadable: VideoResult = { kind: "error", code: "unreadable", message: "permission denied" };

    /** Compares the counts of a job with the rows that it wrote. */
    async function countsEqualChecks(id: JobId) {
      const { counts } = (await store.jobs.get(id)) ?? expect.fail();
      const [rows] = await store.execute(`select
        (select count(*) from video_checks where job_id = '${id}') as checked,
        (select count(*) from video_checks where job_id = '${id}' and verdict = 'broken') as broken,
        (select count(*) from scan_errors where job_id = '${id}') as error_count`);
      const { checked, broken: brokenOnes, error_count } = counts;
      expect({ checked, broken: brokenOnes, error_count }).toEqual({ ...rows });
      return counts;
    }

    test("keeps what it finds, and counts it in the same moment", async () => {
      await add("/lib/1.mp4", "/lib/2.mp4", "/lib/3.mp4");
      const job = await startCheck();
      const { videos, skipped, next } = await choose(job);
      expect(videos.map(({ path }) => path)).toEqual(["/lib/1.mp4", "/lib/2.mp4", "/lib/3.mp4"]);
      expect({ skipped, next }).toEqual({ skipped: 0, next: null });
      const seconds = someFacts.durationSeconds ?? 0;
      const begun = committed(
        await store.checking.begin(leaseOf(job), { videos: 3, seconds: 3 * seconds, skipped: 5 }),
      );
      expect(begun).toMatchObject({ progress: 0, counts: { found: 3, found_seconds: 3 * seconds, skipped: 5 } });

      const first = await record(job, videos[0], broken);
      expect(first).toMatchObject({ madeProgress: true, counts: { checked: 1, broken: 1, done_seconds: seconds } });
      expect(first.progress).toBeCloseTo(1 / 3);
      await countsEqualChecks(job.id);
      await record(job, videos[1], ok);
      await countsEqualChecks(job.id);
      await record(job, videos[2], unreadable);
      expect(await countsEqualChecks(job.id)).toMatchObject({ found: 3, checked: 2, broken: 1, error_count: 1 });
      expect((await store.jobs.get(job.id))?.progress).toBe(1);

      const { errors } = await store.videos.errorsOfJob(job.id, { limit: 10 });
      expect(errors).toMatchObject([{ path: "/lib/3.mp4", code: "unreadable", error: "permission denied" }]);
      // A scan could read the file.
      expect((await store.videos.problems({ limit: 10 })).errors).toEqual([]);
      const [one, two, three] = await Promise.all(videos.map(({ path }) => videoAt(store, path)));
      expect([one?.checkVerdict, two?.checkVerdict, three?.checkVerdict]).toEqual(["broken", "ok", null]);
      expect(await store.videos.checkOf(one?.id ?? expect.fail())).toMatchObject({
        verdict: "broken",
        seconds: 9.5,
        errorCount: 70,
        jobId: job.id,
        checkedAt: expect.any(Date),
        brokenParts: [
          { atSeconds: 4.2, untilSeconds: 5 },
          { atSeconds: 9.5, message: "it ends here" },
        ],
      });
      expect(await store.videos.checkOf(two?.id ?? expect.fail())).toMatchObject({ verdict: "ok", brokenParts: [] });
      expect(await store.videos.checkOf(three?.id ?? expect.fail())).toBeNull();
    });

    test("progress rises within a video, and never falls", async () => {
      await add("/1");
      const job = await startCheck();
      await store.checking.begin(leaseOf(job), { videos: 1, seconds: 10, skipped: 0 });
      expect(committed(await store.checking.recordProgress(leaseOf(job), 0.4))).toMatchObject({
        progress: 0.4,
        madeProgress: false,
      });
      expect(committed(await store.checking.recordProgress(leaseOf(job), 0.1)).progress).toBe(0.4);
    });

    test("in pages finds each video once, and leaves out missing ones and unknown ids", async () => {
      const paths = Array.from({ length: 23 }, (_, nth) => `/lib/${nth}.mp4`);
      await add(...paths);
      await commit(store, await startScan(store), { missing: ["/lib/7.mp4", "/lib/22.mp4"] });
      const there = paths.filter((path) => path !== "/lib/7.mp4" && path !== "/lib/22.mp4");
      const ids = await Promise.all(
        ["/lib/3.mp4", "/lib/7.mp4", "/lib/9.mp4"].map(async (path) => (await videoAt(store, path)).id),
      );
      const job = await startCheck();
      const choices: [VideoChoice, readonly string[]][] = [
        [everything, there],
        [{ filter: { text: "1", directory: "/lib" } }, there.filter((path) => path.includes("1"))],
        [{ filter: { missing: true } }, []],
        [{ ids: [...ids, newJobId() as string as (typeof ids)[number]] }, ["/lib/3.mp4", "/lib/9.mp4"]],
      ];
      for (const [which, expected] of choices) {
        const found: string[] = [];
        for (let after: number | null = 0; after !== null; ) {
          const page = await choose(job, { which, after, limit: 4 });
          found.push(...page.videos.map(({ path }) => path));
          after = page.next;
        }
        expect(found.toSorted()).toEqual(expected.toSorted());
      }
    });

    test("skips what was checked and has not changed, unless it was checked before a given time", async () => {
      await add("/1", "/2", "/3");
      const job = await startCheck();
      const { videos } = await choose(job);
      await record(job, videos[0], ok);
      const between = now();
      await record(job, videos[1], broken);
      const other = await startCheck();
      const left = async (since: Date | null) => {
        const page = await choose(other, { since });
        return { left: page.videos.map(({ path }) => path), skipped: page.skipped };
      };
      expect(await left(null)).toEqual({ left: ["/3"], skipped: 2 });
      expect(await left(between)).toEqual({ left: ["/1", "/3"], skipped: 1 });
      expect(await left(now())).toEqual({ left: ["/1", "/2", "/3"], skipped: 0 });
      // Not even its own errors are tried again by a job that begins anew.
      await record(other, videos[0], ok);
      await record(other, videos[2], unreadable);
      expect(await left(now())).toEqual({ left: ["/2"], skipped: 1 });
    });

    test("a file that a scan finds changed has no verdict any more, and one that it reads again keeps it", async () => {
      const replaced = (changedUs: number, videoCodec: string) => {
        const { file, facts } = video("/replaced.mp4");
        return { file: { ...file, changedUs }, facts: { ...facts, videoCodec } };
      };
      await add("/changed.mp4", "/same.mp4");
      await commit(store, await startScan(store), { videos: [replaced(1, "h264")] });
      const job = await startCheck();
      for (const each of (await choose(job)).videos) await record(job, each, broken);
      expect(await pathsOf({ broken: true })).toEqual(["/changed.mp4", "/replaced.mp4", "/same.mp4"]);
      await commit(store, await startScan(store), {
        videos: [
          video("/changed.mp4", { size: 77 }),
          // With the same size and time.
          replaced(2, "hevc"),
          { ...video("/same.mp4"), facts: { ...someFacts, videoCodec: "vp9" } },
        ],
      });
      expect(await pathsOf({ broken: true })).toEqual(["/same.mp4"]);
      expect(await pathsOf({ broken: false })).toEqual(["/changed.mp4", "/replaced.mp4"]);
      expect(await store.videos.checkOf((await videoAt(store, "/changed.mp4")).id)).toBeNull();
      expect((await choose(await startCheck())).videos).toMatchObject([
        { path: "/changed.mp4", size: 77 },
        { path: "/replaced.mp4" },
      ]);
    });

    test("a file that was renamed keeps its verdict, and its copy on another disk has none", async () => {
      const at = (path: string, size: number, fileNumber: number) => file(path, { size, fileNumber, changedUs: 5 });
      await commit(store, await startScan(store), {
        videos: [
          video("/a.mp4", at("/a.mp4", 11, 1)),
          Object.assign(video("/b.mp4", at("/b.mp4", 12, 2)), { fingerprint: 7 }),
        ],
      });
      const job = await startCheck();
      for (const each of (await choose(job)).videos) await record(job, each, broken);
      const renamed = at("/new/a.mp4", 11, 1);
      const copied = { ...at("/new/b.mp4", 12, 9), disk: "another disk" };
      const [ofRenamed] = await store.scans.moveCandidates([renamed]);
      const [ofCopied] = await store.scans.lookAlikes([copied]);
      await commit(store, await startScan(store), { missing: ["/b.mp4"] });
      await commit(store, await startScan(store), {
        moves: [
          { file: renamed, from: ofRenamed ?? expect.fail() },
          { file: copied, from: ofCopied ?? expect.fail() },
        ],
      });
      expect(await pathsOf({})).toEqual(["/new/a.mp4", "/new/b.mp4"]);
      expect(await pathsOf({ broken: true })).toEqual(["/new/a.mp4"]);
    });

    test("writes nothing about a video that changed or was removed meanwhile, and counts it as skipped", async () => {
      await add("/changed", "/removed", "/kept");
      const job = await startCheck();
      const { videos } = await choose(job);
      await store.checking.begin(leaseOf(job), { videos: 3, seconds: 30, skipped: 0 });
      await commit(store, await startScan(store), { videos: [video("/changed", { size: 77 })] });
      await store.videos.forget({ ids: [(await videoAt(store, "/removed")).id] });
      for (const each of videos) await record(job, each, broken);
      expect(await countsEqualChecks(job.id)).toMatchObject({ found: 1, checked: 1, broken: 1, skipped: 2 });
      expect(await pathsOf({ broken: true })).toEqual(["/kept"]);
    });

    test("a run that lost its lease writes nothing, and the next one goes on with what is left", async () => {
      await add("/1", "/2", "/3");
      const job = await startCheck();
      const { videos } = await choose(job);
      await store.checking.begin(leaseOf(job), { videos: 3, seconds: 30, skipped: 0 });
      await record(job, videos[0], broken);
      await record(job, videos[1], unreadable);
      const next = await claim(store, (await store.jobs.apply(died(job))) ?? expect.fail());
      for (const write of [
        store.checking.record(leaseOf(job), videos[2] ?? expect.fail(), broken),
        store.checking.recordProgress(leaseOf(job), 1),
        store.checking.begin(leaseOf(job), { videos: 0, seconds: 0, skipped: 0 }),
      ]) {
        expect(await write).toEqual({ kind: "lost" });
      }
      const left = await choose(next);
      expect(left.videos.map(({ path }) => path)).toEqual(["/3"]);
      await store.checking.begin(leaseOf(next), { videos: 1, seconds: 10, skipped: left.skipped });
      await record(next, left.videos[0], ok);
      expect(await countsEqualChecks(job.id)).toMatchObject({
        found: 3,
        checked: 2,
        broken: 1,
        error_count: 1,
        skipped: 0,
      });
    });

    test("removing a video removes its check, and broken videos are removed only if they were when a person asked", async () => {
      await add("/1", "/2", "/3");
      const job = await startCheck();
      const { videos } = await choose(job);
      await record(job, videos[0], broken);
      const asOf = now();
      await record(job, videos[1], broken);
      await record(job, videos[2], ok);
      expect(await store.videos.countToForget({ filter: { broken: true }, asOf })).toBe(2);
      expect(await store.videos.forget({ filter: { broken: true }, asOf })).toHaveLength(1);
      expect(await pathsOf({})).toEqual(["/2", "/3"]);
      expect(await store.execute("select number from video_checks")).toHaveLength(2);
    });

    test("two processes that check the same video at once count it once each, and one result stays", async () => {
      await add("/1");
      const other = await store.another();
      const jobs = [await startCheck(), await startCheck()];
      const [one] = (await choose(jobs[0] ?? expect.fail())).videos;
      const outcomes = await Promise.all(
        jobs.map((job, nth) => (nth === 0 ? store : other).checking.record(leaseOf(job), one ?? expect.fail(), broken)),
      );
      expect(outcomes.map(({ kind }) => kind)).toEqual(["committed", "committed"]);
      expect(await store.execute("select verdict from video_checks")).toEqual([{ verdict: "broken" }]);
    });

    test("facets count broken videos", async () => {
      await add("/1", "/2", "/3");
      const job = await startCheck();
      for (const [nth, each] of (await choose(job)).videos.entries()) await record(job, each, nth === 1 ? ok : broken);
      expect((await facetsOf(store.videos)).broken).toBe(2);
      expect(await pathsOf({ broken: true })).toEqual(["/1", "/3"]);
    });
  });
}
