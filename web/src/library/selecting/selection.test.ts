import fc from "fast-check";
import { expect, test } from "vitest";
import { isSelected, nothingSelected, selectedBytes, selectedIds, withRange, withToggled } from "./selection.ts";

const videos = Array.from({ length: 12 }, (_, nth) => ({ id: `video ${nth}`, size: 2 ** nth }));

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
