import { expect, test } from "vitest";
import { folderOf, shortFolderOf } from "./folder.ts";

test.each([
  ["/media/Shows/Show 1/Season 2/S02E01.mp4", "/media/Shows/Show 1/Season 2", "Show 1/Season 2"],
  ["/media/films/a.mp4", "/media/films", "/media/films"],
  ["/films/a.mp4", "/films", "/films"],
  ["/a.mp4", "/", "/"],
])("%s is in %s, in short %s", (path, folder, short) => {
  expect(folderOf(path)).toBe(folder);
  expect(shortFolderOf(path)).toBe(short);
});
