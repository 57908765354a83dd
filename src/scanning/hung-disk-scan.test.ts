/** Scans of disks that do not answer: real calls hang in the kernel, and SIGKILL ends no process. */
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type HangingDisk, mountHangingDisk, noHangingDisks } from "../../test/hanging-disk/hanging-disk.ts";
import { childrenOf } from "../../test/scanning/processes-under-test.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import type { DurableQueue } from "../jobs/durable-queue.ts";
import type { Job, JobId } from "../jobs/job.ts";
import { createProber } from "./probe/create-prober.ts";
import type { Prober } from "./probe/prober.ts";
import { scanRequest } from "./scan-handler.ts";

const clip = join(import.meta.dirname, "../../samples/clips/h264-aac-faststart.mp4");
const scans = scansUnderTest();

describe.skipIf(noHangingDisks !== null)(
  `a disk that does not answer${noHangingDisks ? ` (${noHangingDisks})` : ""}`,
  () => {
    let disk: HangingDisk;
    let prober: Prober;
    beforeEach(async () => {
      const source = join(scans.directory, "source");
      const films = join(scans.root, "films");
      await mkdir(source);
      await mkdir(films);
      for (let index = 0; index < 20; index += 1) await copyFile(clip, join(source, `${index}.mp4`));
      disk = await mountHangingDisk(source, films);
      const limits = { concurrency: 2, timeoutMs: 1_000, memoryBytes: 2 ** 30, niceness: 0 };
      prober = createProber({ wanted: "libav", limits });
    });
    afterEach(async () => {
      await disk[Symbol.asyncDispose]();
      await prober.close();
    });
    const request = () => scanRequest({ path: scans.root, recursive: true, retry_errors: false });

    test("ends a scan of it by the stall timeout, as its files are no progress, and the scan names it", async () => {
      await disk.hang("read");
      await scans.make("zz/here.mp4");
      const queue = await scans.startQueue({ prober: async () => prober, graceMs: 0 }, { stallTimeoutMs: 5_000 });
      const job = await ended(queue, await queue.submit(request()));
      expect(job.status).toBe("timeout");
      expect(counts(job)).toMatchObject({ new: 1, error_count: 3 });
      const { errors } = await scans.store.videos.problems({ limit: 10 });
      const error = expect.stringContaining(`its disk (mounted at ${scans.root}/films) stopped answering`);
      expect(errors).toContainEqual(
        expect.objectContaining({ path: `${scans.root}/films`, code: "disk_silent", error }),
      );
      expect(childrenOf(process.pid, "libav-child").length).toBeLessThanOrEqual(2 + 2);
    });

    test("is read to its end when it answers again", async () => {
      await disk.hang("read");
      const queue = await scans.startQueue({ prober: async () => prober });
      const id = await queue.submit(request());
      await untilJob(queue, id, ({ counts }) => counts["error_count"] === 3);
      await disk.answer();
      const job = await ended(queue, id);
      expect(job.status).toBe("completed");
      expect(counts(job)).toMatchObject({ new: 18, error_count: 3 });
      expect(counts(await scans.scan())).toMatchObject({ new: 2, skipped: 18, error_count: 0 });
    });

    test("ends a cancelled scan at once when all of its files wait for it", async () => {
      await disk.hang("read");
      const queue = await scans.startQueue({ prober: async () => prober, graceMs: 0 });
      for (let scan = 0; scan < 20; scan += 1) {
        const id = await queue.submit(request());
        await untilJob(queue, id, ({ counts }) => counts["found"] === 20);
        await queue.cancel(id);
        expect((await ended(queue, id)).status).toBe("cancelled");
      }
      expect(childrenOf(process.pid, "libav-child").length).toBeLessThanOrEqual(2 + 2);
    });
  },
);

/** Waits until the running job is so. */
async function untilJob(queue: DurableQueue, jobId: JobId, isSo: (job: Job) => boolean): Promise<void> {
  const listening = new AbortController();
  const changes = queue.feed.subscribe({ jobId, signal: listening.signal });
  const now = await queue.get(jobId);
  if (now === null || !isSo(now)) for await (const { job } of changes) if (isSo(job)) break;
  listening.abort();
}
