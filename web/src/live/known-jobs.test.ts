import { describe, expect, it } from "vitest";
import { jobWith } from "../../../test/page/job-under-test.ts";
import { KnownJobs } from "./known-jobs.ts";

const running = jobWith();
const id = running.job_id;

describe("what is known of jobs", () => {
  it("is still doubtful of an active or followed one that a list of the active ones leaves out", () => {
    const known = new KnownJobs();
    known.found(running, 0);
    known.follow("another");
    expect(known.doubtful(new Set([id]))).toEqual(["another"]);
    expect(known.doubtful(new Set())).toEqual(["another", id]);
    known.unfollow("another");
    known.found(jobWith({ status: "completed" }), 0);
    expect(known.doubtful(new Set())).toEqual([]);
  });

  it("keeps the hundred that ended last, and those that are followed", () => {
    const known = new KnownJobs();
    known.follow("job 0");
    for (let number = 0; number < 150; number++) {
      known.told(jobWith({ job_id: `job ${number}`, status: "completed" }), 0);
    }
    expect([...known.all().keys()]).toEqual([
      "job 0",
      ...Array.from({ length: 100 }, (_, index) => `job ${index + 50}`),
    ]);
  });

  it("tells what was told since a moment from what was told before", () => {
    const known = new KnownJobs();
    known.told(running, 0);
    const { moment } = known;
    expect(known.isToldSince(id, moment)).toBe(false);
    known.toldGone(id);
    expect(known.isToldSince(id, moment)).toBe(true);
    expect(known.job(id)).toBeUndefined();
  });
});
