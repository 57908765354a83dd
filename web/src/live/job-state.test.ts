import { describe, expect, it } from "vitest";
import { jobWith } from "../../../test/page/job-under-test.ts";
import { expectedFiles, phaseOf, timeLeftMs, tookMs } from "./job-state.ts";

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
    expect(expectedFiles(jobWith())).toBeNull();
    expect(expectedFiles(jobWith({ progress: 0 }))).toBeNull();
    expect(expectedFiles(jobWith({ progress: 0.25, counts: { found: 600, scanned: 250 } }))).toBe(1_000);
    expect(expectedFiles(jobWith({ progress: 0.25, counts: { found: 1_200, scanned: 250 } }))).toBe(1_200);
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
