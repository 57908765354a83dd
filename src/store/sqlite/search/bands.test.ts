import { expect, test } from "vitest";
import { bandsOf } from "../../../library/measure-bands.ts";
import { videoMeasures } from "../../../library/video-filter.ts";
import { Bands } from "./bands.ts";

test.each(videoMeasures)("each number of %s has the band of the last edge that is not above it", (measure) => {
  const edges = bandsOf(measure).map(({ min }) => min);
  const numbers = edges.flatMap((edge) => [edge - 1, edge - 1e-6, edge, edge + 1e-6, edge + 1, edge * 1.37]);
  numbers.push(-1, Number.MAX_SAFE_INTEGER);
  const found = new Bands(edges).of(Float64Array.from(numbers));
  const expected = numbers.map((number) => {
    const band = edges.findLastIndex((edge) => edge <= number);
    return band === -1 ? edges.length : band;
  });
  expect([...found]).toEqual(expected);
});
