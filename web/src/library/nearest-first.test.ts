import { expect, test } from "vitest";
import { nearestFirst } from "./nearest-first.ts";

const height = 800;

/** The element of a poster 100 pixels high. */
const at = (top: number) => ({ getBoundingClientRect: () => ({ top, bottom: top + 100 }) });

test("posters in the window come first, from top to bottom, then the nearest above and below it", () => {
  const tops = [-620, -320, 40, 240, height + 10, height + 400];
  expect(nearestFirst(tops, at, height)).toEqual([40, 240, height + 10, -320, height + 400, -620]);
});

test("a poster that is partly in the window counts as in it", () => {
  expect(nearestFirst([-150, 20, -90], at, height)).toEqual([-90, 20, -150]);
});

test("without elements, posters keep their order", () => {
  expect(nearestFirst(["b", "a", "c"], () => null, height)).toEqual(["b", "a", "c"]);
});
