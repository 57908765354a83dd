import { describe, expect, test } from "vitest";
import { endOfList } from "./end-of-list.ts";

const totals = (count: number) => ({ count, missing: 0, bytes: 5_000, duration_seconds: 60 });
const together = (count: number) => `Together: ${count} video${count === 1 ? "" : "s"}, 5.0 kB, 1 min`;

describe("below a list of videos", () => {
  test("are their sums", () => {
    expect(endOfList(3, Infinity, totals(3))).toEqual([together(3)]);
    expect(endOfList(3, 3, totals(3))).toEqual([together(3)]);
  });

  test("stands how to list all of them if the limit has cut it", () => {
    expect(endOfList(100, 100, totals(286))).toEqual([
      "100 of 286 videos. --limit 286 lists all of them.",
      together(286),
    ]);
  });

  test("stands that the library has changed, and nothing about a limit that was not reached", () => {
    expect(endOfList(284, Infinity, totals(286))).toEqual([
      "284 videos are listed. The library has changed meanwhile: 286 match now.",
      together(286),
    ]);
    expect(endOfList(3, 100, totals(4))[0]).not.toContain("--limit");
    expect(endOfList(2, 2, totals(1))[0]).toBe(
      "2 videos are listed. The library has changed meanwhile: 1 matches now.",
    );
    expect(endOfList(1, Infinity, totals(2))[0]).toMatch(/^1 video is listed\./);
  });
});
