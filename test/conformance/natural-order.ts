import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  commit,
  type OpenStore,
  problem,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
} from "../store/store-under-test.ts";

/** How every VideoLibrary sorts names: as people do. */
export function describeNaturalOrder(open: OpenStore): void {
  describe("names", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    const namesInOrder = [
      "1.mp4",
      "2.mp4",
      "10.mp4",
      "a.mp4",
      "ä.mp4",
      "b.mp4",
      "e.mp4",
      "É.mp4",
      "S1 E2.mp4",
      "s1 e10.mp4",
      "S10 E1.mp4",
      "Z.mp4",
      "🎞.mp4",
    ];
    const shuffled = namesInOrder.toSorted((one, other) => one.length - other.length || (one < other ? 1 : -1));

    test("are listed with numbers by value, and case and accents ignored first, also page by page", async () => {
      await commit(store, await startScan(store), { videos: shuffled.map((name) => video(`/lib/${name}`)) });
      for (const [sort, expected] of [
        ["filename", namesInOrder],
        ["-filename", namesInOrder.toReversed()],
      ] as const) {
        for (const limit of [1, 4, 100]) {
          const names: string[] = [];
          let cursor: string | null = null;
          do {
            const page: Awaited<ReturnType<typeof store.videos.list>> = await store.videos.list({
              sort,
              limit,
              ...(cursor !== null && { cursor }),
            });
            names.push(...page.videos.map(({ filename }) => filename));
            cursor = page.nextCursor;
          } while (cursor !== null);
          expect(names).toEqual(expected);
        }
      }
    });

    test("are listed so in a filtered list too", async () => {
      await commit(store, await startScan(store), { videos: shuffled.map((name) => video(`/lib/${name}`)) });
      for (const filter of [{ text: "mp4" }, { missing: false }, { videoCodec: "h264" }]) {
        const { videos } = await store.videos.list({ sort: "filename", limit: 100, ...filter });
        expect(videos.map(({ filename }) => filename)).toEqual(namesInOrder);
      }
    });

    test("of files that could not be read are listed so: of a job, and of the library", async () => {
      const job = await startScan(store);
      for (const name of shuffled) await commit(store, job, { problems: [problem(`/lib/${name}`)] });
      const ofJob = await store.videos.errorsOfJob(job.id, { limit: 100 });
      const ofLibrary = await store.videos.problems({ limit: 100 });
      const ofDirectory = await store.videos.problems({ limit: 100, directory: "/lib" });
      for (const { errors } of [ofJob, ofLibrary, ofDirectory]) {
        expect(errors.map(({ path }) => path)).toEqual(namesInOrder.map((name) => `/lib/${name}`));
      }
    });

    test("of files that could not be read keep the files of a directory together", async () => {
      const paths = ["/lib/D/9", "/lib/D/a/1", "/lib/d 2/1", "/lib/D-/1", "/lib/D0", "/lib/D10/1"];
      const job = await startScan(store);
      await commit(store, job, { problems: paths.toReversed().map((path) => problem(path)) });
      expect((await store.videos.problems({ limit: 100 })).errors.map(({ path }) => path)).toEqual(paths);
    });
  });
}
