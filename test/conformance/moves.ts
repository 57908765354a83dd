import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunningJob } from "../../src/jobs/job.ts";
import {
  type FileStat,
  type MoveCandidate,
  type MovedVideo,
  mostLookAlikes,
  type ScanBatch,
} from "../../src/scanning/scan-library.ts";
import type { Store } from "../../src/store/store.ts";
import {
  batch,
  commit,
  committed,
  countsEqualRows,
  file,
  leaseOf,
  type OpenStore,
  problem,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../store/store-under-test.ts";

/** Videos whose files were found at other paths. */
export function describeMoves(open: OpenStore): void {
  describe("moves", () => {
    let store: StoreUnderTest;
    let first: RunningJob;
    let job: RunningJob;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
      first = await startScan(store);
      job = await startScan(store);
    });
    afterEach(() => store.close());

    /** A file whose size is made of its number, so that no other file has it. */
    const numbered = (path: string, fileNumber: number, stat: Partial<FileStat> = {}): FileStat =>
      file(path, { size: 1_000 + fileNumber, fileNumber, changedUs: 1_700_000_000_000_000 + fileNumber, ...stat });
    const videoOf = (path: string, fileNumber: number) => video(path, numbered(path, fileNumber));

    async function candidate(stat: FileStat): Promise<MoveCandidate> {
      const found = await store.scans.moveCandidates([stat]);
      return found[0] ?? expect.fail(`No candidate for ${stat.path}`);
    }

    async function moves(...pairs: readonly (readonly [string, number])[]): Promise<ScanBatch["moves"]> {
      const files = pairs.map(([path, fileNumber]) => numbered(path, fileNumber));
      return Promise.all(files.map(async (one) => ({ file: one, from: await candidate(one) })));
    }

    const displacing = (move: MovedVideo): MovedVideo => ({ ...move, displaces: true });

    async function idsByPath(): Promise<Record<string, string>> {
      const { videos } = await store.videos.list({ limit: 100 });
      return Object.fromEntries(videos.map(({ id, path }) => [path, id]));
    }

    const counts = () => countsEqualRows(store, job.id);

    test("have as candidates the videos with the number, size and time of a file", async () => {
      expect(await store.scans.hasAnyVideo()).toBe(false);
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1), videoOf("/lib/b.mp4", 2), video("/lib/c.mp4")] });
      await commit(store, first, { missing: ["/lib/b.mp4"] });
      expect(await store.scans.hasAnyVideo()).toBe(true);
      const a = numbered("/new/a.mp4", 1);
      const b = numbered("/new/b.mp4", 2);
      const others = [{ ...a, size: 5 }, { ...a, modifiedUs: 5 }, { ...a, fileNumber: 9 }, file("/new/c.mp4")];
      const found = await store.scans.moveCandidates([a, b, ...others]);
      const { disk, modifiedUs } = a;
      const alike = { number: expect.any(Number), modifiedUs, disk, fingerprint: null, isToBeRead: false };
      expect(found.toSorted((one, other) => one.size - other.size)).toEqual([
        {
          ...alike,
          path: "/lib/a.mp4",
          size: 1_001,
          fileNumber: 1,
          changedUs: 1_700_000_000_000_001,
          isMissing: false,
        },
        { ...alike, path: "/lib/b.mp4", size: 1_002, fileNumber: 2, changedUs: 1_700_000_000_000_002, isMissing: true },
      ]);
      expect(await store.scans.moveCandidates([])).toEqual([]);
      await commit(store, first, { problems: [problem("/lib/a.mp4")] });
      const toBeRead = (await store.scans.moveCandidates([a, b])).filter(({ isToBeRead }) => isToBeRead);
      expect(toBeRead.map(({ path }) => path)).toEqual(["/lib/a.mp4"]);
    });

    test("have as look-alikes the videos with the size and time of a file and with a fingerprint", async () => {
      const one = Object.assign(videoOf("/lib/a.mp4", 1), { fingerprint: 2 ** 48 - 1 });
      const other = Object.assign(video("/lib/b.mp4", numbered("/lib/b.mp4", 1, { fileNumber: 7 })), {
        fingerprint: 0,
      });
      await commit(store, first, { videos: [one, other, videoOf("/lib/c.mp4", 2)] });
      const found = await store.scans.lookAlikes([numbered("/x.mp4", 1), numbered("/y.mp4", 1), numbered("/z.mp4", 2)]);
      expect(found.map(({ path, fingerprint }) => [path, fingerprint]).toSorted()).toEqual([
        ["/lib/a.mp4", 2 ** 48 - 1],
        ["/lib/b.mp4", 0],
      ]);
      const many = Array.from({ length: 30 }, (_, index) =>
        Object.assign(video(`/many/${index}.mp4`, { size: 7 }), { fingerprint: 1 }),
      );
      await commit(store, first, { videos: many });
      expect(await store.scans.lookAlikes([file("/x.mp4", { size: 7 })])).toHaveLength(mostLookAlikes);
    });

    test("know the file numbers of the videos in a directory", async () => {
      await commit(store, first, {
        videos: [videoOf("/lib/a.mp4", 1), video("/lib/c.mp4"), videoOf("/lib/d/e.mp4", 3)],
      });
      expect(await store.scans.fileNumbers("/lib", ["a.mp4", "c.mp4", "e.mp4", "x.mp4"])).toEqual(
        new Map([
          ["a.mp4", { disk: "a disk", fileNumber: 1, changedUs: 1_700_000_000_000_001, fingerprint: null }],
          ["c.mp4", { disk: "a disk", fileNumber: null, changedUs: null, fingerprint: null }],
        ]),
      );
    });

    test("give a video its new path, and leave all else of it as it was", async () => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1)] });
      const before = await videoAt(store, "/lib/a.mp4");
      await store.videos.setPoster(before.id, { size: before.fileSize, modifiedUs: before.modifiedUs }, "made");
      await commit(store, first, { missing: ["/lib/a.mp4"] });
      const [moved = expect.fail()] = (await moves(["/new/x/Film 2.mp4", 1])) ?? [];
      const now = { ...moved.file, subtitles: "\n.srt", disk: "another", changedUs: 7 };
      expect(await commit(store, job, { moves: [{ ...moved, file: now }], found: 1 })).toMatchObject({ notMoved: [] });
      const after = await videoAt(store, "/new/x/Film 2.mp4");
      expect(after).toEqual({
        ...before,
        path: "/new/x/Film 2.mp4",
        filename: "Film 2.mp4",
        subtitleFiles: after.subtitleFiles,
        file: before.file?.replace("a disk:", "another:"),
        poster: "made",
        jobId: job.id,
        updatedAt: after.updatedAt,
      });
      expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
      expect(await store.execute("select disk, file_number, changed_us, subtitle_files from videos")).toEqual([
        { disk: "another", file_number: 1, changed_us: 7, subtitle_files: "\n.srt" },
      ]);
      expect(await counts()).toMatchObject({ found: 1, scanned: 1, moved: 1, new: 0, updated: 0, missing: 0 });
    });

    test("are found by their new names, and not by their old ones", async () => {
      const names = ["a", "b", "c"].map((name) => `/lib/old/${name}.mp4`);
      await commit(store, first, { videos: names.map((path, index) => videoOf(path, index + 1)) });
      expect((await store.videos.list({ text: "old", limit: 10 })).total).toBe(3);
      await commit(store, job, { moves: (await moves(["/lib/new/z.mp4", 1])) ?? [] });
      expect((await store.videos.list({ text: "old", limit: 10 })).total).toBe(2);
      expect((await store.videos.list({ text: "new z", limit: 10 })).total).toBe(1);
      const { videos } = await store.videos.list({ sort: "filename", limit: 10 });
      expect(videos.map(({ filename }) => filename)).toEqual(["b.mp4", "c.mp4", "z.mp4"]);
    });

    test("take back the mark of their own job", async () => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1)] });
      await commit(store, job, { missing: ["/lib/a.mp4"] });
      expect(await counts()).toMatchObject({ missing: 1 });
      await commit(store, job, { moves: (await moves(["/lib/b.mp4", 1])) ?? [], missing: ["/lib/a.mp4"] });
      expect(await counts()).toMatchObject({ moved: 1, missing: 0 });
    });

    test("leave their old paths to new files of the same commit", async () => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1)] });
      const { "/lib/a.mp4": a } = await idsByPath();
      await commit(store, job, {
        moves: (await moves(["/lib/b.mp4", 1])) ?? [],
        videos: [videoOf("/lib/a.mp4", 2)],
      });
      expect(await counts()).toMatchObject({ moved: 1, new: 1, updated: 0 });
      expect(await idsByPath()).toEqual({ "/lib/a.mp4": expect.not.stringContaining(a ?? ""), "/lib/b.mp4": a });
    });

    test("may exchange paths, and go in circles", async () => {
      const paths = ["/lib/a.mp4", "/lib/b.mp4", "/lib/d/c.mp4", "/lib/d/d.mp4"] as const;
      await commit(store, first, { videos: paths.map((path, index) => videoOf(path, index + 1)) });
      const before = await idsByPath();
      await commit(store, job, {
        moves: (await moves([paths[1], 1], [paths[0], 2], [paths[3], 3], ["/lib/e.mp4", 4])) ?? [],
      });
      expect(await counts()).toMatchObject({ moved: 4 });
      expect(await idsByPath()).toEqual({
        [paths[0]]: before[paths[1]],
        [paths[1]]: before[paths[0]],
        [paths[3]]: before[paths[2]],
        "/lib/e.mp4": before[paths[3]],
      });
    });

    test("of several files that pass on their names put the video of the first path, as missing, at the last", async () => {
      const paths = ["/lib/a.mp4", "/lib/b.mp4", "/lib/d/c.mp4"] as const;
      await commit(store, first, { videos: paths.map((path, index) => videoOf(path, index + 1)) });
      const before = await idsByPath();
      const asked = ((await moves([paths[0], 2], [paths[1], 3])) ?? []).map(displacing);
      const { notMoved } = await commit(store, job, { moves: asked, found: 2 });
      expect(notMoved).toEqual([]);
      expect(await counts()).toMatchObject({ moved: 2, missing: 1, scanned: 2 });
      expect(await idsByPath()).toEqual({
        [paths[0]]: before[paths[1]],
        [paths[1]]: before[paths[2]],
        [paths[2]]: before[paths[0]],
      });
      const { videos } = await store.videos.list({ limit: 10, missing: true });
      expect(videos).toMatchObject([{ path: paths[2], filename: "c.mp4", id: before[paths[0]] }]);
      // Its file is found after all.
      await commit(store, job, { moves: (await moves(["/lib/d/e.mp4", 1])) ?? [] });
      expect(await counts()).toMatchObject({ moved: 3, missing: 0 });
      expect(await idsByPath()).toMatchObject({ "/lib/d/e.mp4": before[paths[0]] });
    });

    test("to the path of a video whose file is gone put that one, as missing, at the path that the file has left", async () => {
      const [a, b] = ["/lib/a.mp4", "/other/b.mp4"];
      await commit(store, first, { videos: [videoOf(a, 1), videoOf(b, 2)] });
      const before = await idsByPath();
      await commit(store, job, { missing: [a] });
      const asked = ((await moves([b, 1])) ?? []).map(displacing);
      expect((await commit(store, job, { moves: asked, found: 1 })).notMoved).toEqual([]);
      expect(await counts()).toMatchObject({ found: 1, scanned: 1, moved: 1, missing: 1 });
      expect(await idsByPath()).toEqual({ [a]: before[b], [b]: before[a] });
      const { videos } = await store.videos.list({ limit: 10, missing: true });
      expect(videos).toMatchObject([{ path: a, filename: "a.mp4", id: before[b] }]);
      // Once more, as after an answer that was lost.
      expect((await commit(store, job, { moves: asked, found: 1 })).notMoved).toEqual([]);
      expect(await counts()).toMatchObject({ moved: 1, missing: 1 });
      // And back.
      const next = await startScan(store);
      await commit(store, next, { moves: ((await moves([a, 1])) ?? []).map(displacing), found: 1 });
      expect(await idsByPath()).toEqual(before);
      expect((await store.videos.list({ limit: 10, missing: true })).videos).toMatchObject([{ path: b }]);
      expect(await countsEqualRows(store, next.id)).toMatchObject({ moved: 1, missing: 0 });
    });

    test("are refused if another scan has written the video at the new path for the same file", async () => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1)] });
      const asked = ((await moves(["/lib/b.mp4", 1])) ?? []).map(displacing);
      await commit(store, first, { videos: [videoOf("/lib/b.mp4", 1)] });
      const before = await idsByPath();
      expect((await commit(store, job, { moves: asked })).notMoved).toEqual(asked.map((one) => one.file));
      expect(await idsByPath()).toEqual(before);
      expect(await counts()).toMatchObject({ moved: 0, missing: 0 });
    });

    test("are refused while another video stays at the new path", async () => {
      const paths = ["/lib/a.mp4", "/lib/b.mp4"] as const;
      await commit(store, first, { videos: paths.map((path, index) => videoOf(path, index + 1)) });
      const before = await idsByPath();
      const asked = (await moves([paths[1], 1])) ?? [];
      const { notMoved } = await commit(store, job, { moves: asked, found: 1 });
      expect(notMoved).toEqual(asked.map((one) => one.file));
      expect(await idsByPath()).toEqual(before);
      expect(await counts()).toMatchObject({ moved: 0, scanned: 0 });
    });

    test.each([
      ["has moved already", "update videos set filename = 'x.mp4'"],
      ["has another size", "update videos set file_size = 1"],
      ["has another time", "update videos set modified_us = 1"],
      ["is gone", "delete from videos"],
    ])("are refused if the video %s", async (_, change) => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1)] });
      const asked = (await moves(["/lib/b.mp4", 1])) ?? [];
      await store.execute(change);
      expect((await commit(store, job, { moves: asked })).notMoved).toEqual(asked.map((one) => one.file));
      expect(Object.keys(await idsByPath())).not.toContain("/lib/b.mp4");
    });

    test("do not bring back a video that a person has removed since the scan began", async () => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1)] });
      const asked = (await moves(["/lib/b.mp4", 1])) ?? [];
      const { id } = await videoAt(store, "/lib/a.mp4");
      await store.videos.forget({ ids: [id] });
      expect(await commit(store, job, { moves: asked, found: 1 })).toMatchObject({ superseded: 1, notMoved: [] });
      expect(await idsByPath()).toEqual({});
      expect(await counts()).toMatchObject({ found: 1, scanned: 1, moved: 0, skipped: 1 });
    });

    test("that are committed again count nothing, and are not refused", async () => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1), videoOf("/lib/b.mp4", 2)] });
      const asked = (await moves(["/lib/b.mp4", 1], ["/lib/a.mp4", 2])) ?? [];
      await commit(store, job, { moves: asked, found: 2 });
      const after = await idsByPath();
      expect(await commit(store, job, { moves: asked, found: 2 })).toMatchObject({ superseded: 0, notMoved: [] });
      expect(await idsByPath()).toEqual(after);
      expect(await counts()).toMatchObject({ moved: 2, scanned: 2 });
    });

    test("of a video that is read next are not counted, and leave it to its job", async () => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1)] });
      const [move = expect.fail()] = (await moves(["/lib/b.mp4", 1])) ?? [];
      const asked = [{ ...move, isReadNext: true }];
      await commit(store, job, { moves: asked });
      expect(await videoAt(store, "/lib/b.mp4")).toMatchObject({ jobId: first.id });
      expect(await commit(store, job, { videos: [videoOf("/lib/b.mp4", 1)] })).toMatchObject({ superseded: 1 });
      expect(await counts()).toMatchObject({ moved: 0, updated: 0 });
    });

    test("forget a problem at the new path, also one that the same job has counted", async () => {
      await commit(store, first, { videos: [videoOf("/lib/a.mp4", 1)], problems: [problem("/lib/c.mp4")] });
      await commit(store, job, { problems: [problem("/lib/b.mp4")], found: 1 });
      await commit(store, job, { moves: (await moves(["/lib/b.mp4", 1])) ?? [], found: 1 });
      expect(await counts()).toMatchObject({ found: 1, scanned: 1, moved: 1, error_count: 0 });
      expect((await store.videos.problems({ limit: 10 })).errors.map(({ path }) => path)).toEqual(["/lib/c.mp4"]);
    });

    test("of processes at once leave each video at one path, counted once", async () => {
      const paths = Array.from({ length: 60 }, (_, index) => `/lib/${index % 7}/${index}.mp4`);
      await commit(store, first, { videos: paths.map((path, index) => videoOf(path, index + 1)) });
      const jobs = [job, await startScan(store), await startScan(store)];
      const processes: readonly Store[] = [store, await store.another(), await store.another()];
      const scan = async (index: number): Promise<void> => {
        const [own = expect.fail(), scans = expect.fail()] = [jobs[index], processes[index]?.scans];
        for (let round = 0; round < 6; round += 1) {
          const targets = paths.toSorted(() => Math.random() - 0.5);
          const files = targets.slice(0, 40).map((path, nth) => numbered(path, nth + 1));
          const found = new Map((await scans.moveCandidates(files)).map((one) => [one.fileNumber, one]));
          const asked = files.flatMap((one) => {
            const from = found.get(one.fileNumber ?? null);
            return from === undefined ? [] : [{ file: one, from }];
          });
          committed(await scans.commit(leaseOf(own), batch({ moves: asked, missing: targets.slice(50) })));
        }
      };
      await Promise.all(jobs.map((_, index) => scan(index)));
      expect(Object.keys(await idsByPath()).toSorted()).toEqual(paths.toSorted());
      const [{ lost } = { lost: null }] = (await store.execute(
        "select count(*) as lost from videos where directory_id < 0",
      )) as { lost: number }[];
      expect(lost).toBe(0);
    });
  });
}
