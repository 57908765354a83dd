import { expect, test } from "vitest";
import { isAllowed, isWithin } from "./is-within.ts";

test("a directory whose name begins like another's is not within the other", () => {
  expect(isWithin("/films", "/films")).toBe(true);
  expect(isWithin("/films/new", "/films")).toBe(true);
  expect(isWithin("/films2", "/films")).toBe(false);
  expect(isWithin("/", "/films")).toBe(false);
  expect(isWithin("/films", "/")).toBe(true);
});

test("every path is allowed where there are no roots, and otherwise only paths within a root", () => {
  expect(isAllowed("/etc", [])).toBe(true);
  expect(isAllowed("/etc", ["/films", "/mnt"])).toBe(false);
  expect(isAllowed("/mnt/nas", ["/films", "/mnt"])).toBe(true);
});
