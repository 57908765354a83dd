import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { naturalSortKey } from "../../src/files/natural-order.ts";
import { InvalidCursor } from "../../src/jobs/job-store.ts";
import { resolutionOf, resolutions } from "../../src/library/resolution.ts";
import { parseVideoId, type Video } from "../../src/library/video.ts";
import { type VideoQuery, type VideoSort, videoSorts } from "../../src/library/video-library.ts";
import {
  commit,
  newJobId,
  type OpenStore,
  problem,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../store/store-under-test.ts";

/** The lists, single videos and file errors of every VideoLibrary. */
export function describeVideoLibrary(open: OpenStore): void {
  describe("VideoLibrary", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    test("the videos in a directory are those at any depth in it, missing ones too, in the order of their directories and names", async () => {
      const lease = await startScan(store);
      const paths = ["/v/b/2.mp4", "/v/a.mp4", "/v/b/c/1.mp4", "/v-x/3.mp4", "/v.mp4"];
      await commit(store, lease, { videos: paths.map((path) => video(path)) });
      await commit(store, lease, { missing: ["/v/a.mp4"] });
      const inside = async (directory: string, limit: number) =>
        (await store.videos.inDirectory(directory, { limit })).map(({ path }) => path);
      expect(await inside("/v", 10)).toEqual(["/v/a.mp4", "/v/b/2.mp4", "/v/b/c/1.mp4"]);
      expect(await inside("/v", 2)).toEqual(["/v/a.mp4", "/v/b/2.mp4"]);
      expect(await inside("/", 10)).toHaveLength(paths.length);
      expect(await inside("/v/b/2.mp4", 10)).toEqual([]);
    });

    const pathsOf = async (query: Partial<VideoQuery>) =>
      (await store.videos.list({ limit: 100, ...query })).videos.map(({ path }) => path);

    describe("a list", () => {
      test("of an empty library is empty", async () => {
        expect(await store.videos.list({ limit: 20 })).toEqual({ videos: [], total: 0, nextCursor: null });
      });

      test("has as many videos as it says, also while a scan writes some", async () => {
        const job = await startScan(store);
        let written = 0;
        const writing = (async () => {
          for (; written < 40; written += 1) await commit(store, job, { videos: [video(`/lib/${written}.mp4`)] });
        })();
        while (written < 40) {
          const { videos, total } = await store.videos.list({ limit: 200 });
          expect(videos).toHaveLength(total);
        }
        await writing;
      });

      test("has the newest first", async () => {
        const job = await startScan(store);
        for (const name of ["one", "two", "three"]) await commit(store, job, { videos: [video(`/lib/${name}.mp4`)] });
        expect(await pathsOf({})).toEqual(["/lib/three.mp4", "/lib/two.mp4", "/lib/one.mp4"]);
      });

      test("in every order is the same by pages with a cursor, by offset, and as a whole", async () => {
        await manyVideos(store);
        const everything = {};
        const filters: readonly Partial<VideoQuery>[] = [everything, { missing: false }, { text: "LIB" }];
        for (const [sort, filter] of videoSorts.flatMap((sort) => filters.map((filter) => [sort, filter] as const))) {
          const query = { ...filter, sort };
          const whole = await store.videos.list({ ...query, limit: 100 });
          expect(whole.total).toBe(24);
          expect(whole.nextCursor).toBeNull();
          expect(whole.videos).toEqual(whole.videos.toSorted(comparing(sort)));
          for (const limit of filter === everything ? [1, 5, 24] : [5]) {
            expect(await byCursor(store, { ...query, limit })).toEqual(whole.videos);
            expect(await byOffset(store, { ...query, limit })).toEqual(whole.videos);
          }
        }
      });

      test("filters by a part of the path, whatever characters it has", async () => {
        const names = [
          "100%.mp4",
          "100 percent.mp4",
          "a_b.mp4",
          "aXb.mp4",
          "back\\slash.mp4",
          "ÉTÉ 'x' \"y\".MP4",
          "🎞.mp4",
        ];
        const job = await startScan(store);
        await commit(store, job, { videos: names.map((name) => video(`/lib/Sub Dir/${name}`)) });
        const found = async (text: string) =>
          (await pathsOf({ text })).map((path) => path.slice("/lib/Sub Dir/".length));
        expect(await found("%")).toEqual(["100%.mp4"]);
        expect(await found("\0")).toEqual([]);
        expect(await found("a_b")).toEqual(["a_b.mp4"]);
        expect(await found("A_B")).toEqual(["a_b.mp4"]);
        expect(await found("\\")).toEqual(["back\\slash.mp4"]);
        expect(await found("'x' \"y\".mp4")).toEqual(["ÉTÉ 'x' \"y\".MP4"]);
        expect(await found("🎞")).toEqual(["🎞.mp4"]);
        expect(await found("b d")).toHaveLength(names.length);
        expect(await found("")).toHaveLength(names.length);
        expect(await found("nowhere")).toEqual([]);
        expect(await store.videos.list({ text: "percent", limit: 1 })).toMatchObject({ total: 1, nextCursor: null });
      });

      test("filters by every word of a text, in any order, and by what stands in quotes as a whole", async () => {
        const job = await startScan(store);
        const paths = ["/lib/harbour-at-dawn.mp4", "/lib/dawn/at the harbour.mp4", "/lib/harbour.mp4"];
        await commit(store, job, { videos: paths.map((path) => video(path)) });
        const found = async (text: string) => (await pathsOf({ text })).toSorted();
        expect(await found("harbour dawn")).toEqual([paths[1], paths[0]]);
        expect(await found("  Dawn\tHARBOUR ")).toEqual([paths[1], paths[0]]);
        expect(await found('"the harbour" dawn')).toEqual([paths[1]]);
        expect(await found('"harbour dawn"')).toEqual([]);
        expect(await found("harbour noon")).toEqual([]);
        expect(await store.videos.list({ text: "harbour dawn", limit: 1 })).toMatchObject({ total: 2 });
      });

      test("filters by the job that wrote last, and by what is missing", async () => {
        const [one, two] = [await startScan(store), await startScan(store)];
        await commit(store, one, { videos: ["/lib/a", "/lib/b", "/lib/c"].map((path) => video(path)) });
        await commit(store, two, { videos: [video("/lib/b", { size: 2 })], missing: ["/lib/c"] });
        expect((await pathsOf({ jobId: one.id })).toSorted()).toEqual(["/lib/a", "/lib/c"]);
        expect(await pathsOf({ jobId: two.id })).toEqual(["/lib/b"]);
        expect(await pathsOf({ jobId: newJobId() })).toEqual([]);
        expect(await pathsOf({ missing: true })).toEqual(["/lib/c"]);
        // With both, the job is the one that marked them missing.
        expect(await pathsOf({ jobId: two.id, missing: true })).toEqual(["/lib/c"]);
        expect(await pathsOf({ jobId: one.id, missing: true })).toEqual([]);
        expect((await pathsOf({ missing: false })).toSorted()).toEqual(["/lib/a", "/lib/b"]);
        expect(await store.videos.list({ jobId: one.id, missing: false, text: "A", limit: 9 })).toMatchObject({
          total: 1,
          videos: [{ path: "/lib/a" }],
        });
      });

      test("refuses a cursor that no page in this order gave", async () => {
        await manyVideos(store);
        const { nextCursor } = await store.videos.list({ sort: "filename", limit: 1 });
        if (nextCursor === null) throw new Error("There are more videos than one");
        for (const sort of videoSorts.filter((other) => other !== "filename")) {
          await expect(store.videos.list({ sort, limit: 1, cursor: nextCursor })).rejects.toThrow(InvalidCursor);
        }
        const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
        for (const cursor of ["", "x", made(["filename", 1, "x"]), made(["filename", "x"])]) {
          await expect(store.videos.list({ sort: "filename", limit: 1, cursor })).rejects.toThrow(InvalidCursor);
        }
      });
    });

    test("a video is found by its id", async () => {
      await commit(store, await startScan(store), { videos: [video("/lib/a.mp4")] });
      const listed = await videoAt(store, "/lib/a.mp4");
      expect(await store.videos.get(listed.id)).toEqual(listed);
      expect(await store.videos.get(unknownVideoId())).toBeNull();
    });

    test("a removed video is forgotten, and new when it is found again", async () => {
      const job = await startScan(store);
      await commit(store, job, { videos: [video("/lib/a.mp4"), video("/lib/b.mp4")] });
      const { id } = await videoAt(store, "/lib/a.mp4");
      expect(await store.videos.forget({ ids: [id] })).toEqual([id]);
      expect(await store.videos.forget({ ids: [id] })).toEqual([]);
      expect(await store.videos.get(id)).toBeNull();
      expect(await pathsOf({})).toEqual(["/lib/b.mp4"]);
      const { job: after } = await commit(store, await startScan(store), { videos: [video("/lib/a.mp4")] });
      expect(after.counts).toMatchObject({ new: 1 });
    });

    test("a time that no date can hold is shown as the last that one can", async () => {
      await commit(store, await startScan(store), { videos: [video("/lib/a.mp4", { modifiedUs: 9e18 })] });
      expect((await videoAt(store, "/lib/a.mp4")).modifiedAt).toEqual(new Date(8.64e15));
    });

    describe("errors", () => {
      test("of a job are all that it wrote, by path, page by page", async () => {
        const [job, other] = [await startScan(store), await startScan(store)];
        const paths = ["/lib/c", "/lib/a", "/lib/b", "/lib/e", "/lib/d"];
        for (const path of paths) await commit(store, job, { problems: [problem(path)] });
        await commit(store, other, { problems: [problem("/lib/a"), problem("/lib/other")] });
        for (const limit of [1, 2, 5]) {
          const errors = await allErrors((cursor) => store.videos.errorsOfJob(job.id, { limit, ...cursor }));
          expect(errors.map(({ path }) => path)).toEqual(paths.toSorted());
          expect(errors[0]).toEqual({
            path: "/lib/a",
            code: "not_video",
            error: problem("/lib/a").message,
            jobId: job.id,
            at: expect.any(Date) as Date,
          });
        }
        expect(await store.videos.errorsOfJob(newJobId(), { limit: 5 })).toEqual({ errors: [], nextCursor: null });
      });

      test("that are still so are listed by path, of all or of a directory and all below it, page by page", async () => {
        const [job, other] = [await startScan(store), await startScan(store)];
        const paths = [
          "/lib/D/z",
          "/lib/D/a/1",
          "/lib/D-/1",
          "/lib/D0",
          "/lib/D",
          "/lib/D/a0/1",
          "/lib/D/gone",
          "/lib/D/read",
        ];
        await commit(store, job, { problems: paths.map((path) => problem(path)) });
        await commit(store, other, {
          problems: [problem("/lib/D/z")],
          goneProblems: ["/lib/D/gone"],
          videos: [video("/lib/D/read")],
        });
        const ofD = ["/lib/D", "/lib/D/a/1", "/lib/D/a0/1", "/lib/D/z"];
        for (const limit of [1, 2, 100]) {
          const inD = await allErrors((cursor) => store.videos.problems({ directory: "/lib/D", limit, ...cursor }));
          expect(inD.map(({ path }) => path)).toEqual(ofD);
          expect(inD.at(-1)?.jobId).toBe(other.id);
          const all = await allErrors((cursor) => store.videos.problems({ limit, ...cursor }));
          expect(all.map(({ path }) => path)).toEqual([...ofD, "/lib/D-/1", "/lib/D0"]);
        }
      });

      test("that are still so are found by their paths, each as it was told last", async () => {
        const [job, other] = [await startScan(store), await startScan(store)];
        await commit(store, job, { videos: [video("/lib/a"), video("/lib/b")] });
        await commit(store, job, { problems: [problem("/lib/a"), problem("/lib/c")] });
        await commit(store, other, { problems: [{ ...problem("/lib/a"), message: "It has no end." }] });
        const found = await store.videos.problemsOf(["/lib/a", "/lib/b", "/lib/none"]);
        expect([...found.keys()]).toEqual(["/lib/a"]);
        expect(found.get("/lib/a")).toMatchObject({ error: "It has no end.", jobId: other.id });
        await commit(store, other, { videos: [video("/lib/a")] });
        expect([...(await store.videos.problemsOf(["/lib/a"]))]).toEqual([]);
        expect([...(await store.videos.problemsOf([]))]).toEqual([]);
      });

      test("are not listed from another list's cursor", async () => {
        const job = await startScan(store);
        await commit(store, job, { problems: [problem("/lib/a"), problem("/lib/b")] });
        const ofJob = await store.videos.errorsOfJob(job.id, { limit: 1 });
        const ofLibrary = await store.videos.problems({ limit: 1 });
        for (const cursor of ["", "x", ofLibrary.nextCursor ?? ""]) {
          await expect(store.videos.errorsOfJob(job.id, { limit: 1, cursor })).rejects.toThrow(InvalidCursor);
        }
        for (const cursor of ["", "x", ofJob.nextCursor ?? ""]) {
          await expect(store.videos.problems({ limit: 1, cursor })).rejects.toThrow(InvalidCursor);
        }
      });
    });
  });
}

