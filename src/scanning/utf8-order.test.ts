import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareUtf8, sortByUtf8 } from "./utf8-order.ts";

/** Any text that UTF-8 can say, with many characters from where UTF-16 orders otherwise. */
const name = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("a", "b", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}", "é") }),
);

describe("the order of names", () => {
  test("is that of their bytes in UTF-8", () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(Math.sign(compareUtf8(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
      }),
    );
  });

  test("is the same for many names, with and without characters beyond U+FFFF", () => {
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const sorted = [...names];
        sortByUtf8(sorted);
        const byBytes = names.map((each) => Buffer.from(each)).toSorted((one, other) => Buffer.compare(one, other));
        expect(sorted).toEqual(byBytes.map(String));
      }),
    );
  });
});
