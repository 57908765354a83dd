import { expect, test } from "vitest";
import { markdownTable, textTable } from "./results-table.ts";
import { type Goal, type Row, verdictOf } from "./row.ts";

const times: Goal = { better: "higher", reach: 50, goFor: 100 };
const delay: Goal = { better: "lower", reach: 20, goFor: 10 };

const scan: Row = {
  what: "first scan",
  gleaner: "1,352 files/s",
  instead: "find | xargs ffprobe: 26 files/s",
  figure: 52,
  figureText: "52 times",
  goal: times,
};

test("a goal is met by what equals it, in its own direction", () => {
  expect([49.9, 50, 99.9, 100].map((figure) => verdictOf(figure, times))).toEqual(["no", "reach", "reach", "go for"]);
  expect([20.1, 20, 10.1, 10].map((figure) => verdictOf(figure, delay))).toEqual(["no", "reach", "reach", "go for"]);
});

test("a figure that is none meets no goal", () => {
  expect(verdictOf(Number.NaN, times)).toBe("no");
  expect(verdictOf(Number.NaN, delay)).toBe("no");
});

test("the text table says of every row what was asked and whether it is met", () => {
  const table = textTable([scan, { ...scan, what: "and its start", goal: null }]);
  expect(table.split("\n")).toEqual([
    "what           Gleaner        instead                           figure    reach  go for  met",
    "─────────────  ─────────────  ────────────────────────────────  ────────  ─────  ──────  ──────────",
    "first scan     1,352 files/s  find | xargs ffprobe: 26 files/s  52 times  ≥ 50   ≥ 100   yes: reach",
    "and its start  1,352 files/s  find | xargs ffprobe: 26 files/s  52 times",
  ]);
});

test("a bar in a cell does not end it in Markdown", () => {
  const [, , row] = markdownTable([scan]).split("\n");
  expect(row).toBe(
    "| first scan | 1,352 files/s | find \\| xargs ffprobe: 26 files/s | 52 times | ≥ 50 | ≥ 100 | yes: reach |",
  );
});
