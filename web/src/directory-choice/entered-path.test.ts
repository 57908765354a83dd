import { expect, test } from "vitest";
import { enteredPath, isFullPath } from "./entered-path.ts";

test.each([
  ["/media/films", "/media/films"],
  ["  /media/films\n", "/media/films"],
  ['"/media/My films"', "/media/My films"],
  ["'/media/My films' ", "/media/My films"],
  ["file:///media/My%20films", "/media/My films"],
  ['"file:///media/caf%C3%A9"', "/media/café"],
  ["file://nas/media/100%25", "/media/100%"],
  ["file:///media/%zz", "file:///media/%zz"],
  ['/media/"quoted"', '/media/"quoted"'],
  ["'", "'"],
  ["", ""],
])("%j means %j", (text, path) => {
  expect(enteredPath(text)).toBe(path);
});

test.each(["/media", "C:\\Videos", "c:/Videos", "\\\\nas\\Videos"])("%s is a full path", (path) => {
  expect(isFullPath(path)).toBe(true);
});

test.each(["Videos", "./Videos", "~/Videos", "C:Videos"])("%s is no full path", (path) => {
  expect(isFullPath(path)).toBe(false);
});
