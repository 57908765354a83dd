import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  commit,
  type OpenStore,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
} from "../store/store-under-test.ts";

/** How every VideoLibrary searches. */
export function describeVideoSearch(open: OpenStore): void {
  describe("a search of the library", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    const fill = async (...paths: readonly string[]) =>
      commit(store, await startScan(store), { videos: paths.map((path) => video(path)) });
    /** In the order of their paths. Every list is asked for as one page, and as pages of one. */
    const found = async (text: string): Promise<readonly string[]> => {
      const { videos, total, nextCursor } = await store.videos.list({ text, limit: 100 });
      expect({ total, nextCursor }).toEqual({ total: videos.length, nextCursor: null });
      const one = await store.videos.list({ text, limit: 1 });
      expect(one).toMatchObject({ total, videos: videos.slice(0, 1) });
      return videos.map(({ path }) => path).toSorted();
    };

    const umlauts = ["/lib/Ärger.MP4", "/lib/a\u0308rger 2.mp4", "/lib/ÄRGER zwei.mp4"];
    const cafes = ["/lib/caf\u00e9 NFC.mp4", "/lib/cafe\u0301 NFD.mp4", "/lib/Cafe.mp4"];
    test.each([
      ["ignores case beyond ASCII", ["ärger", "ÄRGER", "Ärger"], umlauts],
      ["ignores accents", ["arger", "ARGER"], umlauts],
      ["finds both Unicode forms", ["caf\u00e9", "cafe\u0301", "CAF\u00c9", "cafe"], cafes],
      ["finds a Turkish capital by a plain letter", ["istanbul", "ISTANBUL", "İstanbul"], ["/lib/İstanbul.mp4"]],
      [
        "finds a sharp s by two letters, and the other way",
        ["strasse", "straße"],
        ["/lib/Straße.mp4", "/lib/STRASSE.mp4"],
      ],
      ["finds ligatures by their letters", ["film", "ﬁlm"], ["/lib/ﬁlm.mp4", "/lib/Film 2.mp4"]],
      ["finds wide letters by narrow ones", ["wide 7", "ＷＩＤＥ　７"], ["/lib/Ｗｉｄｅ ７.mp4"]],
      ["finds letters with strokes by plain ones", ["lodz", "Łódź"], ["/lib/Łódź.mp4"]],
      [
        "ignores case and accents of directories",
        ["ete", "ÉTÉ", "e\u0301te\u0301"],
        ["/lib/Été/a.mp4", "/lib/été/b.mp4"],
      ],
      ["finds one letter", ["ä", "A", "x"], ["/lib/Äx.mp4", "/lib/ax.mp4"]],
      ["finds two letters", ["öß", "OSS"], ["/lib/Öß.mp4", "/lib/oss.mp4"]],
      ["finds a single character of other scripts", ["語", "🎞"], ["/lib/日本語🎞.mp4"]],
    ])("%s", async (_, texts, paths) => {
      await fill(...paths, "/other/no.mov");
      for (const text of texts) expect([text, await found(text)]).toEqual([text, paths.toSorted()]);
    });

    test("keeps voiced Japanese letters apart", async () => {
      await fill("/lib/がく.mp4", "/lib/かく.mp4");
      expect(await found("かく")).toEqual(["/lib/かく.mp4"]);
      expect(await found("がく".normalize("NFD"))).toEqual(["/lib/がく.mp4"]);
    });

    test("finds words in directory and name together, and a quoted phrase across both", async () => {
      const paths = ["/lib/Café 1/Ärger.mp4", "/lib/Café 2/Ärger.mp4", "/lib/Café 1/Freude.mp4", "/lib/1/Ärger.mp4"];
      await fill(...paths);
      expect(await found("arger cafe")).toEqual([paths[0], paths[1]]);
      expect(await found('"cafe 1/a"')).toEqual([paths[0]]);
      expect(await found("1/arg")).toEqual([paths[3], paths[0]].toSorted());
      expect(await found('"fe 1/"')).toEqual([paths[0], paths[2]].toSorted());
      expect(await found("/ärger")).toEqual([paths[3], paths[0], paths[1]].toSorted());
      expect(await found("lib/cafe")).toEqual([paths[0], paths[1], paths[2]].toSorted());
      expect(await found('"1 arger"')).toEqual([]);
    });

    test("has the same videos in every order, page by page, and counts them all", async () => {
      await fill(...Array.from({ length: 30 }, (_, index) => `/lib/É ${index % 5}/é${index}.mp4`), "/lib/otto.mp4");
      for (const sort of ["-created_at", "created_at", "filename", "-filename", "duration_seconds"] as const) {
        const whole = await store.videos.list({ text: "e e", sort, limit: 100 });
        expect(whole.total).toBe(30);
        const paged: (typeof whole.videos)[number][] = [];
        let cursor: string | null = null;
        do {
          const page: typeof whole = await store.videos.list({
            text: "e e",
            sort,
            limit: 7,
            ...(cursor !== null && { cursor }),
          });
          expect(page.total).toBe(30);
          paged.push(...page.videos);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(paged).toEqual(whole.videos);
      }
    });

    test("finds a video that a scan wrote again, and no video that was removed", async () => {
      await fill("/lib/Ärger.mp4", "/lib/Ärger 2.mp4");
      await commit(store, await startScan(store), { videos: [video("/lib/Ärger.mp4", { size: 77 })] });
      expect(await found("arger")).toEqual(["/lib/Ärger 2.mp4", "/lib/Ärger.mp4"]);
      const [first] = (await store.videos.list({ text: '"arger 2"', limit: 1 })).videos;
      expect(await store.videos.forget({ ids: [first?.id ?? expect.fail()] })).toHaveLength(1);
      expect(await found("arger")).toEqual(["/lib/Ärger.mp4"]);
    });
  });
}
