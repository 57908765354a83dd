import { expect, onTestFinished, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import type { DurableQueue } from "../jobs/durable-queue.ts";
import { parseJobId } from "../jobs/job.ts";
import { beginFirstScan } from "./first-scan.ts";

const scans = scansUnderTest();
/** However busy the machine is. */
const patient = { timeoutMs: 60_000 };
const limits = { jobs: patient, videos: patient };

async function partsOfScan() {
  await scans.make("1.mp4");
  const disks = new DiskThreads();
  onTestFinished(() => disks.close());
  const { roots, forgetting } = scans.store;
  const queue: DurableQueue = await scans.startQueue();
  return { queue, paths: new NamedPaths({ roots: [], loopbackOnly: true, disks }), roots, forgetting };
}

test("a first scan is accepted, and runs to its end", async () => {
  const parts = await partsOfScan();
  const accepted = await beginFirstScan({ path: scans.root }, parts, limits).accepted;
  expect(accepted).toMatchObject({ already_active: false, root_added: true });
  const id = parseJobId(accepted?.job_id ?? "");
  expect(id && (await ended(parts.queue, id))).toMatchObject({ status: "completed", counts: { new: 1 } });
});

test("a first scan does not wait for ever for a database that does not answer", async () => {
  const parts = await partsOfScan();
  const queue = overlay(parts.queue, { enqueue: () => new Promise<never>(() => {}) });
  const soon = { ...limits, jobs: { timeoutMs: 500 } };
  const { accepted, firstResults } = beginFirstScan({ path: scans.root }, { ...parts, queue }, soon);
  expect(await accepted).toBeNull();
  await firstResults;
});
