import { expect, test } from "vitest";
import { filesAndDirectories, filesPerSecond } from "./counted.ts";

test.each([
  [1, "1 file/s"],
  [0.96, "1 file/s"],
  [0.9, "0.9 files/s"],
  [0, "0 files/s"],
  [1_200, "1,200 files/s"],
])("%d files in a second are %s", (rate, text) => {
  expect(filesPerSecond(rate)).toBe(text);
});

test.each([
  [1, 0, "1 file"],
  [3, 1, "2 files and 1 directory"],
  [2, 2, "2 directories"],
  [5_000, null, "5,000 files and directories"],
])("%d problems, %d of them directories, are called %s", (count, directories, text) => {
  expect(filesAndDirectories(count, directories)).toBe(text);
});
