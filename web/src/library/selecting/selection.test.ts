import fc from "fast-check";
import { expect, test } from "vitest";
import { isSelected, nothingSelected, selectedBytes, selectedIds, withRange, withToggled } from "./selection.ts";

const videos = Array.from({ length: 12 }, (_, nth) => ({
  id: `video ${nth}`,
  file_size: 2 ** nth,
  file: nth % 3 === 0 ? null : `file ${nth}`,
  missing_since: null,
}));

const step = fc.oneof(
  fc.record({ does: fc.constant("toggle" as const), at: fc.nat(11) }),
  fc.record({ does: fc.constant("range" as const), at: fc.nat(11), to: fc.nat(11) }),
);

test("any presses select what a plain set has after them", () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let selection = nothingSelected;
      let fixed = new Set<number>();
      let range = new Set<number>();
      for (const pressed of steps) {
        if (pressed.does === "range") {
          const [first, last] = [Math.min(pressed.at, pressed.to), Math.max(pressed.at, pressed.to)];
          selection = withRange(selection, videos.slice(first, last + 1));
          range = new Set(Array.from({ length: last - first + 1 }, (_, nth) => first + nth));
          continue;
        }
        selection = withToggled(selection, videos[pressed.at] ?? expect.fail());
        fixed = new Set([...fixed, ...range]);
        if (!fixed.delete(pressed.at)) fixed.add(pressed.at);
        range = new Set();
      }
      const wanted = new Set([...fixed, ...range]);
      expect(videos.map(({ id }) => isSelected(selection, id))).toEqual(videos.map((_, nth) => wanted.has(nth)));
      expect(selectedIds(selection)).toHaveLength(wanted.size);
      // Each video has a bit of its own, so no other set has this sum.
      expect(selectedBytes(selection)).toBe([...wanted].reduce((sum, nth) => sum + 2 ** nth, 0));
    }),
  );
});

test("all that match are selected without their ids", () => {
  expect(isSelected({ kind: "all" }, "any")).toBe(true);
});

test("hard links of one file count once, and missing videos not at all, as in the statistics", () => {
  const [first, second] = [videos[1] ?? expect.fail(), videos[2] ?? expect.fail()];
  const link = { ...first, id: "link" };
  const missing = { ...second, id: "missing", file: null, missing_since: "2026-11-30T00:00:00.000Z" };
  const selection = withToggled(withToggled(withRange(nothingSelected, [first, missing]), link), second);
  expect(selectedIds(selection)).toHaveLength(4);
  expect(selectedBytes(selection)).toBe(2 + 4);
  expect(selectedBytes(withToggled(selection, first))).toBe(2 + 4);
  expect(selectedBytes(withToggled(withToggled(selection, first), link))).toBe(4);
});