/** The first has more pixels than the second, but a smaller resolution. */
const pictures = [
  { width: 1280, height: 720, videoCodec: "hevc" },
  { width: 1900, height: 300, videoCodec: "h264" },
  { width: 720, height: 1280, videoCodec: "av1" },
  { width: 320, height: 240, videoCodec: "h264" },
  { width: 7680, height: 4320, videoCodec: "av1" },
];

/** Many of these videos have equal values in every order. */
async function manyVideos(store: StoreUnderTest): Promise<void> {
  const job = await startScan(store);
  for (let group = 0; group < 3; group += 1) {
    const videos = Array.from({ length: 8 }, (_, index) => {
      const made = video(`/lib/${group}/${["b", "B", "é", "🎞"][index % 4]}${index % 2}${group}.mp4`, {
        size: 100 + (index % 3),
        modifiedUs: 1_600_000_000_000_000 + 1000 * (index % 4),
      });
      const durationSeconds = index % 3 === 0 ? null : (index % 3) * 1.5;
      return {
        ...made,
        file: { ...made.file, path: `/lib/${group}/${index}/${made.file.path.slice(7)}` },
        facts: { ...made.facts, durationSeconds, ...pictures[index % pictures.length] },
      };
    });
    await commit(store, job, { videos });
  }
}

