import { describe, expect, test } from "vitest";
import { InvalidPathMap, parsePathMap } from "./path-map.ts";

describe("a path map", () => {
  test.each([
    [["/mnt/films=/volume1/films"], "/mnt/films/a.mp4", "/volume1/films/a.mp4"],
    [["/mnt/films=/volume1/films"], "/mnt/films", "/volume1/films"],
    [["/mnt/films=/volume1/films"], "/mnt/films2/a.mp4", "/mnt/films2/a.mp4"],
    [["/mnt/films/=/volume1/films//"], "/mnt/films/a.mp4", "/volume1/films/a.mp4"],
    [["/mnt=/one", "/mnt/films=/two"], "/mnt/films/a.mp4", "/two/a.mp4"],
    [["/mnt/films=/two", "/mnt=/one"], "/mnt/shows/a.mp4", "/one/shows/a.mp4"],
    [["/=/volume1"], "/mnt/a.mp4", "/volume1/mnt/a.mp4"],
    [["/volume1=/"], "/volume1/mnt/a.mp4", "/mnt/a.mp4"],
    [["/volume1=/"], "/volume1", "/"],
    [["/mnt/ä=/mnt/a=b"], "/mnt/ä/x", "/mnt/a=b/x"],
    [[], "/mnt/a.mp4", "/mnt/a.mp4"],
  ])("%j turns %s into %s", (entries, path, here) => {
    expect(parsePathMap(entries).toHere(path)).toBe(here);
  });

  test.each([
    [["films=/volume1"], /two absolute directories/],
    [["/mnt/films"], /two absolute directories/],
    [["/mnt=films"], /two absolute directories/],
    [["/mnt=/a", "/mnt/=/b"], /\/mnt of the library twice/],
  ])("%j is refused", (entries, message) => {
    expect(() => parsePathMap(entries)).toThrow(InvalidPathMap);
    expect(() => parsePathMap(entries)).toThrow(message);
  });
});
