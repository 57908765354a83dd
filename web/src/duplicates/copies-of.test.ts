import { expect, test } from "vitest";
import { areAllEqual, type ComparedFile } from "./copies-of.ts";

const file = (id: string, sha256: string | null, of: string | null = id): ComparedFile => ({
  video: { id },
  sha256,
  file: of,
});
const [kept, copy, link] = [file("1", "a"), file("2", "a"), file("3", null, "1")];

test("all files of a group are equal if each is a copy or a hard link of the one that stays", () => {
  const areEqual = (videos: readonly ComparedFile[], possible_gain = 0) => areAllEqual(kept, { videos, possible_gain });
  expect(areEqual([kept, copy, link])).toBe(true);
  expect(areEqual([kept, copy, file("4", "b")])).toBe(false);
  expect(areEqual([kept, copy, file("4", null)], 10)).toBe(false);
  // Files that are not shown are not compared yet.
  expect(areEqual([kept, copy], 10)).toBe(false);
});
