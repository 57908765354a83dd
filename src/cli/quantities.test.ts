import { expect, test } from "vitest";
import { bytes, count, countOf, duration, playingTime } from "./quantities.ts";

test("counts are grouped, and their nouns agree", () => {
  expect([count(5_128), countOf(1, "file"), countOf(0, "file"), countOf(2_000, "file")]).toEqual([
    "5,128",
    "1 file",
    "0 files",
    "2,000 files",
  ]);
});

test.each([0, 7, 999, 1_000, 123_456, 1_234_567, 12_345_678_901, -5, -1_000, 0.5, 2.34567, 1_234.5, 0.1 + 0.2])(
  "%d is grouped as people write it in English",
  (value) => {
    expect(count(value)).toBe(new Intl.NumberFormat("en").format(value));
  },
);

test.each([
  [0, "0 ms"],
  [850, "850 ms"],
  [3_000, "3 s"],
  [59_600, "1 min"],
  [125_000, "2 min 5 s"],
  [4_800_000, "1 h 20 min"],
  [7_200_000, "2 h"],
])("%d ms is %s", (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [0.4, "0:00"],
  [5, "0:05"],
  [754, "12:34"],
  [3_723, "1:02:03"],
])("%d seconds play for %s", (seconds, text) => expect(playingTime(seconds)).toBe(text));

test.each([
  [0, "0 B"],
  [950, "950 B"],
  [999.6, "1.0 kB"],
  [1_234_567, "1.2 MB"],
  [450e9, "450 GB"],
])("%d bytes are %s", (value, text) => expect(bytes(value)).toBe(text));
