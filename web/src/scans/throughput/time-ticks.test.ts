import { expect, it } from "vitest";
import { timeTicks } from "./time-ticks.ts";

it("moments on an axis are round, and no more than there is room for", () => {
  expect(timeTicks(42_000, 5)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
  expect(timeTicks(3_600_000, 4)).toEqual([0, 900_000, 1_800_000, 2_700_000, 3_600_000]);
  const day = 24 * 3_600_000;
  expect(timeTicks(30 * day, 3)).toEqual([0, 10 * day, 20 * day, 30 * day]);
});
