import { array, assert as assertProperty, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { asPrefix, directoryOf, everythingIn } from "./directory-range.ts";

/** As an index has it: by the bytes of the UTF-8. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

describe("the range of a directory", () => {
  test("has all that is in it and nothing that is beside it", () => {
    const { from, before } = everythingIn("/lib/D");
    const isIn = (path: string): boolean => !isBefore(path, from) && isBefore(path, before);
    for (const inside of [
      "/lib/D/",
      "/lib/D/a",
      "/lib/D/ ",
      "/lib/D/-/x",
      "/lib/D/0",
      "/lib/D/\u{10ffff}",
      "/lib/D//",
    ]) {
      expect([inside, isIn(inside)]).toEqual([inside, true]);
    }
    for (const outside of [
      "/lib/D",
      "/lib/D ",
      "/lib/D-/x",
      "/lib/D.x/y",
      "/lib/D0",
      "/lib/D0/x",
      "/lib/DD/",
      "/lib/d/",
    ]) {
      expect([outside, isIn(outside)]).toEqual([outside, false]);
    }
  });

  test("of the root has every path", () => {
    expect(everythingIn("/")).toEqual({ from: "/", before: "0" });
  });

  test("has exactly the paths that begin with it, whatever they are made of", () => {
    const name = array(constantFrom("a", "b", "0", "-", ".", " ", "%", "é", "\u{ffff}", "🎞"), {
      minLength: 1,
      maxLength: 3,
    });
    const path = array(name, { minLength: 1, maxLength: 4 }).map(
      (names) => `/${names.map((part) => part.join("")).join("/")}`,
    );
    assertProperty(
      property(path, path, (directory, file) => {
        const { from, before } = everythingIn(directory);
        expect(!isBefore(file, from) && isBefore(file, before)).toBe(file.startsWith(`${directory}/`));
      }),
    );
  });
});

test("the directory of a file ends with one separator", () => {
  expect(directoryOf("/lib/a b/x.mp4")).toBe("/lib/a b/");
  expect(directoryOf("/x.mp4")).toBe("/");
  expect(directoryOf("/")).toBe("/");
  expect(asPrefix("/lib/")).toBe("/lib/");
});
