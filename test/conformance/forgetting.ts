import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ForgetOutcome } from "../../src/forgetting/forget-library.ts";
import { completed, died, type JobId } from "../../src/jobs/job.ts";
import { mostForgottenAtOnce, NoFilter } from "../../src/library/forgetting.ts";
import { usualRootSettings } from "../../src/library/library-roots.ts";
import { hdrKinds } from "../../src/library/picture-colours.ts";
import { suspects } from "../../src/library/video.ts";
import { type VideoFilter, withValue } from "../../src/library/video-filter.ts";
import {
  claim,
  commit,
  countsEqualRows,
  file,
  insertPending,
  leaseOf,
  newJob,
  newJobId,
  type OpenStore,
  problem,
  type StoreUnderTest,
  someFacts,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../store/store-under-test.ts";

/** Forgetting many videos: the promises of every store. */
export function describeForgetting(open: OpenStore): void {
  describe("forgetting", () => {
    let store: StoreUnderTest;
    let now: () => Date;
    beforeEach(async () => {
      now = tickingClock();
      store = await open({ now });
    });
    afterEach(() => store.close());

    const pathsOf = async (filter: VideoFilter = {}) =>
      (await store.videos.list({ limit: 100, sort: "filename", ...filter })).videos.map(({ path }) => path);
    const numberOfRows = async (table: string) =>
      Number(Object.values((await store.execute(`select count(*) as count from ${table}`))[0] ?? {})[0]);

    test("removes exactly the videos that a list with the same filter has, which are as many as it said", async () => {
      const scan = await startScan(store);
      const facts = { ...someFacts, videoCodec: "hevc", width: 640, height: 360, suspect: "truncated" as const };
      const paths = ["/a/1.mp4", "/a/b/2 x.mp4", "/ab/3.mp4", "/a b/c/4.mp4", "/a/b/5.mp4"];
      const other = ["/a/6.mp4", "/x/7.mp4"].map((path) => ({ file: file(path), facts }));
      const filters: VideoFilter[] = [
        { values: { suspect: { anyOf: suspects } }, missing: false },
        { ...withValue("video_codec", "hevc"), directory: "/x" },
        { text: "x" },
        { directory: "/a/b" },
        { ...withValue("resolution", "sd"), jobId: scan.id },
        { missing: true, jobId: scan.id, directory: "/" },
        { directory: "/nowhere" },
        { text: "\0" },
      ];
      for (const filter of filters) {
        await commit(store, await startScan(store), { videos: [...paths.map((path) => video(path)), ...other] });
        await commit(store, scan, { videos: [{ ...video("/a/6.mp4", { size: 9 }), facts }], missing: ["/a/1.mp4"] });
        const all = await pathsOf();
        const matching = await pathsOf(filter);
        const which = { filter, asOf: now() };
        expect(await store.videos.countToForget(which)).toBe(matching.length);
        expect(await store.videos.forget(which)).toHaveLength(matching.length);
        expect(await pathsOf(filter)).toEqual([]);
        expect(await pathsOf()).toEqual(all.filter((path) => !matching.includes(path)));
        expect(await numberOfRows("video_details")).toBe(all.length - matching.length);
      }
    });

    test("refuses a filter that leaves no video out", async () => {
      for (const filter of [{}, { text: " \u0301 " }]) {
        await expect(store.videos.countToForget({ filter, asOf: now() })).rejects.toThrow(NoFilter);
        await expect(store.videos.forget({ filter, asOf: now() })).rejects.toThrow(NoFilter);
      }
    });

    test("refuses filters on what videos are, if every video matches", async () => {
      const all = ["/1", "/2"].map((path) => video(path));
      await commit(store, await startScan(store), { videos: all });
      const filters: VideoFilter[] = [
        { ranges: { file_size: { min: 0 } } },
        { values: { video_codec: { noneOf: ["nothing"] } } },
        { values: { hdr: { anyOf: ["none", ...hdrKinds] } } },
      ];
      for (const filter of filters) {
        await expect(store.videos.countToForget({ filter, asOf: now() })).rejects.toThrow(NoFilter);
      }
      await commit(store, await startScan(store), { videos: [video("/3", { size: 5 })] });
      const filter: VideoFilter = { ranges: { file_size: { max: 5 } } };
      expect(await store.videos.countToForget({ filter, asOf: now() })).toBe(1);
    });

    test("keeps videos whose subtitle files have changed since the person asked", async () => {
      const [first, second] = ["/1", "/2"].map((path) => video(path));
      if (first === undefined || second === undefined) throw new Error("No videos");
      const german = { ...first, file: { ...first.file, subtitles: "\n.de.srt" } };
      await commit(store, await startScan(store), { videos: [german, second] });
      const asOf = now();
      await commit(store, await startScan(store), {
        present: [{ path: "/2", disk: second.file.disk, subtitles: "\n.de.srt" }],
      });
      const which = { filter: withValue("subtitle_language", "de"), asOf };
      expect(await store.videos.forget(which)).toHaveLength(1);
      expect(await pathsOf()).toEqual(["/2"]);
    });

    test("by ids removes those and no others, and an unknown id is no error", async () => {
      await commit(store, await startScan(store), { videos: ["/1", "/2", "/3"].map((path) => video(path)) });
      const ids = [(await videoAt(store, "/1")).id, (await videoAt(store, "/3")).id];
      const unknown = newJobId() as string as (typeof ids)[number];
      expect(await store.videos.countToForget({ ids: [...ids, unknown] })).toBe(2);
      expect((await store.videos.forget({ ids: [...ids, unknown] })).toSorted()).toEqual(ids.toSorted());
      expect(await store.videos.forget({ ids })).toEqual([]);
      expect(await pathsOf()).toEqual(["/2"]);
    });

    test("keeps videos that were found again, marked missing, added or changed since the person asked", async () => {
      const [before, after] = [await startScan(store), await startScan(store)];
      const paths = ["/again", "/changed", "/gone", "/marked"];
      await commit(store, before, { videos: paths.map((path) => video(path)) });
      await commit(store, before, { missing: ["/again", "/gone"] });
      const asOf = now();
      await commit(store, after, {
        videos: [video("/changed", { size: 5 }), video("/added")],
        present: [{ path: "/again", disk: "a disk" }],
        missing: ["/marked", "/added"],
      });
      expect(await store.videos.forget({ filter: { missing: true }, asOf })).toHaveLength(1);
      expect(await pathsOf()).toEqual(["/added", "/again", "/changed", "/marked"]);
      expect(await store.videos.forget({ filter: { directory: "/" }, asOf })).toHaveLength(2);
      expect(await pathsOf()).toEqual(["/added", "/changed"]);
    });

    test("also removes videos whose times are in the future, because a clock was set back", async () => {
      const scan = await startScan(store);
      await commit(store, scan, { videos: [video("/1")] });
      await commit(store, scan, { missing: ["/1"] });
      await store.execute("update videos set updated_at = 9000000000000, missing_since = 9000000000000");
      expect(await store.videos.forget({ filter: { missing: true }, asOf: now() })).toHaveLength(1);
    });

    test("leaves the counts of scans, and a scan that has begun brings none of the videos back", async () => {
      const scan = await startScan(store);
      const videos = Array.from({ length: 40 }, (_, nth) => video(`/lib/${nth}.mp4`));
      await commit(store, await startScan(store), { videos: videos.slice(20) });
      await commit(store, scan, { videos: videos.slice(0, 20), missing: ["/lib/39.mp4"], found: 20 });
      await store.videos.forget({ filter: { directory: "/lib" }, asOf: now() });
      const { superseded } = await commit(store, scan, { videos, missing: ["/lib/38.mp4"], found: 40 });
      expect(superseded).toBe(20);
      expect(await pathsOf()).toEqual([]);
      expect(await countsEqualRows(store, scan.id, { videos: 20, missing: 1 })).toMatchObject({
        found: 40,
        new: 20,
        skipped: 20,
        missing: 1,
      });
      await commit(store, await startScan(store), { videos });
      expect(await pathsOf()).toHaveLength(40);
    });

    describe("by a job", () => {
      const many = 2 * mostForgottenAtOnce + 300;
      const committed = (outcome: ForgetOutcome) => (outcome.kind === "committed" ? outcome : expect.fail());
      const pending = () => insertPending(store, { type: "forget", payload: { missing: true } });
      const forgetsFilms = { path: "/films", as_of: "2026-01-01T00:00:00.000Z", expected: 3 };
      const withRoots = async () => {
        const add = async (path: string) => {
          const outcome = await store.roots.add({ ...usualRootSettings, name: path, path });
          return outcome.kind === "added" ? outcome.root : expect.fail();
        };
        return { films: await add("/films"), albums: await add("/albums") };
      };
      const forgotten = async (id: JobId) => (await store.jobs.get(id))?.counts["forgotten"];

      test("removes a bounded number at once, and counts them in the same moment", async () => {
        const scan = await startScan(store);
        const videos = Array.from({ length: many }, (_, nth) => video(`/lib/${nth % 7}/${nth}.mp4`));
        await commit(store, scan, { videos: [...videos, video("/kept.mp4")] });
        await commit(store, scan, { missing: videos.map(({ file }) => file.path) });
        const which = { filter: { missing: true }, asOf: now(), expected: many };
        const job = await claim(store, await pending());
        const first = committed(await store.forgetting.forgetNext(leaseOf(job), which, 0));
        expect(first.forgotten).toHaveLength(mostForgottenAtOnce);
        expect(first.job).toMatchObject({
          counts: { found: many, forgotten: mostForgottenAtOnce },
          madeProgress: true,
        });
        expect(first.job.progress).toBeCloseTo(mostForgottenAtOnce / many);
        expect(await numberOfRows("videos")).toBe(many + 1 - mostForgottenAtOnce);

        // The process dies, and another one begins from the start.
        const again = await claim(store, (await store.jobs.apply(died(job))) ?? expect.fail());
        expect(await store.forgetting.forgetNext(leaseOf(job), which, first.next ?? 0)).toEqual({ kind: "lost" });
        expect(await numberOfRows("videos")).toBe(many + 1 - mostForgottenAtOnce);
        for (let after: number | null = 0; after !== null; ) {
          const part = committed(await store.forgetting.forgetNext(leaseOf(again), which, after));
          after = part.next;
          expect((await forgotten(job.id)) ?? 0).toBe(many + 1 - (await numberOfRows("videos")));
        }
        expect(await store.jobs.get(job.id)).toMatchObject({ progress: 1, counts: { found: many, forgotten: many } });
        expect(await pathsOf()).toEqual(["/kept.mp4"]);
        // Only scans bring videos back.
        expect(await store.execute("select distinct job_id from removed_videos")).toEqual([{ job_id: scan.id }]);
        expect(await numberOfRows("removed_videos")).toBe(many);
      });

      test("a directory of the library goes with it and the job that forgets its videos comes, or neither", async () => {
        const { films, albums } = await withRoots();
        const scan = await startScan(store, { path: "/" });
        const paths = ["/albums/bad.mp4", "/films", "/films/a/bad.mp4", "/films-x/bad.mp4"];
        await commit(store, scan, { problems: paths.map((path) => problem(path)) });
        const job = newJob({ type: "forget", payload: { directory: "/films" }, uniqueKey: "forget films" });
        const revision = await store.roots.revision();
        expect(await store.forgetting.removeRootByJob(films.id, job)).toMatchObject({
          kind: "removed",
          inserted: { job: { id: job.id }, isNew: true },
        });
        expect(await store.roots.list()).toEqual([albums]);
        const { errors } = await store.videos.problems({ limit: 10 });
        expect(errors.map(({ path }) => path)).toEqual(["/albums/bad.mp4", "/films-x/bad.mp4"]);
        // They stay those of the scan, whose counts have them.
        expect((await store.videos.errorsOfJob(scan.id, { limit: 10 })).errors).toHaveLength(4);
        expect(await store.roots.revision()).toBeGreaterThan(revision);
        expect(await store.jobs.get(job.id)).toMatchObject({ status: "pending", payload: { directory: "/films" } });

        const other = newJob({ type: "forget", uniqueKey: "forget other" });
        expect(await store.forgetting.removeRootByJob(films.id, other)).toEqual({ kind: "unknown" });
        expect(await store.jobs.get(other.id)).toBeNull();
        // A job of this id is there already, so it cannot be inserted.
        await expect(store.forgetting.removeRootByJob(albums.id, { ...other, id: job.id })).rejects.toThrow(/unique/i);
        expect(await store.roots.list()).toEqual([albums]);
        const waiting = await store.forgetting.removeRootByJob(albums.id, { ...other, uniqueKey: "forget films" });
        expect(waiting).toMatchObject({ inserted: { job: { id: job.id, status: "pending" }, isNew: false } });
        expect(await store.roots.list()).toEqual([]);
      });

      test("a directory of the library goes with its few videos and the problems of its files without a job", async () => {
        const { films } = await withRoots();
        const scan = await startScan(store, { path: "/" });
        const videos = ["/films/1.mp4", "/films/a/2.mp4", "/films-x/3.mp4"].map((path) => video(path));
        const problems = ["/films/a/bad.mp4", "/films-x/bad.mp4"].map((path) => problem(path));
        await commit(store, scan, { videos, problems });
        const outcome = await store.forgetting.removeRoot(films.id);
        expect(outcome).toEqual({ kind: "removed", forgotten: [expect.any(String), expect.any(String)] });
        expect(await store.roots.list()).toMatchObject([{ path: "/albums" }]);
        expect(await pathsOf()).toEqual(["/films-x/3.mp4"]);
        expect((await store.videos.problems({ limit: 10 })).errors).toMatchObject([{ path: "/films-x/bad.mp4" }]);
        expect(await store.forgetting.removeRoot(films.id)).toEqual({ kind: "unknown" });
        // A scan around it that has begun brings none of them back.
        await commit(store, scan, { videos, found: 3 });
        expect(await pathsOf()).toEqual(["/films-x/3.mp4"]);
      });

      test("a directory of the library with many videos needs a job", async () => {
        const { films, albums } = await withRoots();
        const scan = await startScan(store, { path: "/" });
        const paths = Array.from({ length: mostForgottenAtOnce + 1 }, (_, nth) => `/films/${nth % 3}/${nth}.mp4`);
        await commit(store, scan, { videos: paths.map((path) => video(path)) });
        expect(await store.forgetting.removeRoot(films.id)).toEqual({ kind: "many" });
        expect(await store.roots.list()).toEqual([albums, films]);
        expect(await numberOfRows("videos")).toBe(paths.length);
      });

      test("no directory of the library is removed while a scan in it waits or runs", async () => {
        const { films } = await withRoots();
        const job = newJob({ type: "forget", payload: forgetsFilms });
        for (const path of ["/films", "/films/a"]) {
          const waiting = await insertPending(store, { payload: { path } });
          const scanned = { kind: "scanned", scan: { id: waiting.id, path, status: "pending" } };
          expect(await store.roots.remove(films.id)).toEqual(scanned);
          const running = await claim(store, waiting);
          scanned.scan.status = "running";
          expect(await store.forgetting.removeRoot(films.id)).toEqual(scanned);
          expect(await store.forgetting.removeRootByJob(films.id, job)).toEqual(scanned);
          await store.jobs.apply(completed(running, { now: now() }));
        }
        expect(await store.jobs.get(job.id)).toBeNull();
        for (const path of ["/", "/films-x", "/albums"]) await startScan(store, { path });
        expect(await store.forgetting.removeRootByJob(films.id, job)).toMatchObject({ kind: "removed" });
      });

      test("a scan that begins learns of the job that forgets everything around it", async () => {
        const forgets = async (path: string) => store.forgetting.forgetsAround(path);
        expect(await forgets("/films")).toBeNull();
        await insertPending(store, { type: "forget", payload: { ...forgetsFilms, missing: true } });
        await insertPending(store, { type: "forget", payload: { missing: true } });
        expect(await forgets("/films")).toBeNull();
        const job = await insertPending(store, { type: "forget", payload: forgetsFilms });
        expect(await Promise.all(["/films", "/films/a", "/films-x", "/"].map(forgets))).toEqual([
          job.id,
          job.id,
          null,
          null,
        ]);
        const running = await claim(store, job);
        expect(await forgets("/films/a")).toBe(job.id);
        await store.jobs.apply(completed(running, { now: now() }));
        expect(await forgets("/films")).toBeNull();
      });

      test("of a removal and a scan at the same time, in two processes, one always learns of the other", async () => {
        const other = await store.another();
        for (let round = 0; round < 20; round += 1) {
          const { films, albums } = await withRoots();
          const job = newJob({ type: "forget", payload: forgetsFilms });
          const beginScan = async () => {
            const scan = await startScan(other, { path: "/films" });
            return { scan, forgetting: await other.forgetting.forgetsAround("/films") };
          };
          const [removal, { scan, forgetting }] = await Promise.all([
            store.forgetting.removeRootByJob(films.id, job),
            beginScan(),
          ]);
          // Never neither of them: both would go on. Both may learn of each other if the removal comes first.
          expect([removal.kind === "scanned", forgetting !== null]).toContain(true);
          if (removal.kind === "removed") expect(forgetting).toBe(job.id);
          await store.jobs.apply(completed(scan, { now: now() }));
          const pendingJob = await store.jobs.get(job.id);
          if (pendingJob?.status === "pending") await store.jobs.cancel(job.id, { reason: null, now: now() });
          for (const { id } of [films, albums]) await store.roots.remove(id);
        }
      });

      test("in two processes at once counts each video once", async () => {
        await commit(store, await startScan(store), {
          videos: Array.from({ length: 200 }, (_, nth) => video(`/${nth}.mp4`)),
        });
        const which = { filter: { directory: "/" }, asOf: now(), expected: 200 };
        const other = await store.another();
        const jobs = [await claim(store, await pending()), await claim(store, await pending())];
        await Promise.all(
          jobs.map((job, nth) => (nth === 0 ? store : other).forgetting.forgetNext(leaseOf(job), which, 0)),
        );
        const counts = await Promise.all(jobs.map(async ({ id }) => (await forgotten(id)) ?? 0));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
        expect(await numberOfRows("videos")).toBe(0);
      });
    });
  });
}
