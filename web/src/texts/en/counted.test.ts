import { expect, test } from "vitest";
import { filesAndDirectories } from "./counted.ts";

test.each([
  [1, 0, "1 file"],
  [3, 1, "2 files and 1 directory"],
  [2, 2, "2 directories"],
  [5_000, null, "5,000 files and directories"],
])("%d problems, %d of them directories, are called %s", (count, directories, text) => {
  expect(filesAndDirectories(count, directories)).toBe(text);
});
