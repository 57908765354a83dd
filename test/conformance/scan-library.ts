import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { completed, died, failed, type JobId } from "../../src/jobs/job.ts";
import { type KnownFile, type KnownSection, knownFilesIn } from "../../src/scanning/known-files.ts";
import type { DirectorySection } from "../../src/scanning/scan-library.ts";
import {
  applied,
  batch,
  claim,
  commit,
  countsEqualRows,
  disk,
  insertPending,
  leaseOf,
  newJobId,
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

/** The files that every ScanLibrary remembers. `commit.ts` tests the counts of a commit. */
export function describeScanLibrary(open: OpenStore): void {
  describe("ScanLibrary", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    function knownSection(directory: string, section: Partial<DirectorySection> = {}): Promise<KnownSection> {
      return store.scans.known({
        directory,
        after: null,
        upTo: null,
        disk,
        jobId: "nobody",
        resumes: null,
        ...section,
      });
    }

    /** The directories in a directory that hold remembered files, sorted. */
    async function directoriesIn(directory: string): Promise<readonly string[]> {
      return (await knownSection(directory)).directories.toSorted();
    }

    /** The remembered files of a directory, in the order of their names. */
    async function known(directory: string, section: Partial<DirectorySection> = {}): Promise<readonly KnownFile[]> {
      return knownFilesIn(await knownSection(directory, section)).toSorted((one, other) =>
        Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)),
      );
    }

    test("of directories that are asked about together, those with their digest are unchanged, and others are told", async () => {
      const job = await startScan(store);
      const paths = [
        "a/1.mp4",
        "b/2.mp4",
        "b/sub/3.mp4",
        "b/\u{1F3AC}/4.mp4",
        "with-problem/5.mp4",
        "changed/6.mp4",
        "bad/7.mp4",
      ];
      await commit(store, job, {
        videos: paths.map((path) => video(`/lib/${path}`)),
        problems: [problem("/lib/with-problem/x.mp4"), problem("/lib/bad", null), problem("/lib/a/bad/y.mp4")],
      });
      const directories = ["a", "b", "with-problem", "changed", "bad", "unknown"].map((name) => `/lib/${name}`);
      const ask = (digest: string) => Promise.all(directories.map((each) => knownSection(each, { digest })));
      const before = await ask("digest");
      expect(before.map(({ isUnchanged }) => isUnchanged)).toEqual(directories.map(() => false));
      await store.scans.keepDigests(
        directories.map((directory, index) => ({
          directory,
          token: before[index]?.token ?? null,
          digest: directory === "/lib/changed" ? "another" : "digest",
          count: 1,
        })),
      );
      const { keepsDigests } = store.scans;
      const after = await ask("digest");
      expect(after.map(({ isUnchanged }) => isUnchanged)).toEqual(
        directories.map((each) => keepsDigests && ["/lib/a", "/lib/b"].includes(each)),
      );
      expect(after.map((each) => each.directories.toSorted())).toEqual([["bad"], ["sub", "\u{1F3AC}"], [], [], [], []]);
      const unchanged = await Promise.all(
        directories.map((directory) => store.scans.unchanged({ directory, digest: "digest" })),
      );
      expect(unchanged).toEqual(after.map(({ isUnchanged, directories: names }) => (isUnchanged ? names : null)));
      expect(after.map((each) => each.files)).toEqual(
        before.map(({ files }, index) => (after[index]?.isUnchanged ? "" : files)),
      );
    });

    test("what is remembered of a directory are its videos, its problems, and a problem of its own", async () => {
      const job = await startScan(store);
      await commit(store, job, {
        videos: [video("/lib/a.mp4", { size: 5, modifiedUs: 1_600_000_000_123_457 }), video("/lib/both.mp4")],
        problems: [
          problem("/lib/b.mp4", { size: 6, modifiedUs: -1 }),
          problem("/lib/c", null),
          problem("/lib/both.mp4"),
          problem("/lib/forgotten.mp4"),
          problem("/lib", null),
        ],
      });
      await commit(store, job, { missing: ["/lib/a.mp4"], goneProblems: ["/lib/forgotten.mp4"] });
      const found = await known("/lib");
      const by = { writtenBy: "another_job", missing: false, disk: "same" };
      expect(found).toHaveLength(6);
      expect(found).toEqual(
        expect.arrayContaining([
          { ...by, kind: "problem", name: "", size: null, modifiedUs: null },
          { ...by, kind: "video", name: "a.mp4", size: 5, modifiedUs: 1_600_000_000_123_457, missing: true },
          { ...by, kind: "problem", name: "b.mp4", size: 6, modifiedUs: -1 },
          { ...by, kind: "problem", name: "c", size: null, modifiedUs: null },
          { ...by, kind: "video", name: "both.mp4", size: 1000, modifiedUs: 1_600_000_000_123_456 },
          { ...by, kind: "problem", name: "both.mp4", size: 7, modifiedUs: 77 },
        ]),
      );
      expect(await known("/elsewhere")).toEqual([]);
    });

    test("what is remembered says whether this job wrote it, or the one that it goes on with", async () => {
      const [first, second, third] = [await startScan(store), await startScan(store), await startScan(store)];
      await commit(store, first, { videos: [video("/lib/1.mp4")], problems: [problem("/lib/1.bad")] });
      await commit(store, second, { videos: [video("/lib/2.mp4")], problems: [problem("/lib/2.bad")] });
      await commit(store, third, { videos: [video("/lib/3.mp4")] });
      const found = await known("/lib", { jobId: third.id, resumes: second.id });
      expect(found.map(({ name, writtenBy }) => `${name} ${writtenBy}`)).toEqual([
        "1.bad another_job",
        "1.mp4 another_job",
        "2.bad resumed_job",
        "2.mp4 resumed_job",
        "3.mp4 this_job",
      ]);
    });

    test("a video with facts of an older program is remembered as such, and counts as updated when it is read", async () => {
      const [job, other] = [await startScan(store), await startScan(store)];
      await commit(store, job, { videos: [video("/lib/old.mp4"), video("/lib/new.mp4")] });
      await store.execute("update videos set facts_version = 0, hdr = null where filename = 'old.mp4'");
      await store.execute(
        "delete from video_details where number = (select number from videos where filename = 'old.mp4')",
      );
      for (const jobId of [job.id, other.id]) {
        const found = await known("/lib", { jobId });
        expect(found.find(({ name }) => name === "old.mp4")).toMatchObject({ writtenBy: "older_program", size: 1000 });
      }
      const subtitles = { subtitleStreams: [] };
      expect(await videoAt(store, "/lib/old.mp4")).toMatchObject({ hdr: null, details: null, ...subtitles });
      const outcome = await commit(store, other, { videos: [video("/lib/old.mp4"), video("/lib/new.mp4")] });
      expect(outcome).toMatchObject({ superseded: 1, job: { counts: { updated: 1, skipped: 1 } } });
      expect(await videoAt(store, "/lib/old.mp4")).toMatchObject({ hdr: someFacts.hdr, details: someDetails });
    });

    test("the subtitle files beside a video are those that were seen last", async () => {
      const job = await startScan(store);
      const one = { ...video("/lib/a.mp4").file, subtitles: "\n.en.srt\n.Ä\u0001語.ass" };
      await commit(store, job, { videos: [{ file: one, facts: someFacts }, video("/lib/b.mp4")] });
      expect((await known("/lib")).map(({ subtitles }) => subtitles)).toEqual([one.subtitles, undefined]);
      const use = { isForced: false, isHearingImpaired: false, isCommentary: false };
      expect((await videoAt(store, "/lib/a.mp4")).subtitleFiles).toEqual([
        { filename: "a.en.srt", language: "en", ...use },
        { filename: "a.Ä\u0001語.ass", language: null, ...use },
      ]);
      await commit(store, await startScan(store), {
        present: [
          { path: "/lib/a.mp4", disk },
          { path: "/lib/b.mp4", disk, subtitles: "\n.srt" },
        ],
      });
      expect((await known("/lib")).map(({ subtitles }) => subtitles)).toEqual([undefined, "\n.srt"]);
      expect(await videoAt(store, "/lib/b.mp4")).toMatchObject({ jobId: job.id, details: someDetails });
    });

    test("a video that a job has read again, and found as it was, counts as read for later runs of the job", async () => {
      const [first, second, third] = [await startScan(store), await startScan(store), await startScan(store)];
      const one = video("/lib/1.mp4");
      await commit(store, first, { videos: [one] });
      const { job, superseded } = await commit(store, second, { videos: [one] });
      expect({ superseded, job }).toMatchObject({ superseded: 1, job: { counts: { updated: 0 }, madeProgress: true } });
      const writtenBy = async (jobId: JobId, resumes: JobId | null) =>
        (await known("/lib", { jobId, resumes })).map((file) => file.writtenBy);
      expect(await writtenBy(second.id, null)).toEqual(["resumed_job"]);
      expect(await writtenBy(third.id, second.id)).toEqual(["resumed_job"]);
      expect(await writtenBy(third.id, null)).toEqual(["another_job"]);
      await commit(store, third, { videos: [video("/lib/1.mp4", { size: 7 })] });
      expect(await writtenBy(second.id, null)).toEqual(["another_job"]);
    });

    test("what a job has handled is remembered over any number of jobs of which each resumes the one before", async () => {
      const next = async (resumes: JobId | null) => claim(store, await insertPending(store, { resumes }));
      const elsewhere = await next(null);
      await commit(store, elsewhere, { videos: [video("/lib/0.mp4"), video("/lib/1.mp4")] });
      const first = await next(null);
      await commit(store, first, {
        videos: [video("/lib/1.mp4"), video("/lib/2.mp4")],
        problems: [problem("/lib/3.bad")],
      });
      const second = await next(first.id);
      const third = await next(second.id);
      const fourth = await next(third.id);
      const found = await known("/lib", { jobId: fourth.id, resumes: third.id });
      expect(found.map(({ name, writtenBy }) => `${name} ${writtenBy}`)).toEqual([
        "0.mp4 another_job",
        "1.mp4 resumed_job",
        "2.mp4 resumed_job",
        "3.bad resumed_job",
      ]);
    });

    test("sizes, times and facts beyond what fits a whole number are read back", async () => {
      const job = await startScan(store);
      const odd = video("/lib/odd.mp4", { size: 2 ** 63, modifiedUs: 2 ** 54 });
      await commit(store, job, { videos: [{ ...odd, facts: { ...odd.facts, bitRate: 2 ** 62, rotation: 45.5 } }] });
      expect(await known("/lib")).toMatchObject([{ size: 2 ** 63, modifiedUs: 2 ** 54 }]);
      expect(await videoAt(store, "/lib/odd.mp4")).toMatchObject({ bitRate: 2 ** 62, rotation: 45.5 });
    });

    test("a section of a directory are the names directly in it from behind one up to another, by their bytes", async () => {
      const job = await startScan(store);
      const names = ["'", "0.mp4", "a b.mp4", "a.mp4", "b.mp4", "é.mp4", "\uFF5E.mp4", "🎞.mp4"];
      const outside = [
        "/lib/D.mp4",
        "/lib/D/sub/x.mp4",
        "/lib/D-/x.mp4",
        "/lib/D0/x.mp4",
        "/lib/E.mp4",
        "/lib/d/x.mp4",
      ];
      const inside = names.map((name) => `/lib/D/${name}`);
      await commit(store, job, {
        videos: [...inside, ...outside].map((path) => video(path)),
        problems: [...inside, "/lib/D/sub"].map((path) => problem(path)),
      });
      expect(new Set((await known("/lib/D")).map(({ name }) => name))).toEqual(new Set([...names, "sub"]));
      for (const [start, after] of [null, ...names].entries()) {
        for (const [index, upTo] of names.entries()) {
          const found = await known("/lib/D", { after, upTo });
          const videos = found.filter(({ kind }) => kind === "video").map(({ name }) => name);
          expect(videos).toEqual(names.slice(start, Math.max(start, index + 1)));
        }
      }
      expect((await known("/", { after: null, upTo: null })).map(({ name }) => name)).toEqual([]);
      await commit(store, job, { videos: [video("/top.mp4")] });
      expect((await known("/")).map(({ name }) => name)).toEqual(["top.mp4"]);
    });

    test("of a directory of which very much is remembered it is told part by part", async () => {
      const job = await startScan(store);
      const names = Array.from({ length: 12_000 }, (_, index) => `${index}`).toSorted();
      const [videos, problems] = [
        names.filter((name) => !name.endsWith("7")),
        names.filter((name) => /[67]$/.test(name)),
      ];
      await commit(store, job, {
        videos: videos.map((name) => video(`/lib/D/${name}`)),
        problems: [...problems.map((name) => problem(`/lib/D/${name}`)), problem("/lib/D", null)],
      });
      await commit(store, job, { videos: [video("/lib/D/sub/1.mp4")] });
      const told: KnownFile[] = [];
      let after: string | null = null;
      do {
        const part = await knownSection("/lib/D", { after });
        expect(part.directories).toEqual(["sub"]);
        const files = knownFilesIn(part);
        expect(files.length).toBeLessThanOrEqual(10_001);
        told.push(...files.filter(({ name }) => name !== ""));
        after = part.upTo;
      } while (after !== null);
      const toldOf = (kind: string) => told.filter((file) => file.kind === kind).map(({ name }) => name);
      expect(toldOf("video")).toEqual(videos);
      expect(toldOf("problem")).toEqual(problems);
    });

    test("files below a directory are those at any depth, in the order of their directories and names, page by page", async () => {
      const job = await startScan(store);
      const inside = ["/lib/D/a/1.mp4", "/lib/D/a-b/1.mp4", "/lib/D/a0/1.mp4", "/lib/D/x.mp4", "/lib/D/🎞/é/1.mp4"];
      const outside = ["/lib/D-/1.mp4", "/lib/D0/1.mp4", "/lib/D.mp4", "/lib/C/1.mp4", "/lib/d/1.mp4"];
      await commit(store, job, {
        videos: [...inside, ...outside, "/lib/D/a/gone.mp4"].map((path) => video(path)),
        problems: [problem("/lib/D/a/1.mp4"), problem("/lib/D/closed", null), problem("/lib/D", null)],
      });
      await commit(store, job, { missing: ["/lib/D/a/gone.mp4"] });
      const expected = [
        "problem /lib/D/closed",
        "video /lib/D/x.mp4",
        "video /lib/D/a-b/1.mp4",
        "problem /lib/D/a/1.mp4",
        "video /lib/D/a/1.mp4",
        "video /lib/D/a0/1.mp4",
        "video /lib/D/🎞/é/1.mp4",
      ];
      for (const limit of [1, 2, 100]) {
        const found = await allPages((after) => store.scans.filesBelow("/lib/D", { after, limit, disk: null }), limit);
        expect(found.toSorted()).toEqual(expected.toSorted());
        expect(pathsOf(found)).toEqual(pathsOf(expected));
      }
      const all = await allPages((after) => store.scans.filesBelow("/", { after, limit: 100, disk: null }), 100);
      expect(all).toHaveLength(inside.length + outside.length + 3);
    });

    test("a video is remembered on the disk on which it was seen last", async () => {
      const job = await startScan(store);
      const videos = ["here.mp4", "there.mp4", "nowhere.mp4", "gone.mp4"].map((name) => video(`/lib/D/${name}`));
      await commit(store, job, { videos });
      await commit(store, job, { missing: ["/lib/D/gone.mp4"] });
      const present = [
        { path: "/lib/D/there.mp4", disk: "another disk" },
        { path: "/lib/D/nowhere.mp4", disk: null },
      ];
      const outcome = await commit(store, job, { present });
      expect(outcome.job.counts).toMatchObject({ new: 4, updated: 0, skipped: 0, missing: 1 });
      expect((await known("/lib/D")).map((one) => [one.name, one.disk, one.missing])).toEqual([
        ["gone.mp4", "same", true],
        ["here.mp4", "same", false],
        ["nowhere.mp4", "unknown", false],
        ["there.mp4", "other", false],
      ]);
      const onAnother = await known("/lib/D", { disk: "another disk" });
      expect(onAnother.map((one) => one.disk)).toEqual(["same", "other", "unknown", "same"]);
      const below = await store.scans.filesBelow("/lib", { after: null, limit: 10, disk: "another disk" });
      expect(below).toEqual([{ kind: "video", path: "/lib/D/there.mp4", disk: "another disk" }]);
      await countsEqualRows(store, job.id);
    });

    test("whether a directory has videos, also off a disk, is known of any depth", async () => {
      const job = await startScan(store);
      await commit(store, job, {
        videos: [video("/lib/D/a/b/1.mp4"), video("/lib/D-/2.mp4", { disk: "another disk" })],
      });
      const hasVideos = (directory: string, notOn: string | null = null) => store.scans.hasVideos(directory, { notOn });
      expect([await hasVideos("/lib/D"), await hasVideos("/lib/D", disk)]).toEqual([true, false]);
      expect([await hasVideos("/lib"), await hasVideos("/lib", disk), await hasVideos("/")]).toEqual([
        true,
        true,
        true,
      ]);
      expect(await hasVideos("/lib/D/a/b/1.mp4")).toBe(false);
      await commit(store, job, { missing: ["/lib/D/a/b/1.mp4"] });
      expect(await hasVideos("/lib/D")).toBe(false);
    });

    test("directories in a directory are those with anything remembered at any depth", async () => {
      const job = await startScan(store);
      const names = ["a", "a b", "a-b", "a.b", "a0", "ab", "0", "é", "🎞", "a%", "z"];
      const videos = names.flatMap((name) => [
        video(`/lib/D/${name}/1.mp4`),
        video(`/lib/D/${name}/deep/er/1.mp4`),
        video(`/lib/D/${name}/gone/1.mp4`),
      ]);
      const gone = [video("/lib/D/all gone/1.mp4"), video("/lib/D/all gone/deep/2.mp4")];
      await commit(store, job, {
        videos: [...videos, ...gone, video("/lib/D/file.mp4"), video("/lib/D0/x/1.mp4"), video("/lib/D-/x/1.mp4")],
        problems: [
          problem("/lib/D/broken/deep/1.mp4"),
          problem("/lib/D/a/2.mp4"),
          problem("/lib/D/closed", null),
          problem("/lib/D/repaired/1.mp4"),
        ],
      });
      await commit(store, job, {
        missing: [...gone, ...videos].map(({ file }) => file.path).filter((path) => path.includes("gone/")),
        goneProblems: ["/lib/D/repaired/1.mp4"],
      });
      expect(await directoriesIn("/lib/D")).toEqual([...names, "broken"].toSorted());
      expect(await directoriesIn("/")).toEqual(["lib"]);
      expect(await directoriesIn("/lib/D/file.mp4")).toEqual([]);
      expect(await directoriesIn("/elsewhere")).toEqual([]);
    });

    test("directories are found where there are thousands of them", async () => {
      const job = await startScan(store);
      const names = Array.from({ length: 2100 }, (_, index) => `d${index}`);
      await commit(store, job, { videos: names.map((name) => video(`/lib/${name}/1.mp4`)) });
      expect(await directoriesIn("/lib")).toEqual(names.toSorted());
    });

    test("what the last completed scan of a directory found is known of exactly that directory", async () => {
      const end = { now: new Date() };
      const scan = async (payload: { path: string; recursive: boolean }, found: number) => {
        const job = await startScan(store, { ...payload, retry_errors: false });
        await commit(store, job, { found });
        return job;
      };
      const path = "/lib/\"é\" \\ 'x'";
      expect(await store.scans.lastFound({ path, recursive: true })).toBeNull();
      await store.jobs.apply(completed(await scan({ path, recursive: true }, 10), end));
      await store.jobs.apply(completed(await scan({ path, recursive: true }, 20), end));
      await store.jobs.apply(completed(await scan({ path, recursive: false }, 3), end));
      await store.jobs.apply(completed(await scan({ path: `${path}/sub`, recursive: true }, 4), end));
      await store.jobs.apply(failed(await scan({ path, recursive: true }, 5), { ...end, error: "x" }));
      await scan({ path, recursive: true }, 6);
      expect(await store.scans.lastFound({ path, recursive: true })).toBe(20);
      expect(await store.scans.lastFound({ path, recursive: false })).toBe(3);
      expect(await store.scans.lastFound({ path: "/lib", recursive: true })).toBeNull();
    });

    test("errors of a job are listed by path, whenever they were written", async () => {
      const job = await startScan(store);
      const other = await startScan(store);
      await commit(store, job, { problems: [problem("/lib/z.mp4"), problem("/lib/b.mp4")] });
      await commit(store, other, { problems: [problem("/lib/z.mp4"), problem("/lib/other.mp4")] });
      await commit(store, job, { problems: [problem("/lib/a.mp4")] });
      const errorsOf = async (id: JobId, limit: number) => (await store.videos.errorsOfJob(id, { limit })).errors;
      const errors = await errorsOf(job.id, 10);
      expect(errors.map(({ path }) => path)).toEqual(["/lib/a.mp4", "/lib/b.mp4", "/lib/z.mp4"]);
      expect(errors[2]?.error).toBe(problem("/lib/z.mp4").message);
      expect(await errorsOf(job.id, 2)).toEqual(errors.slice(0, 2));
      expect(await errorsOf(newJobId(), 2)).toEqual([]);
    });

    describe("a lease that is lost", () => {
      const everything = batch({
        videos: [video("/lib/new.mp4"), video("/lib/old.mp4", { size: 2 })],
        problems: [problem("/lib/broken.mp4")],
        present: [{ path: "/lib/missing.mp4", disk: "another disk" }],
        missing: ["/lib/there.mp4"],
        goneProblems: ["/lib/problem.mp4"],
        found: 100,
        skipped: 50,
        expected: 100,
      });

      test("writes nothing, whether claimed anew, pending, ended or unknown", async () => {
        const job = await startScan(store);
        await commit(store, job, {
          videos: ["/lib/old.mp4", "/lib/missing.mp4", "/lib/there.mp4"].map((path) => video(path)),
          problems: [problem("/lib/problem.mp4")],
        });
        await commit(store, job, { missing: ["/lib/missing.mp4"] });
        const before = await allRows();
        const lost = async (lease = leaseOf(job)) => {
          const jobs = await store.execute("select * from jobs");
          expect(await store.scans.commit(lease, everything)).toEqual({ kind: "lost" });
          expect(await store.execute("select * from jobs")).toEqual(jobs);
          expect(await allRows()).toEqual(before);
        };

        await lost({ jobId: newJobId(), claim: 1 });
        const pending = await store.jobs.apply(died(job));
        await lost();
        if (pending === null) throw new Error("The job was running");
        const again = await claim(store, pending);
        await lost();
        await store.jobs.apply(completed(again, { now: new Date() }));
        await lost(leaseOf(again));
        await countsEqualRows(store, job.id);
      });

      async function allRows() {
        return [await store.execute("select * from videos"), await store.execute("select * from scan_errors")];
      }
    });

    test("a batch of a thousand files is written as a whole", async () => {
      const job = await startScan(store);
      const videos = Array.from({ length: 1000 }, (_, index) => video(`/lib/${index}.mp4`));
      const problems = Array.from({ length: 170 }, (_, index) => problem(`/lib/${index}.bad`));
      const outcome = await commit(store, job, { videos, problems, found: 1170 });
      expect(outcome.job.counts).toMatchObject({ new: 1000, error_count: 170, scanned: 1170 });
      await countsEqualRows(store, job.id);
    });

    test("a job that waits again goes on where it was", async () => {
      const first = await claim(store, await insertPending(store));
      await commit(store, first, {
        videos: [video("/lib/a.mp4")],
        problems: [problem("/lib/b.mp4")],
        found: 2,
        skipped: 9,
      });
      const pending = await store.jobs.apply(died(first));
      if (pending === null) throw new Error("The job was running");
      const second = await claim(store, pending);
      const last = { videos: [video("/lib/a.mp4"), video("/lib/c.mp4")], found: 2, skipped: 1, seesAll: true };
      await commit(store, second, last);
      expect(await countsEqualRows(store, first.id)).toMatchObject({
        found: 4,
        skipped: 1,
        new: 2,
        error_count: 1,
        scanned: 4,
      });
    });

    test("a job that waits again keeps what it has counted, until a run has seen everything", async () => {
      const first = await claim(store, await insertPending(store));
      const atFirst = { videos: [video("/lib/a.mp4")], problems: [problem("/lib/b.mp4")] };
      await commit(store, first, { ...atFirst, found: 20, skipped: 9, unreadable: 2 });
      const handled = { found: 20, scanned: 13, skipped: 9, unreadable: 2, new: 1, error_count: 1 };
      const pending = await applied(store.jobs.apply(died(first)));
      const second = await claim(store, pending);
      await commit(store, second, {});
      expect(await countsEqualRows(store, first.id)).toMatchObject(handled);
      // This run has not come as far as the first one, and has read a file that was in hand then.
      await commit(store, second, { videos: [video("/lib/c.mp4")], found: 6, skipped: 5 });
      expect(await countsEqualRows(store, first.id)).toMatchObject({ ...handled, scanned: 14, new: 2 });
      await commit(store, second, { found: 15, skipped: 11, unreadable: 1 });
      expect(await countsEqualRows(store, first.id)).toMatchObject({ ...handled, scanned: 16, new: 2, skipped: 11 });
      // Half of the files were removed before the second run.
      await commit(store, second, { found: 9, skipped: 6, unreadable: 0, seesAll: true });
      expect(await countsEqualRows(store, first.id)).toMatchObject({ found: 9, scanned: 9, skipped: 6, unreadable: 0 });
    });

    test("a job that waits again counts no file twice that was changed before it went on", async () => {
      const first = await claim(store, await insertPending(store));
      await commit(store, first, { found: 10, skipped: 8, unreadable: 2 });
      const second = await claim(store, await applied(store.jobs.apply(died(first))));
      await commit(store, second, { videos: [video("/lib/a.mp4"), video("/lib/b.mp4")], found: 10, skipped: 1 });
      expect(await countsEqualRows(store, first.id)).toMatchObject({ found: 10, scanned: 10, new: 2 });
    });

    test("a job that is cancelled while it waits again keeps its counts", async () => {
      const first = await claim(store, await insertPending(store));
      await commit(store, first, { videos: [video("/lib/a.mp4")], found: 20, skipped: 9 });
      const { counts } = await applied(store.jobs.apply(died(first)));
      await store.jobs.cancel(first.id, { reason: null, now: new Date() });
      expect(await store.jobs.get(first.id)).toMatchObject({ status: "cancelled", counts });
      expect(counts).toMatchObject({ found: 20, scanned: 10, skipped: 9, new: 1 });
    });
  });
}

/** `kind path` of all pages, none of which is longer than its limit and one. */
async function allPages(
  read: (after: string | null) => Promise<readonly { readonly path: string; readonly kind: string }[]>,
  limit: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page = await read(after);
    expect(page.length).toBeLessThanOrEqual(limit + 1);
    found.push(...page.map(({ kind, path }) => `${kind} ${path}`));
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return found;
    after = last.path;
  }
}

function pathsOf(found: readonly string[]): readonly string[] {
  return found.map((one) => one.slice(one.indexOf(" ") + 1));
}
