import { expect, test } from "vitest";
import { jobs } from "./jobs.ts";

test.each([
  [["scan"], "1 scan", "scans"],
  [["scan", "scan"], "2 scans", "scans"],
  [["removal", "scan"], "1 scan and 1 removal", "of them"],
  [["check", "check", "scan", "removal"], "1 scan, 1 removal and 2 checks", "of them"],
] as const)("%j are %s", (kinds, all, plural) => {
  expect(jobs.counted(kinds)).toBe(all);
  expect(jobs.plural(kinds, "of them")).toBe(plural);
});
