import { describe, expect, it } from "vitest";
import { jobWith } from "../../../test/page/job-under-test.ts";
import { doneOf, phaseOf, timeLeftMs, tookMs } from "./job-state.ts";

describe("a job", () => {
  it("is cancelling from the cancel request until its end", () => {
    const asked = "2026-11-23T08:00:30.000Z";
    expect(phaseOf(jobWith())).toBe("running");
    expect(phaseOf(jobWith({ cancel_requested_at: asked }))).toBe("cancelling");
    expect(phaseOf(jobWith({ cancel_requested_at: asked, status: "cancelled" }))).toBe("cancelled");
  });

  it("is paused while it waits for a server that was restarted", () => {
    expect(phaseOf(jobWith({ status: "pending", started_at: null }))).toBe("pending");
    expect(phaseOf(jobWith({ status: "pending" }))).toBe("paused");
  });

  it("has as many files as its progress says, and at least those found", () => {
    expect(doneOf(jobWith()).expected).toBeNull();
    expect(doneOf(jobWith({ progress: 0 })).expected).toBeNull();
    const listing = jobWith({ progress: 0.25, counts: { found: 600, scanned: 250 } });
    expect(doneOf(listing)).toEqual({ scanned: 250, expected: 1_000, about: true });
    const listed = jobWith({ progress: 0.25, counts: { found: 1_200, scanned: 250 } });
    expect(doneOf(listed)).toEqual({ scanned: 250, expected: 1_200, about: false });
  });

  it("does not count directories that could not be read as files", () => {
    const counts = { found: 110, scanned: 60, error_count: 10, directory_errors: 10 };
    expect(doneOf(jobWith({ progress: 0.5, counts }))).toEqual({ scanned: 50, expected: 110, about: true });
    const listed = { ...counts, found: 120 };
    expect(doneOf(jobWith({ progress: 0.5, counts: listed }))).toEqual({ scanned: 50, expected: 110, about: false });
  });

  it("has a time left by its rate, and none while the rate is unknown", () => {
    const job = jobWith({ progress: 0.25, counts: { scanned: 250 } });
    expect(timeLeftMs(job, 100)).toBe(7_500);
    expect(timeLeftMs(job, undefined)).toBeNull();
    expect(timeLeftMs(job, 0)).toBeNull();
    expect(timeLeftMs(jobWith(), 100)).toBeNull();
  });

  it("took as long as its result says, and nothing before its end or without a start", () => {
    const result = { ...jobWith().counts, errors: [], stopped_early: false, duration_ms: 843 };
    expect(tookMs(jobWith({ status: "completed", result }))).toBe(843);
    expect(tookMs(jobWith({ status: "cancelled", result, started_at: null }))).toBeNull();
    expect(tookMs(jobWith())).toBeNull();
  });
});
