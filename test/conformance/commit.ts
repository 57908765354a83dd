import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { died, type RunningJob } from "../../src/jobs/job.ts";
import { knownFilesIn } from "../../src/scanning/known-files.ts";
import {
  applied,
  batch,
  claim,
  commit,
  committed,
  countsEqualRows,
  disk,
  insertPending,
  leaseOf,
  type OpenStore,
  problem,
  type StoreUnderTest,
  someDetails,
  someFacts,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../store/store-under-test.ts";
import { detailsWith, factsOf, shown } from "../video-details.ts";

const path = "/lib/a.mp4";

/** The counts and rows that every commit of a scan writes. */
export function describeCommit(open: OpenStore): void {
  describe("a commit", () => {
    let store: StoreUnderTest;
    let job: RunningJob;
    let other: RunningJob;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
      job = await startScan(store);
      other = await startScan(store);
    });
    afterEach(() => store.close());

    const counts = (of: RunningJob = job) => countsEqualRows(store, of.id);
    const paths = async () => (await store.videos.list({ limit: 100 })).videos.map((one) => one.path).toSorted();
    const currentProblems = async () => (await store.videos.problems({ limit: 100 })).errors;

    describe("of a video", () => {
      test("videos that a scan leaves out are removed with all that belongs to them, and counted once", async () => {
        const [before, scan] = [await startScan(store), await startScan(store)];
        const paths = ["/lib/a.mp4", "/lib/b.mp4", "/lib/D/c.mp4", "/lib/keep.mp4"];
        await commit(store, before, { videos: paths.map((path) => video(path)) });
        const { id } = await videoAt(store, "/lib/a.mp4");
        const excluded = ["/lib/a.mp4", "/lib/D/c.mp4", "/lib/a.mp4", "/lib/none.mp4"];
        const { job, removed } = await commit(store, scan, { excluded });
        expect(job.counts).toMatchObject({ excluded: 2, missing: 0, scanned: 0, found: 0 });
        expect(job.status === "running" && job.madeProgress).toBe(true);
        expect(removed).toContain(id);
        expect(removed).toHaveLength(2);
        expect((await commit(store, scan, { excluded })).job.counts).toMatchObject({ excluded: 2 });
        const left = await store.videos.list({ limit: 10, sort: "filename" });
        expect(left.videos.map(({ path }) => path)).toEqual(["/lib/b.mp4", "/lib/keep.mp4"]);
        expect(await store.execute("select count(*) as count from video_details")).toEqual([{ count: 2 }]);
        await countsEqualRows(store, before.id, { videos: 2, missing: 0 });
        await countsEqualRows(store, scan.id);
      });

      test("a video that is left out stays if it is missing, or if the same scan wrote it", async () => {
        const [before, scan] = [await startScan(store), await startScan(store)];
        const paths = ["/lib/before.mp4", "/lib/gone.mp4", "/lib/other.mp4"];
        await commit(store, before, { videos: paths.map((path) => video(path)) });
        await commit(store, before, { missing: ["/lib/before.mp4"] });
        await commit(store, scan, { videos: [video("/lib/own.mp4")], missing: ["/lib/gone.mp4"] });
        const { job, removed } = await commit(store, scan, { excluded: [...paths, "/lib/own.mp4"] });
        expect(job.counts).toMatchObject({ new: 1, missing: 1, excluded: 1 });
        expect(removed).toHaveLength(1);
        const { videos } = await store.videos.list({ limit: 10, sort: "filename" });
        expect(videos.map(({ path }) => path)).toEqual(["/lib/before.mp4", "/lib/gone.mp4", "/lib/own.mp4"]);
        await countsEqualRows(store, scan.id);
        await countsEqualRows(store, before.id, { videos: 1, missing: 0 });
      });

      test("no other scan that has begun brings back what a scan leaves out, and a later scan does", async () => {
        const [other, scan] = [await startScan(store), await startScan(store)];
        await commit(store, other, { videos: [video("/lib/1.mp4")] });
        await commit(store, await startScan(store), { videos: [video("/lib/2.mp4")] });
        await commit(store, scan, { excluded: ["/lib/1.mp4", "/lib/2.mp4"] });
        const videos = ["/lib/1.mp4", "/lib/2.mp4"].map((path) => video(path));
        const { job, superseded } = await commit(store, other, { videos, found: 2 });
        // The scan has counted the first one already.
        expect(superseded).toBe(1);
        expect(job.counts).toMatchObject({ new: 1, skipped: 1 });
        expect((await store.videos.list({ limit: 10 })).total).toBe(0);
        await countsEqualRows(store, other.id, { videos: 1, missing: 0 });
        expect((await commit(store, await startScan(store), { videos })).job.counts).toMatchObject({ new: 2 });
      });

      test("that is new counts it as new, and every fact of it is kept", async () => {
        const outcome = await commit(store, job, {
          videos: [video(path, { size: 5, modifiedUs: 1_600_000_000_123_456 })],
        });
        expect(outcome).toMatchObject({
          superseded: 0,
          job: { id: job.id, counts: { new: 1, updated: 0, scanned: 1 } },
        });
        expect(await videoAt(store, path)).toEqual({
          ...shown(someFacts),
          subtitleStreams: [
            { codecName: "subrip", language: "ger" },
            { codecName: null, language: null },
          ],
          subtitleFiles: [],
          id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) as string,
          path,
          filename: "a.mp4",
          fileSize: 5,
          modifiedAt: new Date(1_600_000_000_123),
          modifiedUs: 1_600_000_000_123_456,
          jobId: job.id,
          missingSince: null,
          poster: null,
          checkVerdict: null,
          file: null,
          createdAt: expect.any(Date) as Date,
          updatedAt: expect.any(Date) as Date,
        });
        await counts();
      });

      test("that is there already counts it as updated, and leaves its id and when it came", async () => {
        await commit(store, other, { videos: [video(path)] });
        const before = await videoAt(store, path);
        const facts = {
          container: "avi",
          durationSeconds: null,
          durationSource: null,
          suspect: null,
          frameRateNumerator: null,
          frameRateDenominator: null,
          width: 1,
          height: 2,
          rotation: 0,
          videoCodec: "mpeg4",
          audioCodec: null,
          audioChannels: null,
          sampleRate: null,
          bitRate: null,
          audioCount: 0,
          hdr: "sdr" as const,
          bitDepth: null,
          ...factsOf(detailsWith()),
        };
        await commit(store, job, { videos: [{ ...video(path, { size: 6, modifiedUs: 2_000_000 }), facts }] });
        const after = await videoAt(store, path);
        expect(after).toEqual({
          ...before,
          ...shown(facts),
          subtitleStreams: [],
          fileSize: 6,
          modifiedAt: new Date(2000),
          modifiedUs: 2_000_000,
          jobId: job.id,
          updatedAt: after.updatedAt,
        });
        expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
        expect(await counts()).toMatchObject({ new: 0, updated: 1 });
      });

      test("that this job wrote already writes it again and does not count it again", async () => {
        await commit(store, job, { videos: [video(path)] });
        await commit(store, job, { videos: [video(path, { size: 6 })] });
        expect(await counts()).toMatchObject({ new: 1, updated: 0, scanned: 1 });
        expect(await videoAt(store, path)).toMatchObject({ fileSize: 6 });
      });

      test("that another job wrote meanwhile with the same size and time leaves it alone and counts it as skipped", async () => {
        await commit(store, other, { videos: [video(path), video("/lib/b.mp4")] });
        const before = await videoAt(store, path);
        const outcome = await commit(store, job, {
          videos: [video(path), video("/lib/b.mp4", { size: 9 })],
          skipped: 3,
        });
        expect(outcome.superseded).toBe(1);
        expect(await videoAt(store, path)).toEqual(before);
        expect(await counts()).toMatchObject({ new: 0, updated: 1, skipped: 4, scanned: 5 });
      });

      test("of which only the details are others counts as updated", async () => {
        await commit(store, other, { videos: [video(path)] });
        const details = { ...someDetails, title: "Another title" };
        await commit(store, job, { videos: [{ ...video(path), facts: { ...someFacts, ...factsOf(details) } }] });
        expect(await videoAt(store, path)).toMatchObject({ details });
        expect(await counts()).toMatchObject({ updated: 1 });
      });

      test("that a person removed leaves no details behind", async () => {
        await commit(store, job, { videos: [video(path), video("/lib/b.mp4")] });
        await store.videos.forget({ ids: [(await videoAt(store, "/lib/b.mp4")).id] });
        expect(await store.execute("select count(*) as count from video_details")).toEqual([{ count: 1 }]);
      });

      test("that a person removed since stays removed and counted once, also when the job runs again", async () => {
        await commit(store, job, { videos: [video(path), video("/lib/b.mp4")], found: 2 });
        await store.videos.forget({ ids: [(await videoAt(store, path)).id] });
        await commit(store, job, { videos: [video(path)], found: 2 });
        const again = await claim(store, (await store.jobs.apply(died(job))) ?? expect.fail());
        const outcome = await commit(store, again, { videos: [video(path, { size: 9 })], found: 2 });
        expect(outcome.superseded).toBe(0);
        expect(await paths()).toEqual(["/lib/b.mp4"]);
        const removed = { videos: 1, missing: 0 };
        expect(await countsEqualRows(store, job.id, removed)).toMatchObject({
          found: 2,
          scanned: 2,
          new: 2,
          skipped: 0,
        });
      });

      test("that a person removed while it was read stays removed and counts as skipped", async () => {
        await commit(store, other, { videos: [video(path)] });
        await store.videos.forget({ ids: [(await videoAt(store, path)).id] });
        const outcome = await commit(store, job, { videos: [video(path, { size: 9 })], found: 1 });
        expect(outcome.superseded).toBe(1);
        expect(await paths()).toEqual([]);
        expect(await counts()).toMatchObject({ found: 1, scanned: 1, new: 0, skipped: 1 });
      });

      test("that a person removed is new to a scan that begins later", async () => {
        const waiting = await insertPending(store);
        await commit(store, job, { videos: [video(path), video("/lib/b.mp4")] });
        for (const one of [path, "/lib/b.mp4"]) await store.videos.forget({ ids: [(await videoAt(store, one)).id] });
        const later = await claim(store, waiting);
        await commit(store, later, { videos: [video(path), video("/lib/b.mp4")] });
        expect(await paths()).toEqual([path, "/lib/b.mp4"]);
        expect(await counts(later)).toMatchObject({ new: 2 });
      });

      test("that comes twice counts it once, as it was the last time", async () => {
        await commit(store, job, { videos: [video(path, { size: 1 }), video("/lib/b.mp4"), video(path, { size: 2 })] });
        expect(await counts()).toMatchObject({ new: 2 });
        expect(await videoAt(store, path)).toMatchObject({ fileSize: 2 });
      });

      test("that is missing finds it again, also where it is unchanged", async () => {
        await commit(store, other, { videos: [video(path)] });
        await commit(store, other, { missing: [path] });
        const outcome = await commit(store, job, { videos: [video(path)] });
        expect(outcome.superseded).toBe(0);
        expect(await videoAt(store, path)).toMatchObject({ missingSince: null, jobId: job.id });
        expect(await counts()).toMatchObject({ updated: 1 });
      });

      test("forgets the problem that was remembered of it, also where it is unchanged since it was last read", async () => {
        await commit(store, other, { videos: [video(path)], problems: [problem(path)] });
        const outcome = await commit(store, job, { videos: [video(path)] });
        expect(outcome.superseded).toBe(0);
        expect(await currentProblems()).toEqual([]);
        expect(await counts()).toMatchObject({ updated: 1 });
        expect(await countsEqualRows(store, other.id, { videos: 1, missing: 0 })).toMatchObject({ error_count: 1 });
      });

      test("takes back the error that this job wrote for it", async () => {
        await commit(store, job, { problems: [problem(path), problem("/lib/b.mp4")] });
        await commit(store, job, { videos: [video(path)] });
        expect(await counts()).toMatchObject({ new: 1, error_count: 1, scanned: 2 });
        expect((await store.videos.errorsOfJob(job.id, { limit: 10 })).errors.map((error) => error.path)).toEqual([
          "/lib/b.mp4",
        ]);
      });
    });

    describe("of a problem", () => {
      test("counts it and remembers it in the place of an older one", async () => {
        await commit(store, other, { problems: [problem(path, { size: 1, modifiedUs: 1 })] });
        await commit(store, job, { problems: [problem(path, { size: 2, modifiedUs: 2 })] });
        expect(await counts()).toMatchObject({ error_count: 1, scanned: 1 });
        expect(await counts(other)).toMatchObject({ error_count: 1 });
        const directory = path.slice(0, path.lastIndexOf("/"));
        const section = { directory, after: null, upTo: null, disk, jobId: job.id, resumes: null };
        expect(knownFilesIn(await store.scans.known(section))).toMatchObject([
          { kind: "problem", size: 2, writtenBy: "this_job" },
        ]);
      });

      test("that this job wrote already writes it again and does not count it again", async () => {
        await commit(store, job, { problems: [problem(path)] });
        const sentence = { id: "again", values: { text: "\0" } };
        await commit(store, job, { problems: [{ ...problem(path), code: "crashed", message: "again", sentence }] });
        expect(await counts()).toMatchObject({ error_count: 1 });
        expect(await currentProblems()).toMatchObject([{ path, code: "crashed", error: "again", sentence }]);
      });

      test("that comes twice counts it once, as it was the last time", async () => {
        await commit(store, job, { problems: [problem(path), { ...problem(path), code: "crashed" }] });
        expect(await counts()).toMatchObject({ error_count: 1 });
        expect(await currentProblems()).toMatchObject([{ code: "crashed" }]);
      });

      test("of a directory counts it among the errors of directories, until it is another problem", async () => {
        const locked = { ...problem("/lib/locked"), stat: null, code: "directory_unreadable" };
        await commit(store, job, { problems: [locked, problem(path)] });
        expect(await counts()).toMatchObject({ error_count: 2, directory_errors: 1, scanned: 2 });
        await commit(store, job, { problems: [locked] });
        expect(await counts()).toMatchObject({ error_count: 2, directory_errors: 1 });
        await commit(store, job, { problems: [{ ...locked, code: "not_video" }] });
        expect(await counts()).toMatchObject({ error_count: 2, directory_errors: 0 });
      });

      test("leaves the video that the library has at its path", async () => {
        await commit(store, job, { videos: [video(path)] });
        const before = await videoAt(store, path);
        await commit(store, job, { problems: [problem(path)] });
        expect(await videoAt(store, path)).toEqual(before);
        expect(await counts()).toMatchObject({ new: 1, error_count: 1, scanned: 2 });
      });

      test("that is proven gone forgets it, and the error stays with its job", async () => {
        await commit(store, job, { problems: [problem(path), problem("/lib/b.mp4")] });
        await commit(store, other, { goneProblems: [path, "/lib/none.mp4"] });
        expect((await currentProblems()).map((error) => error.path)).toEqual(["/lib/b.mp4"]);
        expect(await counts()).toMatchObject({ error_count: 2 });
      });
    });

    describe("of missing videos", () => {
      test("marks and counts those that are not marked yet", async () => {
        await commit(store, other, { videos: [video(path), video("/lib/b.mp4"), video("/lib/c.mp4")] });
        await commit(store, other, { missing: [path] });
        const before = await videoAt(store, path);
        await commit(store, job, { missing: [path, "/lib/b.mp4", "/lib/none.mp4"] });
        expect(await counts()).toMatchObject({ missing: 1, scanned: 0 });
        expect(await counts(other)).toMatchObject({ missing: 1 });
        expect(await videoAt(store, path)).toEqual(before);
        expect(
          (await store.videos.list({ missing: true, limit: 10 })).videos.map((one) => one.path).toSorted(),
        ).toEqual([path, "/lib/b.mp4"]);
        await commit(store, job, { missing: ["/lib/b.mp4"] });
        expect(await counts()).toMatchObject({ missing: 1 });
      });

      test("that are there again takes the mark away and counts nothing", async () => {
        await commit(store, other, { videos: [video(path), video("/lib/b.mp4")] });
        await commit(store, other, { missing: [path] });
        await commit(store, job, {
          present: [path, "/lib/b.mp4", "/lib/none.mp4"].map((one) => ({ path: one, disk })),
          skipped: 1,
        });
        expect(await videoAt(store, path)).toMatchObject({ missingSince: null, jobId: other.id });
        expect(await counts()).toMatchObject({ new: 0, updated: 0, skipped: 1, missing: 0 });
      });

      test("that this job itself had marked takes them back", async () => {
        await commit(store, other, { videos: [video(path), video("/lib/b.mp4"), video("/lib/c.mp4")] });
        await commit(store, job, { missing: [path, "/lib/b.mp4", "/lib/c.mp4"] });
        await commit(store, job, { present: [{ path, disk }], videos: [video("/lib/b.mp4")] });
        expect(await counts()).toMatchObject({ missing: 1, updated: 1 });
      });
    });

    test("says what the run found and skipped, and how far it is, which never falls", async () => {
      await commit(store, job, { found: 10, skipped: 4, unreadable: 2, expected: 12 });
      expect((await commit(store, job, { found: 3, skipped: 1, unreadable: 1, expected: 12 })).job).toMatchObject({
        counts: { found: 10, skipped: 4, unreadable: 2, scanned: 6 },
        progress: 0.5,
      });
      expect((await commit(store, job, { expected: null })).job.progress).toBe(0.5);
      const { job: last } = await commit(store, job, { skipped: 3, expected: 4, seesAll: true });
      expect(last).toMatchObject({ counts: { found: 3, skipped: 3, unreadable: 0, scanned: 3 }, progress: 0.75 });
      expect(await store.jobs.get(job.id)).toEqual(last);
    });

    test("raises the job's revision above all others", async () => {
      const { job: after } = await commit(store, job, {});
      expect(after.revision).toBeGreaterThan(Math.max(job.revision, other.revision));
      expect((await store.jobs.changedSince(other.revision, { limit: 10 })).jobs.map(({ id }) => id)).toEqual([job.id]);
    });

    test("of something new makes progress under its claim, and one of nothing new does not", async () => {
      const steps = [
        [{ found: 3, skipped: 2 }, false],
        [{ found: 3, skipped: 2, goneProblems: ["/lib/nothing"] }, false],
        [{ videos: [video(path)] }, true],
      ] as const;
      for (const [parts, madeProgress] of steps) {
        expect((await commit(store, job, parts)).job).toMatchObject({ status: "running", madeProgress });
      }
      const again = await claim(store, await applied(store.jobs.apply(died(job))));
      expect(again).toMatchObject({ attempt: 1, madeProgress: false });
      const same = [{ videos: [video(path)] }, { problems: [] }, { missing: ["/lib/nothing"] }];
      for (const parts of same) expect((await commit(store, again, parts)).job).toMatchObject({ madeProgress: false });
      for (const parts of [{ problems: [problem("/lib/b")] }]) {
        expect((await commit(store, again, parts)).job).toMatchObject({ madeProgress: true });
      }
    });

    test("of a job with a cancel request is written, and returns the request", async () => {
      await store.jobs.cancel(job.id, { reason: "enough", now: new Date() });
      const { job: after } = await commit(store, job, { videos: [video(path)] });
      expect(after).toMatchObject({ status: "running", cancelReason: "enough", counts: { new: 1 } });
    });

    test("and another at once, from two processes, count what each of them wrote", async () => {
      const process = await store.another();
      const paths = Array.from({ length: 60 }, (_, index) => `/lib/${index}.mp4`);
      const commits = paths.flatMap((one) => [
        store.scans.commit(leaseOf(job), batch({ videos: [video(one)] })),
        process.scans.commit(leaseOf(other), batch({ videos: [video(one)] })),
      ]);
      const outcomes = (await Promise.all(commits)).map(committed);
      expect(outcomes.filter(({ superseded }) => superseded === 1)).toHaveLength(60);
      const [mine, theirs] = [await counts(job), await counts(other)];
      expect([mine.new + theirs.new, mine.updated, theirs.updated]).toEqual([60, 0, 0]);
    });
  });
}
