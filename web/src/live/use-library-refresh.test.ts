import { describe, expect, it } from "vitest";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { jobWith } from "../../../test/page/job-under-test.ts";
import type { Connection, FeedState } from "./job-feed.ts";
import { changeBetween } from "./use-library-refresh.ts";

function state(jobs: readonly JobJson[], connection: Connection = "live", gone: readonly string[] = []): FeedState {
  return {
    jobs: new Map(jobs.map((job) => [job.job_id, job])),
    active: [],
    rates: new Map(),
    gone: new Set(gone),
    connection,
    problem: null,
  };
}

describe("the library and the history", () => {
  it("have changed when a scan started or ended, even if it was never seen running", () => {
    expect(changeBetween(state([]), state([jobWith()]))).toBe("turned");
    expect(changeBetween(state([jobWith()]), state([jobWith({ status: "completed" })]))).toBe("turned");
    expect(changeBetween(state([]), state([jobWith({ status: "completed" })]))).toBe("turned");
  });

  it("have changed when the server was away, and when a scan is gone", () => {
    expect(changeBetween(state([], "unreachable"), state([], "polling"))).toBe("turned");
    expect(changeBetween(state([jobWith()]), state([], "live", [jobWith().job_id]))).toBe("turned");
  });

  it("change during a scan only by what it writes", () => {
    const before = state([jobWith({ counts: { scanned: 1 } })]);
    expect(changeBetween(before, state([jobWith({ counts: { scanned: 9, skipped: 8 } })]))).toBe("none");
    expect(changeBetween(before, state([jobWith({ counts: { scanned: 9, new: 1 } })]))).toBe("wrote");
    expect(changeBetween(before, before)).toBe("none");
  });
});
