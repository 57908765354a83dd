import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenStore, type StoreUnderTest, tickingClock } from "../store/store-under-test.ts";

/** Settings that people have changed: the promises of every store. */
export function describeSavedSettings(open: OpenStore): void {
  describe("saved settings", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    test("there are none in a new library", async () => {
      expect(await store.settings.read()).toEqual({});
    });

    test("are kept as they were given, and another process sees them", async () => {
      const values = { rate: 0.25, patterns: ["*.part", "Ä b'\"\\%"], flag: false, text: "" };
      expect(await store.settings.change(values)).toEqual(values);
      const other = await store.another();
      expect(await other.settings.read()).toEqual(values);
    });

    test("a change leaves all others as they are, and null removes one", async () => {
      await store.settings.change({ a: 1, b: 2, c: 3 });
      expect(await store.settings.change({ b: 5, c: null, d: null })).toEqual({ a: 1, b: 5 });
      expect(await store.settings.read()).toEqual({ a: 1, b: 5 });
    });

    test("several processes that change the same ones at once all succeed, and one of them has the last word", async () => {
      const other = await store.another();
      const rounds = [1, 2, 3, 4, 5, 6, 7, 8];
      await Promise.all(
        rounds.flatMap((round) => [
          store.settings.change({ a: round, b: round }),
          other.settings.change({ b: -round, a: -round }),
        ]),
      );
      const { a, b } = await store.settings.read();
      expect(a).toBe(b);
      expect(rounds).toContain(Math.abs(Number(a)));
    });

    test("a row that is no JSON counts as not there", async () => {
      await store.execute("insert into settings (name, value) values ('rate', '{')");
      expect(await store.settings.read()).toEqual({ rate: null });
      expect(await store.settings.change({ rate: 3 })).toEqual({ rate: 3 });
    });
  });
}
