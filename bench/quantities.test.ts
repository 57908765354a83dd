import { expect, test } from "vitest";
import { count, figure, withSpread } from "./quantities.ts";

test("a figure has three digits, or all of those before the point", () => {
  expect([0.5234, 1.719, 31.44, 352.4, 1351.6, 0].map(figure)).toEqual(["0.523", "1.72", "31.4", "352", "1,352", "0"]);
  expect(count(1_000_000)).toBe("1,000,000");
});

test("a single run has no spread", () => {
  expect(withSpread({ median: 2, min: 1, max: 4, count: 3 }, "s")).toBe("2 s (1..4)");
  expect(withSpread({ median: 2, min: 2, max: 2, count: 1 }, "s")).toBe("2 s");
});
