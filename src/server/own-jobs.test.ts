import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import type { JobJson } from "../api/contract/jobs.ts";
import { databaseLimits } from "../api/database-limits.ts";
import type { DurableQueue } from "../jobs/durable-queue.ts";
import { scanRequest } from "../scanning/scan-payload.ts";
import { ownJobs } from "./own-jobs.ts";

const scans = scansUnderTest();
const { jobs: limit } = databaseLimits({ isOnServer: true, disk: async () => ({ freeBytes: 2 ** 40 }) });
/** However busy the machine is. */
const patient = { ...limit, timeoutMs: 60_000 };
const limits = { jobs: patient, videos: patient };
const none = { ...limit, timeoutMs: 0 };
const never = new AbortController().signal;
const noAnswer = () => new Promise<never>(() => {});
const unavailable = { code: "STORE_UNAVAILABLE", message: expect.stringContaining("Is the database server running") };

async function all(states: AsyncIterable<JobJson>): Promise<readonly JobJson[]> {
  const read: JobJson[] = [];
  for await (const state of states) read.push(state);
  return read;
}

/** Begins a scan of a video and of a file that is none. */
async function begin() {
  await scans.make("1.mp4");
  await writeFile(join(scans.root, "2.mp4"), "no video");
  const queue = await scans.startQueue();
  const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  return { queue, id, listeners: queue.feed.size };
}

test("a job is followed to its end, also one that has ended, and nothing listens after that", async () => {
  const { queue, id, listeners } = await begin();
  const jobs = ownJobs({ queue, videos: scans.store.videos }, limits);
  for (const _ of ["running", "ended"]) {
    const states = await all(jobs.follow(id, never));
    const result = { errors: [{ path: join(scans.root, "2.mp4") }] };
    expect(states.at(-1)).toMatchObject({
      job_id: id,
      status: "completed",
      counts: { new: 1, error_count: 1 },
      result,
    });
    expect(queue.feed.size).toBe(listeners);
  }
});

test("nobody waits for ever for a database that does not answer, or listens after that", async () => {
  const { queue, id, listeners } = await begin();
  const silent = overlay<DurableQueue>(queue, { get: noAnswer, cancel: noAnswer });
  const jobs = ownJobs({ queue: silent, videos: scans.store.videos }, { ...limits, jobs: none });
  await expect(all(jobs.follow(id, never))).rejects.toMatchObject(unavailable);
  await expect(jobs.cancel(id, "Ctrl-C")).rejects.toMatchObject(unavailable);
  const withoutErrors = ownJobs({ queue, videos: { errorsOfJob: noAnswer } }, { ...limits, videos: none });
  await expect(all(withoutErrors.follow(id, never))).rejects.toMatchObject(unavailable);
  expect(queue.feed.size).toBe(listeners);
});
