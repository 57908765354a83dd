import { describe, expect, test } from "vitest";
import { textFromFile } from "./media.ts";

describe("a text from a file", () => {
  test("is cut to its longest length, and not in the middle of a letter", () => {
    expect(textFromFile("x".repeat(12_000_000), 16)).toBe("x".repeat(16));
    expect(textFromFile("abc🎬", 4)).toBe("abc");
    expect(textFromFile("abc🎬", 5)).toBe("abc🎬");
  });

  test("has neither NUL nor half letters", () => {
    expect(textFromFile("e\0ng\ud800x", 16)).toBe("eng\ufffdx");
  });
});
