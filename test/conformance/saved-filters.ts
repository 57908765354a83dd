import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mostSavedFilters } from "../../src/library/saved-filters.ts";
import { type OpenStore, type StoreUnderTest, tickingClock } from "../store/store-under-test.ts";

/** Filters that people keep under a name: the promises of every store. */
export function describeSavedFilters(open: OpenStore): void {
  describe("saved filters", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    const named = (name: string) => ({ name, filter: { video_codec: "hevc" }, sort: null });
    const names = async (of: Pick<StoreUnderTest, "filters"> = store) =>
      (await of.filters.list()).map(({ name }) => name);

    test("are kept as they were given, in the order of their names, and another process sees them", async () => {
      const filter = { q: "Ä b'\"\\%", hdr: ["hdr10", "!none"], size_min: 1.5e9, missing: false };
      const added = await store.filters.add({ name: "Part 10", filter, sort: "-file_size" });
      await store.filters.add(named("Part 9"));
      expect(added).toMatchObject({ name: "Part 10", filter, sort: "-file_size" });
      const other = await store.another();
      expect(await names(other)).toEqual(["Part 9", "Part 10"]);
      expect((await other.filters.list())[1]).toEqual(added);
    });

    test("have names of their own: a second one with the same name changes nothing", async () => {
      const first = await store.filters.add(named("4K"));
      expect(await store.filters.add(named("4K"))).toBe("taken");
      const second = await store.filters.add(named("HDR"));
      if (typeof first === "string" || typeof second === "string") throw new Error("Not added");
      expect(await store.filters.change(second.id, { name: "4K", filter: {} })).toBe("taken");
      expect(await store.filters.list()).toEqual([first, second]);
      expect(await store.filters.change(second.id, { name: "HDR", sort: "filename" })).toEqual({
        ...second,
        sort: "filename",
      });
    });

    test("of one name from several processes at once become one", async () => {
      const other = await store.another();
      const outcomes = await Promise.all([store, other, store, other].map(({ filters }) => filters.add(named("Same"))));
      expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(3);
      expect(await names()).toEqual(["Same"]);
      const ids = (await Promise.all(["a", "b"].map((name) => store.filters.add(named(name))))).map((added) =>
        typeof added === "string" ? "" : added.id,
      );
      const renamed = await Promise.all(
        ids.map((id, nth) => (nth === 0 ? store : other).filters.change(id, { name: "New" })),
      );
      expect(renamed.filter((outcome) => outcome === "taken")).toHaveLength(1);
      expect(await names()).toHaveLength(3);
      const [id = ""] = ids;
      const sorts = ["filename", "-filename", "file_size", "-file_size"] as const;
      const changed = await Promise.all(
        sorts.map((sort, nth) => (nth % 2 === 0 ? store : other).filters.change(id, { sort })),
      );
      expect(changed).toMatchObject(sorts.map((sort) => ({ id, sort })));
    });

    test("are changed and removed by their ids; an unknown id is none", async () => {
      const added = await store.filters.add(named("4K"));
      if (typeof added === "string") throw new Error("Not added");
      expect(await store.filters.remove(added.id)).toBe(true);
      expect(await store.filters.remove(added.id)).toBe(false);
      expect(await store.filters.change(added.id, { name: "5K" })).toBeNull();
      expect(await names()).toEqual([]);
    });

    test("are no more than a menu can show", async () => {
      for (let nth = 0; nth < mostSavedFilters; nth += 1) await store.filters.add(named(`Filter ${nth}`));
      expect(await store.filters.add(named("one more"))).toBe("full");
      expect(await names()).toHaveLength(mostSavedFilters);
    });

    test("that another program wrote badly are left out", async () => {
      await store.filters.add(named("good"));
      const insert = "insert into saved_filters (id, name, filter, created_at) values";
      await store.execute(`${insert} ('1', 'no JSON', '{', 1)`);
      await store.execute(`${insert} ('2', 'unknown', '{"taste":"sweet"}', 1)`);
      await store.execute(`${insert} ('3', 'a list', '[]', 1)`);
      expect(await names()).toEqual(["good"]);
    });
  });
}
