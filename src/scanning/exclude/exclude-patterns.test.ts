import { expect, test } from "vitest";
import { parseExcludePatterns, problemOfPattern } from "./exclude-patterns.ts";
import { Exclusions } from "./exclusions.ts";

/** Whether a pattern of the settings leaves out a path below the base. A path with a slash at its end is a directory. */
function leavesOut(patterns: string | readonly string[], path: string): boolean {
  const names = path.replace(/\/$/, "").split("/");
  const name = names.pop() ?? "";
  const weaker = typeof patterns === "string" ? [patterns] : patterns;
  const rules = { base: "/base", root: "/base", weaker, stronger: [] };
  const excludes = new Exclusions().in(["/base", ...names].join("/"), rules, null);
  return excludes?.(name, path.endsWith("/") ? "directory" : "file") ?? false;
}

test.each([
  ["*-sample.*", "a/b/film-sample.mkv", true],
  ["*-sample.*", "film-sample", false],
  ["sample/", "a/sample/", true],
  ["sample/", "a/sample", false],
  ["/sample/", "a/sample/", false],
  ["/sample/", "sample/", true],
  ["a/*.mkv", "a/1.mkv", true],
  ["a/*.mkv", "b/a/1.mkv", false],
  ["a/*.mkv", "a/b/1.mkv", false],
  ["**/a/*.mkv", "b/a/1.mkv", true],
  ["**/a/*.mkv", "a/1.mkv", true],
  ["a/**/z.mkv", "a/z.mkv", true],
  ["a/**/z.mkv", "a/b/c/z.mkv", true],
  ["a/**", "a/b/c.mkv", true],
  ["a/**", "a/", false],
  ["/films/**/extras/", "films/x/y/extras/", true],
  ["film.???", "film.mkv", true],
  ["film.???", "film.ts", false],
  ["[0-9][0-9] *", "07 seven.mkv", true],
  ["[!0-9]*", "7.mkv", false],
  ["[]a]b", "]b", true],
  ["[a\\]]b", "]b", true],
  ["[[:digit:]]x", "5x", true],
  ["[a-", "[a-", false],
  ["\\*.mkv", "*.mkv", true],
  ["\\*.mkv", "a.mkv", false],
  ["\\#1.mkv", "#1.mkv", true],
  ["\\!1.mkv", "!1.mkv", true],
  ["a\\ ", "a ", true],
  ["a  ", "a", true],
  ["(a+b)", "(a+b)", true],
])("the pattern %j and the path %j: %j", (pattern, path, isLeftOut) => {
  expect(leavesOut(pattern, path)).toBe(isLeftOut);
});

test("case and Unicode form make no difference", () => {
  expect(leavesOut("SAMPLE/", "a/Sample/")).toBe(true);
  expect(leavesOut("été*", "e\u0301te\u0301 2019.mkv")).toBe(true);
  expect(leavesOut("E\u0301TE\u0301*", "été 2019.mkv")).toBe(true);
  expect(leavesOut("[A-C].mkv", "b.mkv")).toBe(true);
});

test("one question mark is one character, whatever its bytes", () => {
  expect(leavesOut("?.mkv", "é.mkv")).toBe(true);
  expect(leavesOut("?.mkv", "😀.mkv")).toBe(true);
  expect(leavesOut("??.mkv", "😀.mkv")).toBe(false);
});

test("the last pattern that matches decides", () => {
  expect(leavesOut(["*.mkv", "!keep.mkv"], "a/keep.mkv")).toBe(false);
  expect(leavesOut(["*.mkv", "!keep.mkv"], "a/other.mkv")).toBe(true);
  expect(leavesOut(["!keep.mkv", "*.mkv"], "keep.mkv")).toBe(true);
});

test("comments, empty lines, carriage returns and a byte order mark are no part of a pattern", () => {
  expect(parseExcludePatterns("\ufeff# a\r\n\r\n  \r\n*.mkv\r\n!\n/\n")).toHaveLength(1);
});

test("no pattern takes long, whatever the name", () => {
  // A regular expression made of the first one takes longer than the test may, even with four times `**/a/`.
  expect(leavesOut(`x/${"**/a/".repeat(40)}b`, `x/${"a/".repeat(200)}c`)).toBe(false);
  expect(leavesOut(`${"*a".repeat(100)}b`, `${"a".repeat(250)}.mkv`)).toBe(false);
  expect(leavesOut(`${"*[a-z]?".repeat(60)}b`, `${"a".repeat(250)}.mkv`)).toBe(false);
});

test.each(["", "   ", "!", "/", "!/", "#a", "a\0b", "a\nb", "a".repeat(1_001)])("%j is not a pattern", (pattern) => {
  expect(problemOfPattern(pattern)).not.toBeNull();
});

test.each(["sample/", "*.mkv", "!keep.mkv", "**", "a b", "\\#a"])("%j is a pattern", (pattern) => {
  expect(problemOfPattern(pattern)).toBeNull();
});
