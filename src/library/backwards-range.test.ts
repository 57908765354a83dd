import { expect, test } from "vitest";
import { backwardsRange } from "./backwards-range.ts";
import { rangeNames } from "./filter-payload.ts";
import { timeMeasures, videoMeasures } from "./video-filter.ts";

test.each(videoMeasures)("a range of %s is backwards if its end is before its start", (measure) => {
  const [least, most] = rangeNames[measure];
  const isTime = timeMeasures.has(measure);
  const [low, high] = isTime ? ["2024-05-01", "2024-05-01T00:00:01+00:00"] : [9, 10];
  expect(backwardsRange({ [least]: high, [most]: low })).toEqual([least, most]);
  expect(backwardsRange({ [least]: low, [most]: high })).toBeNull();
  // The time of `before` is not in the range.
  expect(backwardsRange({ [least]: low, [most]: low })).toEqual(isTime ? [least, most] : null);
  expect(backwardsRange({ [least]: high })).toBeNull();
  expect(backwardsRange({ [most]: low })).toBeNull();
});

test("a filter without a range is never backwards", () => {
  expect(backwardsRange({})).toBeNull();
  expect(backwardsRange({ size_min: 0, duration_max: 0, missing: true })).toBeNull();
});
