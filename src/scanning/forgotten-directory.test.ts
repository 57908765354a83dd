/** Scans of directories that are just being removed from the library. */
import { expect, test } from "vitest";
import { scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import type { JobId } from "../jobs/job.ts";
import { scanRequest } from "./scan-payload.ts";
import { settingsOfRoots } from "./settings-of-roots.ts";

const scans = scansUnderTest();

test("a scan that begins while a job forgets the videos of its directory fails, and says which job", async () => {
  await scans.make("a.mp4");
  const forgetsAround = async (path: string) => (path === scans.root ? ("the id of the job" as JobId) : null);
  expect(await scans.scan({ forgetsAround })).toMatchObject({
    status: "failed",
    counts: { found: 0 },
    error: expect.stringContaining("Wait for the end of this job, then scan it: the id of the job."),
  });
  expect(await scans.all()).toEqual([]);
});

test.each(["watch", "schedule"] as const)(
  "a scan by %s fails if its directory was removed meanwhile",
  async (trigger) => {
    await scans.make("a.mp4");
    const queue = await scans.startQueue({ settingsOf: settingsOfRoots(scans.store.roots) });
    const request = scanRequest({ path: scans.root, recursive: true, retry_errors: false, trigger });
    const ended = await queue.wait(await queue.submit(request));
    expect(ended).toMatchObject({
      kind: "ended",
      job: { status: "failed", error: expect.stringContaining("is no directory of the library any more") },
    });
    expect(await scans.all()).toEqual([]);
  },
);
