import { expect, test } from "vitest";
import { quantile, ratioOf, spreadOf } from "./statistics.ts";

test("the median is the middle run, or lies between the two in the middle", () => {
  expect(spreadOf([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30, count: 3 });
  expect(spreadOf([4, 1, 3, 2]).median).toBe(2.5);
  expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7, count: 1 });
});

test("figures are ordered as numbers", () => {
  expect(spreadOf([100, 9, 20]).median).toBe(20);
});

test("a quantile is a figure that occurred, and the last one is the greatest", () => {
  const figures = Array.from({ length: 200 }, (_, index) => index + 1);
  expect(quantile(figures, 0.5)).toBe(100);
  expect(quantile(figures, 0.99)).toBe(198);
  expect(quantile(figures, 1)).toBe(200);
  expect(quantile(figures, 0)).toBe(1);
  expect(quantile([5], 0.99)).toBe(5);
});

test("a ratio is that of the medians, and its spread that of neighbouring runs", () => {
  expect(ratioOf([10, 30, 20], [1, 2, 4])).toEqual({ median: 10, min: 5, max: 15, count: 3 });
});

test("runs that cannot be paired, or no runs at all, are refused", () => {
  expect(() => ratioOf([1, 2], [1])).toThrow(RangeError);
  expect(() => spreadOf([])).toThrow(RangeError);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});
