import { assert as assertProperty, nat, property, string, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { compareNaturally, naturalSortKey } from "./natural-order.ts";

/** Sorts from the worst order: from behind. */
function sorted(names: readonly string[]): readonly string[] {
  return names.toReversed().toSorted(compareNaturally);
}

describe("the natural order of names", () => {
  test.each([
    ["has numbers by their value", ["1.mp4", "2.mp4", "10.mp4", "100.mp4"]],
    ["has numbers within names by their value", ["S1E2", "S1E10", "s2e1", "S10E1"]],
    ["ignores zeros before a number at first", ["a 01", "a 2", "a 003", "a 10"]],
    ["has numbers of any length", ["9", "10", "999999999", "1000000000", "12345678901234567890"]],
    ["ignores case at first", ["a", "B", "c", "D"]],
    [
      "has numbers first, then letters, with accents beside their letters",
      ["1", "2", "10", "a", "ä", "b", "e", "É", "Z"],
    ],
    ["has the shorter name first", ["film", "film 2", "filmed"]],
    ["keeps the files of a directory together", ["/D/a", "/D/z", "/D 2/a", "/D-x/a"]],
    ["has both Unicode forms of a name side by side", ["cafe", "caf\u00e9 1", "cafe\u0301 2", "caff"]],
    ["has characters beyond 16 bits last", ["z", "\u{ff5e}", "\u{1f39e}"]],
  ])("%s", (_, names) => {
    expect(sorted(names)).toEqual(names);
  });

  test("is the order of the bytes of the keys, which tell all names apart that differ in more than case and zeros", () => {
    const name = tuple(string({ unit: "grapheme", maxLength: 5 }), nat(2000), string({ maxLength: 3 })).map((parts) =>
      parts.join(""),
    );
    assertProperty(
      property(name, name, name, (one, two, three) => {
        const [first, second, third] = sorted([one, two, three]);
        for (const [before, after] of [
          [first, second],
          [second, third],
          [first, third],
        ]) {
          expect(compareNaturally(before ?? "", after ?? "")).toBeLessThanOrEqual(0);
          const keys = [before, after].map((each) => Buffer.from(naturalSortKey(each ?? "")));
          expect(Buffer.compare(keys[0] ?? Buffer.of(), keys[1] ?? Buffer.of())).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  test("compares no two different names as equal", () => {
    assertProperty(
      property(string(), string(), (one, other) => {
        expect(compareNaturally(one, other) === 0).toBe(one === other);
      }),
    );
  });
});
