import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyStep } from "./key-step.ts";

describe("keys in a grid", () => {
  // Eleven places:  0 1 2 3 / 4 5 6 7 / 8 9 10
  const at = (index: number) => ({ index, count: 11, columns: 4, rowsInView: 2 });

  test.each([
    ["ArrowRight", 3, 4],
    ["ArrowRight", 10, 10],
    ["ArrowLeft", 4, 3],
    ["ArrowLeft", 0, 0],
    ["ArrowDown", 1, 5],
    ["ArrowDown", 7, 10],
    ["ArrowUp", 9, 5],
    ["ArrowUp", 2, 2],
    ["PageDown", 0, 8],
    ["PageDown", 5, 10],
    ["PageUp", 10, 2],
    ["PageUp", 5, 1],
    ["Home", 9, 0],
    ["End", 1, 10],
  ])("%s leads from %i to %i", (key, from, to) => {
    expect(keyStep(key, at(from))).toBe(to);
  });

  test("other keys are left to the browser, and in a table so are those to the sides", () => {
    expect(keyStep("Enter", at(3))).toBeNull();
    expect(keyStep("ArrowLeft", { ...at(3), columns: 1 })).toBeNull();
    expect(keyStep("ArrowRight", { ...at(3), columns: 1 })).toBeNull();
  });

  test("lead to a place that is there, wherever they begin", () => {
    const keys = fc.constantFrom(
      "ArrowRight",
      "ArrowLeft",
      "ArrowDown",
      "ArrowUp",
      "PageDown",
      "PageUp",
      "Home",
      "End",
    );
    const places = fc
      .record({
        count: fc.integer({ min: 1, max: 1000 }),
        columns: fc.integer({ min: 2, max: 20 }),
        rowsInView: fc.integer({ min: 1, max: 30 }),
      })
      .chain((grid) => fc.record({ ...mapConstant(grid), index: fc.integer({ min: 0, max: grid.count - 1 }) }));
    fc.assert(
      fc.property(keys, places, (key, place) => {
        const to = keyStep(key, place) ?? -1;
        expect(to).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThan(place.count);
      }),
    );
  });
});

function mapConstant({ count, columns, rowsInView }: { count: number; columns: number; rowsInView: number }) {
  return { count: fc.constant(count), columns: fc.constant(columns), rowsInView: fc.constant(rowsInView) };
}
