import { expect, it } from "vitest";
import { openingFailed } from "../../../../src/scanning/probe/probe-problems.ts";
import { say } from "../../../../src/sentences/say.ts";
import { errorName, errorsWith, pathWithin } from "./error-search.ts";

const errors = ["Films/Harbour.mp4", "Clips/b.avi"].map((path) => ({
  path: `/mnt/videos/${path}`,
  error: "There is no picture in it.",
  code: path.endsWith("avi") ? "too_short" : "not_video",
  job_id: "1",
  at: "2026-01-01T00:00:00Z",
}));
const found = (text: string) => errorsWith(text, errors, "/mnt/videos").map(({ code }) => code);

it("errors are found by their path, message, code and what that means, whatever the case", () => {
  expect(found("harbour")).toEqual(["not_video"]);
  expect(found("NO PICTURE")).toEqual(["not_video", "too_short"]);
  expect(found("too_s")).toEqual(["too_short"]);
  expect(found("not a video")).toEqual(["not_video"]);
  expect(found("  ")).toEqual(["not_video", "too_short"]);
});

it.each([
  ["moov atom not found", "Damaged"],
  ["some new error of libav", "Damaged"],
  ["", "Damaged"],
  ["Invalid data found when processing input", "Damaged or not a video"],
  ["Format not on whitelist 'mov'", "Unsupported container"],
])("a file of which libav says %j is called: %s", (log, name) => {
  expect(errorName(openingFailed("Invalid data found when processing input", log))).toBe(name);
});

it("a file that is whole but no video is called so, and other errors by their code", () => {
  expect(errorName({ code: "not_video", ...say("no_video_stream") })).toBe("Not a video");
  expect(errorName({ code: "not_video", ...say("empty_file") })).toBe("Not a video");
  expect(errorName({ code: "unreadable", ...say("picture_size_unknown") })).toBe("Unreadable file");
  expect(errorName({ code: "new_code" })).toBe("new_code");
});

it("the directory of the scan, which is not shown, is found only by a whole path", () => {
  expect(found("videos")).toEqual([]);
  expect(found("/mnt/videos/clips")).toEqual(["too_short"]);
});

it("paths are shown without the directory of the scan", () => {
  expect(pathWithin("/mnt/videos", "/mnt/videos/a/b.mp4")).toBe("a/b.mp4");
  expect(pathWithin("/mnt/videos", "/mnt/videos")).toBe("/mnt/videos");
  expect(pathWithin("/mnt/videos", "/mnt/videos2/c.mp4")).toBe("/mnt/videos2/c.mp4");
  expect(pathWithin("/", "/c.mp4")).toBe("c.mp4");
});
