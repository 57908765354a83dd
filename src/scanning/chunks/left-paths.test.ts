import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LeftPaths } from "./left-paths.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

test("a worker leaves the directory alone that all refused files of a scan have in common, for a while", () => {
  const left = new LeftPaths(5_000);
  const directories = () => left.now().map(({ directory }) => directory);
  left.add("a scan", { directory: "/videos/films/a", problem: "/videos/films/a/1.mp4 is not there" });
  left.add("another scan", { directory: "/shows", problem: "/shows/1.mp4 is not there" });
  expect(directories()).toEqual(["/videos/films/a", "/shows"]);
  vi.advanceTimersByTime(4_000);
  left.add("a scan", { directory: "/videos/films/all", problem: "/videos/films/all/1.mp4 is not there" });
  expect(directories()).toEqual(["/videos/films", "/shows"]);
  expect(left.now()[0]?.problem).toBe("/videos/films/all/1.mp4 is not there");
  vi.advanceTimersByTime(4_000);
  expect(directories()).toEqual(["/videos/films"]);
  vi.advanceTimersByTime(1_000);
  left.add("a scan", { directory: "/videos/films/a", problem: "" });
  expect(directories()).toEqual(["/videos/films/a"]);
});
