import { expect, test } from "vitest";
import { nearestFirst } from "./nearest-first.ts";

const frame = { top: 130, bottom: 800 };

/** The edges of a poster 100 pixels high. */
const at = (top: number) => ({ top, bottom: top + 100 });

test("posters in the frame come first, from top to bottom, then the nearest above and below it", () => {
  expect(nearestFirst([-620, -320, 140, 340, 810, 1_300], at, frame)).toEqual([140, 340, 810, -320, 1_300, -620]);
});

test("a poster that is partly in the frame counts as in it, a poster hidden above it does not", () => {
  expect(nearestFirst([20, 150, 60], at, frame)).toEqual([60, 150, 20]);
});

test("without places, posters keep their order", () => {
  expect(nearestFirst(["b", "a", "c"], () => null, frame)).toEqual(["b", "a", "c"]);
});
