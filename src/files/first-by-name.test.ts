import fc from "fast-check";
import { expect, test } from "vitest";
import { FirstByName } from "./first-by-name.ts";
import { compareNaturally } from "./natural-order.ts";

test("the first of any names are the same as after sorting all of them", () => {
  const names = fc.array(
    fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.nat(30).map((number) => `d${number}`),
    ),
  );
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 5 }), (names, most) => {
      const first = new FirstByName<{ name: string; index: number }>(most);
      const all = names.map((name, index) => ({ name, index }));
      for (const one of all) first.add(one);
      expect(first.total).toBe(all.length);
      expect(first.first()).toEqual(
        all.toSorted((one, other) => compareNaturally(one.name, other.name)).slice(0, most),
      );
    }),
  );
});
