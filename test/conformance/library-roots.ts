import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseRootId, type RootSettings, usualRootSettings } from "../../src/library/library-roots.ts";
import type { Store } from "../../src/store/store.ts";
import { type OpenStore, type StoreUnderTest, tickingClock } from "../store/store-under-test.ts";

/** The directories of the library: the promises of every store. */
export function describeLibraryRoots(open: OpenStore): void {
  describe("directories of the library", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    const root = (path: string, settings: Partial<RootSettings> = {}) => ({
      path,
      ...usualRootSettings,
      name: path.split("/").at(-1) ?? "",
      ...settings,
    });
    async function add(path: string, settings?: Partial<RootSettings>, { roots }: Pick<Store, "roots"> = store) {
      const outcome = await roots.add(root(path, settings));
      return outcome.kind === "added" ? outcome.root : expect.fail(`${path} overlaps with ${outcome.other.path}`);
    }
    const paths = async ({ roots }: Pick<Store, "roots"> = store) => (await roots.list()).map(({ path }) => path);

    test("are kept with their settings, and listed in the order of their paths", async () => {
      const settings = {
        name: "Ärger 🎬 \"'\\%",
        recursive: false,
        followLinks: true,
        includeHidden: false,
        exclude: ["*.part", "!/a b/**", "\\#", "Ä\0"],
        maxRate: 0.5,
        schedule: { cron: "0 3 * * *", timeZone: "Europe/Berlin" },
        watch: true,
      };
      const films = await add("/mnt/films", settings);
      const albums = await add("/mnt/Albums");
      expect(films).toMatchObject({ path: "/mnt/films", ...settings });
      expect(albums).toMatchObject({ ...usualRootSettings, name: "Albums" });
      expect(albums.createdAt.getTime()).toBeGreaterThan(films.createdAt.getTime());
      const other = await store.another();
      for (const { roots } of [store, other]) {
        expect(await roots.list()).toEqual([albums, films]);
        expect(await roots.get(films.id)).toEqual(films);
      }
      expect(await store.roots.get(parseRootId(crypto.randomUUID()) ?? expect.fail())).toBeNull();
    });

    test("never lie in each other", async () => {
      const films = await add("/mnt/films");
      await add("/mnt/films-2");
      await add("/mnt/film");
      const overlapping = {
        "/mnt/films": "same",
        "/mnt/films/a/b": "inside",
        "/mnt": "around",
        "/": "around",
      } as const;
      for (const [path, how] of Object.entries(overlapping)) {
        expect(await store.roots.add(root(path))).toMatchObject({ kind: "overlaps", how });
      }
      expect(await store.roots.add(root("/mnt/films/a"))).toEqual({ kind: "overlaps", how: "inside", other: films });
      expect(await paths()).toEqual(["/mnt/film", "/mnt/films", "/mnt/films-2"]);
    });

    test("cannot be added around or in one that is the whole disk", async () => {
      await add("/");
      expect(await store.roots.add(root("/mnt"))).toMatchObject({ kind: "overlaps", how: "inside" });
      expect(await store.roots.containing("/mnt/films")).toMatchObject({ path: "/" });
    });

    test("that overlap are added once, whichever processes add them at the same time", async () => {
      const processes = [store, await store.another(), await store.another()];
      for (let round = 0; round < 10; round += 1) {
        const candidates = [`/${round}`, `/${round}/a`, `/${round}/a/b`, `/${round}/c`, `/${round}`, `/${round}/a/d`];
        const outcomes = await Promise.all(
          candidates.map((path, nth) => (processes[nth % processes.length] ?? store).roots.add(root(path))),
        );
        const added = outcomes.flatMap((outcome) => (outcome.kind === "added" ? [outcome.root.path] : []));
        const listed = (await paths()).filter((path) => `${path}/`.startsWith(`/${round}/`));
        expect(listed).toEqual(added.toSorted());
        expect(listed.length).toBeGreaterThan(0);
        const overlaps = listed.filter((path) =>
          listed.some((other) => other !== path && path.startsWith(`${other}/`)),
        );
        expect(overlaps).toEqual([]);
      }
    });

    test("are found by the paths in them", async () => {
      const films = await add("/mnt/films");
      expect(await store.roots.containing("/mnt/films")).toEqual(films);
      expect(await store.roots.containing("/mnt/films/a/b.mp4")).toEqual(films);
      for (const path of ["/mnt", "/mnt/films-2", "/mnt/film", "/"]) {
        expect(await store.roots.containing(path)).toBeNull();
      }
    });

    test("are found by the directories around them", async () => {
      const [films, albums] = [await add("/mnt/films"), await add("/mnt/films-2/albums")];
      expect(await store.roots.within("/mnt")).toEqual([films, albums]);
      expect(await store.roots.within("/")).toEqual([films, albums]);
      expect(await store.roots.within("/mnt/films-2")).toEqual([albums]);
      for (const path of ["/mnt/films", "/mnt/films/a", "/mnt/film", "/other"]) {
        expect(await store.roots.within(path)).toEqual([]);
      }
    });

    test("change only in the settings that are given", async () => {
      const films = await add("/mnt/films", { schedule: { cron: "@daily", timeZone: "UTC" }, maxRate: 5 });
      const other = await add("/mnt/other");
      const changed = await store.roots.change(films.id, { name: "Films", schedule: null, exclude: ["a"] });
      expect(changed).toEqual({ ...films, name: "Films", schedule: null, turnedAt: null, exclude: ["a"] });
      expect(await store.roots.change(films.id, {})).toEqual(changed);
      expect(await store.roots.change(films.id, { followLinks: false, maxRate: null })).toMatchObject({
        followLinks: false,
        maxRate: null,
      });
      expect(await store.roots.get(other.id)).toEqual(other);
      expect(await store.roots.change(parseRootId(crypto.randomUUID()) ?? expect.fail(), { name: "x" })).toBeNull();
    });

    test("that two processes change at the same time get the changes of both, and one of two names", async () => {
      const other = await store.another();
      const films = await add("/mnt/films");
      for (let round = 0; round < 10; round += 1) {
        const [one, two] = [`a ${round}`, `b ${round}`];
        await Promise.all([
          store.roots.change(films.id, { name: one, exclude: [one], watch: true }),
          other.roots.change(films.id, { name: two, maxRate: round, schedule: { cron: "@daily", timeZone: "UTC" } }),
        ]);
        const now = (await other.roots.get(films.id)) ?? expect.fail();
        expect(now).toMatchObject({ exclude: [one], watch: true, maxRate: round, schedule: { cron: "@daily" } });
        expect([one, two]).toContain(now.name);
        expect(await store.roots.get(films.id)).toEqual(now);
      }
    });

    test("that were removed leave their place to others", async () => {
      const films = await add("/mnt/films");
      expect(await store.roots.remove(films.id)).toEqual({ kind: "removed" });
      expect(await store.roots.remove(films.id)).toEqual({ kind: "unknown" });
      expect(await store.roots.get(films.id)).toBeNull();
      await add("/mnt");
      expect(await paths()).toEqual(["/mnt"]);
    });

    test("raise their revision with every change, in the eyes of every process", async () => {
      const other = await store.another();
      let last = await other.roots.revision();
      const rises = async () => {
        const next = await other.roots.revision();
        expect(next).toBeGreaterThan(last);
        last = next;
      };
      const films = await add("/mnt/films");
      await rises();
      await store.roots.change(films.id, { watch: true });
      await rises();
      await other.roots.remove(films.id);
      await rises();
      await store.roots.list();
      expect(await other.roots.revision()).toBe(last);
    });
  });
}
