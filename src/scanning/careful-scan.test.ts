/** A scan whose last run died without saving anything new. */
import { expect, test } from "vitest";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { claimed, died, type JobId } from "../jobs/job.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

/** Claims the job as a process does that dies at once. */
async function dieOnce(id: JobId): Promise<void> {
  const pending = await scans.store.jobs.get(id);
  if (pending?.status !== "pending") throw new Error("The job is not pending");
  const now = new Date();
  const running = await scans.store.jobs.apply(claimed(pending, { worker: "dead", leaseExpiresAt: now, now }));
  if (running !== null) await scans.store.jobs.apply(died(running));
}

test("records each file and probes it alone until something is saved, then goes on as usual", async () => {
  await scans.make("1.mp4", "2.mp4", "3.mp4", "4.mp4");
  const inHand: (string | null)[] = [];
  let atOnce = 0;
  scans.beforeProbe = async (path) => {
    atOnce += 1;
    const { jobs } = await scans.store.jobs.list({ statuses: ["running"], limit: 1 });
    const [job] = jobs;
    if (job?.status === "running") inHand.push(job.inHand === path ? path : null);
    if (inHand.length === 1) expect(atOnce).toBe(1);
  };
  const elsewhere = await scans.startQueue();
  await elsewhere.stop();
  const id = await elsewhere.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  await dieOnce(id);
  const queue = await scans.startQueue();
  const job = await ended(queue, id);
  expect(job).toMatchObject({ status: "completed", attempt: 1 });
  expect(counts(job)).toMatchObject({ new: 4, error_count: 0 });
  expect(inHand).toEqual([scans.probed[0], null, null, null]);
});
