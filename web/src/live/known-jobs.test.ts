import { describe, expect, it } from "vitest";
import { jobWith } from "../../../test/page/job-under-test.ts";
import { KnownJobs } from "./known-jobs.ts";

const running = jobWith();
const id = running.job_id;

describe("the jobs that the page knows", () => {
  it("name the active and followed ones that a list of all active jobs leaves out", () => {
    const known = new KnownJobs();
    known.putPolled(running, 0);
    known.follow("another");
    expect(known.unlisted(new Set([id]))).toEqual(["another"]);
    expect(known.unlisted(new Set())).toEqual(["another", id]);
    known.unfollow("another");
    known.putPolled(jobWith({ status: "completed" }), 0);
    expect(known.unlisted(new Set())).toEqual([]);
  });

  it("are the hundred that ended last, and those that are followed", () => {
    const known = new KnownJobs();
    known.follow("job 0");
    for (let number = 0; number < 150; number++) {
      known.put(jobWith({ job_id: `job ${number}`, status: "completed" }), 0);
    }
    expect([...known.all().keys()]).toEqual([
      "job 0",
      ...Array.from({ length: 100 }, (_, index) => `job ${index + 50}`),
    ]);
  });

  it("tell whether they changed since a version", () => {
    const known = new KnownJobs();
    known.put(running, 0);
    const { version } = known;
    expect(known.hasChangedSince(id, version)).toBe(false);
    known.putGone(id);
    expect(known.hasChangedSince(id, version)).toBe(true);
    expect(known.job(id)).toBeUndefined();
  });
});
