import { expect, test } from "vitest";
import { BoundedLines } from "./bounded-lines.ts";

test("lines come out whole, wherever their bytes are cut", () => {
  const lines = new BoundedLines(100);
  const bytes = Buffer.from("first\nsecond 🎬\n\nrest");
  const found = [...bytes].flatMap((_, index) => lines.push(bytes.subarray(index, index + 1)) ?? ["too long"]);
  expect(found).toEqual(["first", "second 🎬", ""]);
  expect(lines.push(Buffer.from(" of it\nand\nmore"))).toEqual(["rest of it", "and"]);
});

test("a line beyond the limit is refused before it ends", () => {
  const lines = new BoundedLines(10);
  expect(lines.push(Buffer.from("1234567890\n12345"))).toEqual(["1234567890"]);
  expect(lines.push(Buffer.from("67890"))).toEqual([]);
  expect(lines.push(Buffer.from("1"))).toBeNull();
});
