import { describe, expect, test } from "vitest";
import { ExpectedFiles } from "./expected-files.ts";

describe("the number of files that a scan will find", () => {
  test("is unknown until somebody knows it", () => {
    const expected = new ExpectedFiles();
    expect(expected.count(10)).toBeNull();
    expected.expect(null);
    expect(expected.count(10)).toBeNull();
    expected.expect(20);
    expect(expected.count(10)).toBe(20);
  });

  test("grows when the directory holds more files than expected", () => {
    const expected = new ExpectedFiles();
    expected.expect(40);
    expect(expected.count(39)).toBe(40);
    expect(expected.count(80)).toBe(80);
  });

  test("is exact once all files are found", () => {
    const expected = new ExpectedFiles();
    expected.expect(1_000);
    expected.walkEnded();
    expect(expected.count(10)).toBe(10);
    expect(expected.count(0)).toBe(0);
  });
});
