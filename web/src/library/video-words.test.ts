import { describe, expect, test } from "vitest";
import { fileTrouble, lengthText, resolutionText } from "./video-words.ts";

const problem = { error: "is empty", code: "not_video", job_id: "1", at: "2026-01-01T00:00:00Z" };

describe("the length of a video", () => {
  test("is shown as players show it, and not at all if it is unknown", () => {
    expect(lengthText({ duration_seconds: 3_729, suspect: null })).toBe("1:02:09");
    expect(lengthText({ duration_seconds: 3_729, suspect: "truncated" })).toBe("1:02:09");
    expect(lengthText({ duration_seconds: null, suspect: null })).toBeNull();
  });

  test("has a question mark if it is in doubt, and is then short however long the video claims to be", () => {
    expect(lengthText({ duration_seconds: 3_729, suspect: "length" })).toBe("1:02:09?");
    expect(lengthText({ duration_seconds: 9e8, suspect: "length" })).toBe("250,000 h?");
  });
});

test("the resolution says that a video is in HDR, and the other resolutions are as they were", () => {
  expect(resolutionText({ resolution: "2160p", hdr: "dolby_vision" })).toBe("4K HDR");
  expect(resolutionText({ resolution: "1080p", hdr: "hlg" })).toBe("1080p HDR");
  expect(resolutionText({ resolution: "2160p", hdr: "sdr" })).toBe("4K");
  expect(resolutionText({ resolution: "sd", hdr: null })).toBe("SD");
});

test("of several troubles with a file, the gravest is named", () => {
  const whole = { missing_since: null, problem: null, suspect: null, broken: null };
  expect(fileTrouble(whole)).toBeNull();
  expect(fileTrouble({ ...whole, suspect: "length" })).toBe("length");
  expect(fileTrouble({ ...whole, suspect: "truncated", problem })).toBe("unreadable");
  expect(fileTrouble({ ...whole, suspect: "length", broken: true })).toBe("broken");
  expect(fileTrouble({ missing_since: problem.at, problem, suspect: "truncated", broken: true })).toBe("missing");
});