/**
 * The order that a list of `manyVideos` must have. A video without a length is the shortest. Names are sorted as people
 * sort them. Videos with equal values are in the order in which they were found, which is that of their paths.
 */
function comparing(sort: VideoSort): (a: Video, b: Video) => number {
  const turned = sort.startsWith("-") ? -1 : 1;
  const valueOf = (one: Video): number | string => {
    switch (sort) {
      case "created_at":
      case "-created_at":
        return one.createdAt.getTime();
      case "filename":
      case "-filename":
        return naturalSortKey(one.filename);
      case "duration_seconds":
      case "-duration_seconds":
        return one.durationSeconds ?? -1;
      case "file_size":
      case "-file_size":
        return one.fileSize;
      case "modified_at":
      case "-modified_at":
        return one.modifiedAt.getTime();
      case "resolution":
      case "-resolution":
        return resolutions.indexOf(resolutionOf(one));
      case "video_codec":
      case "-video_codec":
        return one.videoCodec;
      case "path":
      case "-path":
        return `${dirname(one.path)}/\u0001${naturalSortKey(one.filename)}`;
    }
  };
  const compare = (a: number | string, b: number | string): number =>
    typeof a === "number" && typeof b === "number" ? a - b : Buffer.compare(Buffer.from(`${a}`), Buffer.from(`${b}`));
  return (a, b) => turned * (compare(valueOf(a), valueOf(b)) || compare(a.path, b.path));
}

async function byCursor(store: StoreUnderTest, query: VideoQuery): Promise<readonly Video[]> {
  const videos: Video[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.videos.list({ ...query, ...(cursor !== null && { cursor }) });
    expect(page.videos.length).toBeLessThanOrEqual(query.limit);
    videos.push(...page.videos);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return videos;
}

async function byOffset(store: StoreUnderTest, query: VideoQuery): Promise<readonly Video[]> {
  const videos: Video[] = [];
  for (;;) {
    const page = await store.videos.list({ ...query, offset: videos.length });
    if (page.videos.length === 0) return videos;
    videos.push(...page.videos);
  }
}

interface ErrorPage<Item> {
  readonly errors: readonly Item[];
  readonly nextCursor: string | null;
}

async function allErrors<Item>(
  read: (cursor: { cursor?: string }) => Promise<ErrorPage<Item>>,
): Promise<readonly Item[]> {
  const errors: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: ErrorPage<Item> = await read(cursor === null ? {} : { cursor });
    errors.push(...page.errors);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return errors;
}

function unknownVideoId() {
  const id = parseVideoId("00000000-0000-4000-8000-000000000000");
  if (id === null) throw new Error("It is a UUID");
  return id;
}
