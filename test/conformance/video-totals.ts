import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { noVideos } from "../../src/library/video-library.ts";
import { facetsOf } from "../store/facets-of.ts";
import {
  commit,
  type OpenStore,
  problem,
  type StoreUnderTest,
  someFacts,
  startScan,
  tickingClock,
  video,
} from "../store/store-under-test.ts";

/** How many videos are in some directories: the promises of every store. */
export function describeVideoTotals(open: OpenStore): void {
  describe("totals of directories", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    test("count videos at any depth, and those elsewhere, without the bytes and lengths of missing ones", async () => {
      const scan = await startScan(store);
      const at = (path: string, size: number, facts: Partial<typeof someFacts> = {}) => ({
        ...video(path, { size }),
        facts: { ...someFacts, durationSeconds: 10, ...facts },
      });
      await commit(store, scan, {
        videos: [
          at("/lib/a/1.mp4", 1),
          at("/lib/a/b/c/2.mp4", 10, { durationSeconds: null }),
          at("/lib/a/3.mp4", 100, { durationSeconds: 5000, suspect: "length" }),
          at("/lib/a/gone.mp4", 1000),
          at("/lib/a-b/4.mp4", 10_000),
          at("/lib/a b/5.mp4", 100_000),
          at("/lib/Ärger 🎬/6.mp4", 1_000_000, { suspect: "truncated" }),
          at("/7.mp4", 10_000_000),
        ],
      });
      await commit(store, scan, { missing: ["/lib/a/gone.mp4"] });
      expect(await store.videos.hasPresent("/lib/a")).toBe(true);
      expect(await store.videos.hasPresent("/lib/a/b/d")).toBe(false);
      expect(await store.videos.hasPresent("/")).toBe(true);
      const a = { videos: 4, missing: 1, bytes: 111, durationSeconds: 10 };
      expect(await store.videos.totals(["/lib/Ärger 🎬", "/lib/a", "/empty", "/lib/a-b"])).toEqual({
        each: [
          { videos: 1, missing: 0, bytes: 1_000_000, durationSeconds: 10 },
          a,
          noVideos,
          { videos: 1, missing: 0, bytes: 10_000, durationSeconds: 10 },
        ],
        elsewhere: { videos: 2, missing: 0, bytes: 10_100_000, durationSeconds: 20 },
      });
      const all = { videos: 8, missing: 1, bytes: 11_110_111, durationSeconds: 50 };
      expect(await store.videos.totals(["/"])).toEqual({ each: [all], elsewhere: noVideos });
      expect(await store.videos.totals([])).toEqual({ each: [], elsewhere: all });
    });

    test("count the bytes of hard links once in each directory, and of no other files", async () => {
      const scan = await startScan(store);
      const links = { size: 100, fileNumber: 7 };
      await commit(store, scan, {
        videos: [
          video("/lib/a/film.mp4", links),
          video("/lib/a/b/link.mp4", links),
          video("/lib/c/link.mp4", links),
          video("/lib/c/gone.mp4", { size: 1_000, fileNumber: 8 }),
          video("/lib/c/there.mp4", { size: 1_000, fileNumber: 8 }),
          video("/lib/a/another disk.mp4", { ...links, disk: "another" }),
          video("/lib/a/another time.mp4", { ...links, modifiedUs: 5 }),
          video("/lib/a/another number.mp4", { ...links, fileNumber: 9 }),
          video("/lib/a/no number.mp4", { size: 100 }),
          video("/lib/a/no number 2.mp4", { size: 100 }),
        ],
      });
      await commit(store, scan, { missing: ["/lib/c/gone.mp4"] });
      const bytesOf = async (...directories: readonly string[]) => {
        const { each, elsewhere } = await store.videos.totals(directories);
        return [...each, elsewhere].map(({ bytes }) => bytes);
      };
      expect(await bytesOf("/lib/a", "/lib/c")).toEqual([600, 1_100, 0]);
      expect(await bytesOf("/lib")).toEqual([1_600, 0]);
      expect(await bytesOf("/lib/a/b")).toEqual([100, 1_600]);
      const folders = await store.videos.folders({ directory: "/lib", limit: 10 });
      expect([folders.total.bytes, folders.own.bytes]).toEqual([1_600, 0]);
      expect(folders.folders.map(({ totals }) => totals.bytes)).toEqual([600, 1_100]);
      const facets = async (directory?: string) =>
        (await facetsOf(store.videos, directory === undefined ? {} : { directory })).total.bytes;
      expect([await facets(), await facets("/lib/a"), await facets("/lib/c")]).toEqual([1_600, 600, 1_100]);
      // A reader of the list comes to the same sum by the files of the videos.
      const { videos } = await store.videos.list({ limit: 100 });
      const present = videos.filter(({ missingSince }) => missingSince === null);
      const sizes = new Map(present.map(({ id, file, fileSize }) => [file ?? id, fileSize]));
      expect([...sizes.values()].reduce((sum, size) => sum + size, 0)).toBe(await facets());
      // What one moment has counted is not kept for the next.
      await commit(store, scan, { missing: ["/lib/a/film.mp4"], videos: [video("/lib/c/d/link.mp4", links)] });
      expect([await facets(), await facets("/lib/a"), await facets("/lib/c")]).toEqual([1_600, 600, 1_100]);
      await commit(store, scan, { missing: ["/lib/a/b/link.mp4", "/lib/c/link.mp4", "/lib/c/d/link.mp4"] });
      expect([await facets(), await facets("/lib/a"), await facets("/lib/c")]).toEqual([1_500, 500, 1_000]);
    });

    test("of a directory whose videos are all missing say so", async () => {
      const scan = await startScan(store);
      await commit(store, scan, { videos: [video("/lib/a/1.mp4"), video("/lib/b/2.mp4")] });
      await commit(store, scan, { missing: ["/lib/a/1.mp4"] });
      expect([await store.videos.hasPresent("/lib/a"), await store.videos.hasPresent("/lib")]).toEqual([false, true]);
    });

    test("of a library without videos are nothing", async () => {
      expect(await store.videos.totals(["/lib"])).toEqual({ each: [noVideos], elsewhere: noVideos });
    });

    test("count what could not be read, also the directory itself, and not what is readable again", async () => {
      const scan = await startScan(store);
      const paths = [
        "/lib/a",
        "/lib/a/1.mp4",
        "/lib/a/b/c",
        "/lib/a-b/2.mp4",
        "/lib/a b",
        "/3.mp4",
        "/lib/Ärger/4.mp4",
      ];
      await commit(store, scan, { problems: paths.map((path) => problem(path)) });
      const directories = ["/lib/Ärger", "/lib/a", "/lib/a-b", "/lib/a b", "/lib/a/b", "/empty"];
      expect(await store.videos.problemCounts(directories)).toEqual([1, 3, 1, 1, 1, 0]);
      expect(await store.videos.problemCounts(["/"])).toEqual([7]);
      const listed = await Promise.all(
        [...directories, "/"].map((directory) => store.videos.problems({ directory, limit: 100 })),
      );
      expect(listed.map(({ errors }) => errors.length)).toEqual([1, 3, 1, 1, 1, 0, 7]);
      await commit(store, scan, { videos: [video("/lib/a/1.mp4")], goneProblems: ["/lib/a"] });
      expect(await store.videos.problemCounts(["/lib/a", "/"])).toEqual([1, 5]);
      expect(await store.videos.problemCounts([])).toEqual([]);
    });

    test("agree with the lists, however many videos there are", async () => {
      const scan = await startScan(store);
      const directories = ["/lib/a", "/lib/b/c", "/lib/d"];
      const places = [...directories, "/lib/a/deep/er", "/lib/b", "/other"];
      const videos = Array.from({ length: 3_000 }, (_, nth) => video(`${places[nth % 6]}/${nth}.mp4`, { size: nth }));
      for (let from = 0; from < videos.length; from += 500) {
        await commit(store, scan, { videos: videos.slice(from, from + 500) });
      }
      await commit(store, scan, { missing: videos.slice(100, 130).map(({ file }) => file.path) });
      const { each } = await store.videos.totals(directories);
      for (const [nth, directory] of directories.entries()) {
        const { total } = await store.videos.list({ directory, limit: 1 });
        const { total: missing } = await store.videos.list({ directory, missing: true, limit: 1 });
        expect(each[nth]).toMatchObject({ videos: total, missing });
      }
    });
  });
}
