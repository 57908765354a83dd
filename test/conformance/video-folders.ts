import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { noVideos } from "../../src/library/video-library.ts";
import {
  commit,
  type OpenStore,
  type StoreUnderTest,
  someFacts,
  startScan,
  tickingClock,
  video,
} from "../store/store-under-test.ts";

/** The folders of the library, and how much is in each: the promises of every store. */
export function describeVideoFolders(open: OpenStore): void {
  describe("folders", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    async function add(paths: readonly string[], missing: readonly string[] = []): Promise<void> {
      const scan = await startScan(store);
      const facts = { ...someFacts, durationSeconds: 10 };
      await commit(store, scan, { videos: paths.map((path) => ({ ...video(path, { size: 100 }), facts })) });
      await commit(store, scan, { missing });
    }
    const some = (videos: number, missing = 0) => ({
      videos,
      missing,
      bytes: (videos - missing) * 100,
      durationSeconds: (videos - missing) * 10,
    });

    test("have the videos at any depth, and those beside them are told apart", async () => {
      await add(
        ["/m/f/1.mp4", "/m/f/a/2.mp4", "/m/f/a/b/3.mp4", "/m/f/a b/4.mp4", "/m/f/a-b/5.mp4", "/m/f/Ä 🎬/x/6.mp4"],
        ["/m/f/a/b/3.mp4", "/m/f/a-b/5.mp4"],
      );
      expect(await store.videos.folders({ directory: "/m/f", limit: 10 })).toEqual({
        path: "/m/f",
        total: some(6, 2),
        own: some(1),
        folders: [
          { path: "/m/f/a", name: "a", totals: some(2, 1) },
          { path: "/m/f/a b", name: "a b", totals: some(1) },
          { path: "/m/f/a-b", name: "a-b", totals: some(1, 1) },
          { path: "/m/f/Ä 🎬", name: "Ä 🎬", totals: some(1) },
        ].toSorted((one, other) => Buffer.compare(Buffer.from(`${one.path}/`), Buffer.from(`${other.path}/`))),
        nextCursor: null,
      });
    });

    test("begin at the deepest folder that holds all videos", async () => {
      const first = async () => (await store.videos.folders({ limit: 10 })).path;
      expect(await store.videos.folders({ limit: 10 })).toEqual({
        path: null,
        total: noVideos,
        own: noVideos,
        folders: [],
        nextCursor: null,
      });
      await add(["/m/films/a/1.mp4"]);
      expect(await first()).toBe("/m/films/a");
      await add(["/m/films/a b/1.mp4"]);
      expect(await first()).toBe("/m/films");
      await add(["/m/filmsack/2.mp4"]);
      expect(await first()).toBe("/m");
      await add(["/n/2.mp4"]);
      expect(await first()).toBe("/");
      expect((await store.videos.folders({ limit: 10 })).folders.map(({ path }) => path)).toEqual(["/m", "/n"]);
    });

    test("come in pages, each with the totals of the whole folder", async () => {
      const names = Array.from({ length: 25 }, (_, nth) => `folder ${String(nth).padStart(2, "0")}`);
      await add([...names.map((name) => `/m/${name}/1.mp4`), "/m/beside.mp4"]);
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const query = { directory: "/m", limit: 10, ...(cursor !== undefined && { cursor }) };
        const page = await store.videos.folders(query);
        const { total: _total, own: _own, ...list } = page;
        expect(await store.videos.listFolders(query)).toEqual(list);
        expect([page.total, page.own]).toEqual([some(26), some(1)]);
        found.push(...page.folders.map(({ name }) => name));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(found).toEqual(names);
      await expect(store.videos.folders({ directory: "/m", limit: 10, cursor: "wrong" })).rejects.toThrow("cursor");
    });

    test("that are gone, or have only a similar name, have nothing", async () => {
      await add(["/m/a/1.mp4"]);
      const nothing = { total: noVideos, own: noVideos, folders: [], nextCursor: null };
      for (const directory of ["/m/b", "/m/a/1", "/m/A", "/"]) {
        const page = await store.videos.folders({ directory, limit: 10 });
        expect(page).toMatchObject(directory === "/" ? { total: some(1) } : { ...nothing, path: directory });
      }
    });
  });
}
