import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resolutionFrames, resolutionOf, resolutions } from "../../src/library/resolution.ts";
import type { VideoFacts } from "../../src/library/video.ts";
import { type VideoProperty, videoProperties, withValue } from "../../src/library/video-filter.ts";
import { noVideos, type VideoQuery } from "../../src/library/video-library.ts";
import type { ScanBatch } from "../../src/scanning/scan-library.ts";
import { facetsOf } from "../store/facets-of.ts";
import {
  commit,
  type OpenStore,
  type StoreUnderTest,
  someFacts,
  startScan,
  tickingClock,
  video,
} from "../store/store-under-test.ts";

/** The filters of every VideoLibrary, and the counts that it gives for them. */
export function describeVideoFacets(open: OpenStore): void {
  describe("VideoLibrary", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    const pathsOf = async (query: Partial<VideoQuery>) =>
      (await store.videos.list({ sort: "filename", limit: 100, ...query })).videos.map(({ path }) => path);

    test("calls every size what resolutionOf calls it, around the edges of every frame", async () => {
      const sizes = sizesAroundEdges();
      const videos = sizes.map((size, index) => videoOf(`/lib/${index}.mp4`, size));
      await commit(store, await startScan(store), { videos });
      for (const resolution of resolutions) {
        const expected = sizes.filter((size) => resolutionOf(size) === resolution).map(sizeText);
        const found: string[] = [];
        for (let offset = 0; offset < sizes.length; offset += 100) {
          const page = await store.videos.list({ ...withValue("resolution", resolution), limit: 100, offset });
          expect(page.total).toBe(expected.length);
          found.push(...page.videos.map(sizeText));
        }
        expect(found.toSorted()).toEqual(expected.toSorted());
        expect(found).not.toEqual([]);
      }
      const counted = (await facetsOf(store.videos)).values.resolution ?? [];
      expect(counted.map(({ value, totals }) => ({ value, count: totals.videos }))).toEqual(
        resolutions.map((value) => ({ value, count: sizes.filter((size) => resolutionOf(size) === value).length })),
      );
    });

    test("filters by whatever is asked for at once", async () => {
      const job = await startScan(store);
      await commit(store, job, {
        videos: [
          videoOf("/lib/a film.mp4", { videoCodec: "hevc", width: 1920, height: 1080 }),
          videoOf("/lib/b film.mp4", { videoCodec: "hevc", width: 1080, height: 1920 }),
          videoOf("/lib/c film.mp4", { videoCodec: "h264", width: 1920, height: 1080 }),
          videoOf("/lib/d film.mp4", { videoCodec: "hevc", width: 640, height: 360 }),
          videoOf("/lib/e.mp4", { videoCodec: "hevc", width: 1920, height: 1080 }),
        ],
      });
      const later = await startScan(store);
      await commit(store, later, {
        videos: [videoOf("/lib/f film.mp4", { videoCodec: "hevc", width: 1920, height: 1080 })],
        missing: ["/lib/b film.mp4"],
      });
      expect(await pathsOf(withValue("video_codec", "h264"))).toEqual(["/lib/c film.mp4"]);
      expect(await pathsOf(withValue("video_codec", "H264"))).toEqual([]);
      expect(await pathsOf(withValue("video_codec", "h26"))).toEqual([]);
      expect(await pathsOf(withValue("video_codec", ""))).toEqual([]);
      const values = { video_codec: { anyOf: ["hevc"] }, resolution: { anyOf: ["1080p"] } };
      const all = { text: "FILM", values, jobId: job.id } as const;
      expect(await pathsOf(all)).toEqual(["/lib/a film.mp4", "/lib/b film.mp4"]);
      expect(await pathsOf({ ...all, missing: false })).toEqual(["/lib/a film.mp4"]);
      // Of missing videos, the job is the one that marked them.
      expect(await pathsOf({ ...all, missing: true })).toEqual([]);
      expect(await pathsOf({ ...all, missing: true, jobId: later.id })).toEqual(["/lib/b film.mp4"]);

      const first = await store.videos.list({ ...all, sort: "-filename", limit: 1 });
      expect(first).toMatchObject({ total: 2, videos: [{ path: "/lib/b film.mp4" }] });
      const rest = { ...all, sort: "-filename", limit: 1 } as const;
      for (const place of [{ cursor: first.nextCursor ?? "" }, { offset: 1 }]) {
        expect(await store.videos.list({ ...rest, ...place })).toMatchObject({
          total: 2,
          videos: [{ path: "/lib/a film.mp4" }],
          nextCursor: null,
        });
      }
    });

    describe("facets", () => {
      test("of an empty library are none", async () => {
        const none = Object.fromEntries(videoProperties.map((property) => [property, []]));
        const ofEach = { bytes: 0, bytesWithLength: 0 };
        const expected = { total: noVideos, ofEach, missing: 0, broken: 0, values: none, ranges: {} };
        expect(await facetsOf(store.videos)).toEqual(expected);
      });

      test("count the videos in a directory, at any depth, as lists of it do", async () => {
        const files = [
          ["/lib/a/1.mp4", "h264", 1280],
          ["/lib/a/b/2.mp4", "av1", 640],
          ["/lib/a/b/3.mp4", "h264", 640],
          ["/lib/a-x/4.mp4", "vp9", 640],
          ["/lib/5.mp4", "h264", 640],
        ] as const;
        const videos = files.map(([path, videoCodec, width]) =>
          videoOf(path, { videoCodec, width, height: 480, suspect: width === 1280 ? "length" : null }),
        );
        await commit(store, await startScan(store), { videos });
        await commit(store, await startScan(store), { missing: ["/lib/a/b/2.mp4", "/lib/5.mp4"] });
        const facets = await facetsOf(store.videos, { directory: "/lib/a" });
        expect(facets).toMatchObject({ total: { videos: 3, missing: 1 }, missing: 1, broken: 0 });
        const counted = (property: VideoProperty) =>
          (facets.values[property] ?? []).map(({ value, totals }) => [value, totals.videos]);
        expect(counted("video_codec")).toEqual([
          ["h264", 2],
          ["av1", 1],
        ]);
        expect(counted("resolution")).toEqual([
          ["sd", 2],
          ["720p", 1],
        ]);
        expect(counted("suspect")).toEqual([
          ["none", 2],
          ["length", 1],
        ]);
        // A length in doubt is in no range of lengths.
        const lengths = { ranges: { duration_seconds: { min: 0 } }, directory: "/lib/a" } as const;
        expect(await pathsOf(lengths)).toEqual(["/lib/a/b/2.mp4", "/lib/a/b/3.mp4"]);
        const { ranges } = await store.videos.facets({
          filter: { directory: "/lib/a" },
          properties: [],
          measures: ["duration_seconds"],
          isWithoutOwn: true,
        });
        expect(ranges.duration_seconds?.map(({ totals }) => totals.videos)).toEqual([2]);
        for (const directory of [
          "/",
          "/lib",
          "/lib/a",
          "/lib/a/b",
          "/lib/a-x",
          "/elsewhere",
          "/lib/\0",
          "/lib/\ud800",
        ]) {
          const inIt = await facetsOf(store.videos, { directory });
          const totalOf = async (query: Partial<VideoQuery>) =>
            (await store.videos.list({ limit: 1, directory, ...query })).total;
          expect(await totalOf({})).toBe(inIt.total.videos);
          expect(await totalOf({ missing: true })).toBe(inIt.missing);
          for (const property of videoProperties) {
            for (const { value, totals } of inIt.values[property] ?? []) {
              expect(await totalOf(withValue(property, value))).toBe(totals.videos);
            }
          }
        }
        expect(await facetsOf(store.videos)).toMatchObject({ total: { videos: 5, missing: 2 }, missing: 2 });
      });

      test("count a library of several thousand videos, some of which have changed since", async () => {
        const job = await startScan(store);
        for (let first = 0; first < 2_400; first += 200) {
          const numbers = Array.from({ length: 200 }, (_, index) => first + index);
          const videos = numbers.map((number) => videoOf(`/lib/${number}.mp4`, { videoCodec: `codec ${number % 3}` }));
          await commit(store, job, { videos });
        }
        const again = [0, 3, 6, 1_500].map((number) => videoOf(`/lib/${number}.mp4`, { videoCodec: "other" }));
        await commit(store, await startScan(store), { videos: again, missing: ["/lib/1.mp4", "/lib/2399.mp4"] });
        const { total, missing, values } = await facetsOf(store.videos);
        expect([total.videos, missing]).toEqual([2_400, 2]);
        expect(values.video_codec?.map(({ value, totals }) => [value, totals.videos])).toEqual([
          ["codec 1", 800],
          ["codec 2", 800],
          ["codec 0", 796],
          ["other", 4],
        ]);
      });
    });
  });
}

type Size = Pick<VideoFacts, "width" | "height">;

/** Sizes a pixel below, at, and a pixel above the sides of each frame, in landscape and portrait, and odd sizes. */
function sizesAroundEdges(): readonly Size[] {
  const around = (side: number): readonly number[] => [side - 1, side, side + 1];
  const lying = resolutionFrames.flatMap(({ long, short }) =>
    around(long).flatMap((width) => around(short).map((height) => ({ width, height }))),
  );
  const standing = lying.map(({ width, height }) => ({ width: height, height: width }));
  const squares = resolutionFrames
    .flatMap(({ long, short }) => [long, short].flatMap(around))
    .map((side) => ({ width: side, height: side }));
  return [...lying, ...standing, ...squares, { width: 0, height: 0 }, { width: 1, height: 9999 }];
}

function sizeText({ width, height }: Size): string {
  return `${width}x${height}`;
}

function videoOf(path: string, facts: Partial<VideoFacts>): ScanBatch["videos"][number] {
  return { ...video(path), facts: { ...someFacts, ...facts } };
}
