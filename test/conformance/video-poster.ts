import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  commit,
  countsEqualRows,
  type OpenStore,
  problem,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../store/store-under-test.ts";

const path = "/lib/a.mp4";
const stat = { size: 5, modifiedUs: 1_600_000_000_123_456 };

/** The states of posters in every VideoLibrary. */
export function describeVideoPosters(open: OpenStore): void {
  describe("what became of a picture", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
      await commit(store, await startScan(store), { videos: [video(path, stat), video("/lib/b.mp4", stat)] });
    });
    afterEach(() => store.close());

    const posterNow = async () => (await videoAt(store, path)).poster;
    async function setMade(): Promise<void> {
      const { id } = await videoAt(store, path);
      expect(await store.videos.setPoster(id, stat, "made")).toBe(true);
      expect(await posterNow()).toBe("made");
    }

    test("is said of one video, and changes nothing else", async () => {
      const job = await startScan(store);
      await commit(store, job, { missing: [path] });
      const before = await videoAt(store, path);
      const counts = await countsEqualRows(store, job.id);
      expect(before.poster).toBeNull();
      for (const state of ["made", "none", "made"] as const) {
        expect(await store.videos.setPoster(before.id, stat, state)).toBe(true);
        expect(await videoAt(store, path)).toEqual({ ...before, poster: state });
      }
      expect((await videoAt(store, "/lib/b.mp4")).poster).toBeNull();
      expect(await countsEqualRows(store, job.id)).toEqual(counts);
    });

    test("is not said of a file that is another by now, to the microsecond", async () => {
      const { id } = await videoAt(store, path);
      const others = [{ size: 6 }, { modifiedUs: stat.modifiedUs + 1 }, { modifiedUs: stat.modifiedUs - 1 }];
      for (const other of others) expect(await store.videos.setPoster(id, { ...stat, ...other }, "made")).toBe(false);
      expect(await posterNow()).toBeNull();
    });

    test("is not said of a video that is gone", async () => {
      const { id } = await videoAt(store, path);
      await store.videos.forget({ ids: [id] });
      expect(await store.videos.setPoster(id, stat, "none")).toBe(false);
    });

    test("can be said with the size and time that a video has", async () => {
      const odd = { size: 2 ** 53 - 1, modifiedUs: 9e18 };
      await commit(store, await startScan(store), { videos: [video(path, odd)] });
      const { id, fileSize, modifiedUs } = await videoAt(store, path);
      expect({ size: fileSize, modifiedUs }).toEqual(odd);
      expect(await store.videos.setPoster(id, { size: fileSize, modifiedUs }, "none")).toBe(true);
      expect(await posterNow()).toBe("none");
    });

    test("is forgotten when a scan writes the video anew", async () => {
      await setMade();
      await commit(store, await startScan(store), { videos: [video(path, { ...stat, size: 6 })] });
      expect(await posterNow()).toBeNull();
    });

    test("stays when a scan passes over the video", async () => {
      await setMade();
      const outcome = await commit(store, await startScan(store), { videos: [video(path, stat)] });
      expect(outcome.superseded).toBe(1);
      expect(await posterNow()).toBe("made");
    });

    test("stays when the video was missing and is there again, unchanged", async () => {
      await setMade();
      const job = await startScan(store);
      await commit(store, job, { missing: [path] });
      expect(await posterNow()).toBe("made");
      await commit(store, job, { present: [{ path, disk: "another disk" }] });
      expect(await videoAt(store, path)).toMatchObject({ poster: "made", missingSince: null });
      await commit(store, job, { missing: [path] });
      await commit(store, job, { problems: [problem(path)] });
      expect(await videoAt(store, path)).toMatchObject({ poster: "made", missingSince: null });
    });
  });
}
