import { describe, expect, test } from "vitest";
import { fileTrouble, lengthText } from "./video-words.ts";

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

test("of several troubles with a file, the gravest is named", () => {
  const whole = { missing_since: null, problem: null, suspect: null, broken: null };
  expect(fileTrouble(whole)).toBeNull();
  expect(fileTrouble({ ...whole, suspect: "length" })).toBe("length");
  expect(fileTrouble({ ...whole, suspect: "truncated", problem })).toBe("unreadable");
  expect(fileTrouble({ ...whole, suspect: "length", broken: true })).toBe("broken");
  expect(fileTrouble({ missing_since: problem.at, problem, suspect: "truncated", broken: true })).toBe("missing");
});
