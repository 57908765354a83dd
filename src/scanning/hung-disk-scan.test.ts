/** Scans of disks that do not answer: real calls hang in the kernel, and SIGKILL ends no process. */
import { readdirSync } from "node:fs";
import { copyFile, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type HangingDisk, mountHangingDisk, noHangingDisks } from "../../test/hanging-disk/hanging-disk.ts";
import { childrenOf } from "../../test/scanning/processes-under-test.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { defaultWalkRules } from "../../test/scanning/walk-rules.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import type { DurableQueue } from "../jobs/durable-queue.ts";
import type { Job, JobId } from "../jobs/job.ts";
import { LostDuringScan } from "./lost-during-scan.ts";
import { createProber } from "./probe/create-prober.ts";
import type { Prober } from "./probe/prober.ts";
import { scanRequest } from "./scan-payload.ts";
import { FileThreads } from "./walk/file-threads.ts";

const clip = join(import.meta.dirname, "../../samples/clips/h264-aac-faststart.mp4");
const scans = scansUnderTest();

const title = `a disk that does not answer${noHangingDisks === null ? "" : ` (${noHangingDisks})`}`;

describe.skipIf(noHangingDisks !== null)(title, () => {
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
  const request = (path = scans.root, { recursive = true } = {}) =>
    scanRequest({ path, recursive, retry_errors: false });

  test("ends a scan of it by the stall timeout, as its files are no progress, and the scan names it", async () => {
    await disk.hang("read");
    await scans.make("zz/here.mp4");
    const queue = await scans.startQueue(
      { prober: async () => prober, graceMs: 0, threads: { silentMs: 2_000 } },
      { stallTimeoutMs: 12_000 },
    );
    const job = await ended(queue, await queue.submit(request()));
    expect(job.status).toBe("timeout");
    expect(counts(job)).toMatchObject({ new: 1, error_count: 3 });
    const { errors } = await scans.store.videos.problems({ limit: 10 });
    const error = expect.stringContaining(`its disk (mounted at ${scans.root}/films) stopped answering`);
    expect(errors).toContainEqual(expect.objectContaining({ path: `${scans.root}/films`, code: "disk_silent", error }));
    // Processes that were told to end take a moment.
    await expect.poll(() => childrenOf(process.pid, "libav-child").length).toBeLessThanOrEqual(2 + 2);
  });

  test("does not hold up the end of a scan that looks whether its disk is still there", async () => {
    const films = join(scans.root, "films");
    const threads = new FileThreads();
    const lost = new LostDuringScan(films);
    lost.addDirectory({ directory: films, disk: "the disk of the films" });
    lost.addFailure(null);
    await disk.hang("all");
    const walk = { ...defaultWalkRules, recursive: true, signal: new AbortController().signal };
    expect(await lost.warnings({ threads, walk, timeoutMs: 500 })).toMatchObject([
      { path: films, code: "disk_silent" },
    ]);
    threads.close();
  });

  test("answers a deletion within seconds, and the file is kept", async () => {
    const file = join(scans.root, "films", "0.mp4");
    const { size, mtimeMs } = await stat(file);
    const disks = new DiskThreads();
    const paths = new NamedPaths({ roots: [], loopbackOnly: true, disks, deleteTimeoutMs: 500 });
    await disk.hang("all");
    const version = { size, modifiedUs: Math.round(mtimeMs * 1_000) };
    const message = expect.stringContaining("Is its drive still connected?");
    expect(await paths.deletions.deleteFile(file, version)).toMatchObject({ kind: "silent", message });
    await disk.answer();
    disks.close();
    expect(await stat(file)).toMatchObject({ size });
  });

  test("is read to its end when it answers again", async () => {
    await disk.hang("read");
    const queue = await scans.startQueue({ prober: async () => prober, threads: { silentMs: 2_000 } });
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
    const queue = await scans.startQueue({ prober: async () => prober, graceMs: 0, batchMs: 5 });
    for (let scan = 0; scan < 8; scan += 1) {
      const id = await queue.submit(request());
      await untilJob(queue, id, ({ counts }) => (counts["found"] ?? 0) >= 20);
      await queue.cancel(id);
      expect((await ended(queue, id)).status).toBe("cancelled");
    }
    expect(childrenOf(process.pid, "libav-child").length).toBeLessThanOrEqual(2 + 2);
  });

  test("takes a bounded number of threads however many scans of it are cancelled, and then refuses more", async () => {
    const films = join(scans.root, "films");
    const queue = await scans.startQueue({ prober: async () => prober });
    await ended(queue, await queue.submit(request(films)));
    const before = threadsOfThisProcess();
    await disk.hang("opendir", "readdir");
    const statuses: string[] = [];
    for (let scan = 0; scan < 20; scan += 1) {
      const waiting = await disk.waiting();
      const id = await queue.submit(request(films));
      const end = ended(queue, id);
      let isEnded = false;
      void end.then(() => {
        isEnded = true;
      });
      while (!isEnded && (await disk.waiting()) === waiting) await delay(5);
      await queue.cancel(id);
      const job = await end;
      statuses.push(job.status);
      if (job.status !== "failed") continue;
      expect(job.error).toMatch(/its disk \(mounted at .*films\) does not answer\. \d calls of earlier scans/);
    }
    expect(statuses.slice(0, 2)).toEqual(["cancelled", "cancelled"]);
    expect(statuses.slice(7)).toEqual(Array.from({ length: 13 }, () => "failed"));
    expect(await disk.waiting()).toBeLessThanOrEqual(6);
    expect(threadsOfThisProcess() - before).toBeLessThanOrEqual(6);
    await scans.make("here.mp4");
    const other = await ended(queue, await queue.submit(request(scans.root, { recursive: false })));
    expect(counts(other)).toMatchObject({ new: 1, error_count: 0 });
    await disk.answer();
    await expect.poll(threadsOfThisProcess, { timeout: 20_000 }).toBeLessThanOrEqual(before);
    expect((await ended(queue, await queue.submit(request(films)))).status).toBe("completed");
  });

  test("lets a scan list its other disks, and the scan names it and waits for it", async () => {
    await scans.make("a/1.mp4", "zz/2.mp4");
    await disk.hang("opendir");
    const queue = await scans.startQueue({ prober: async () => prober, threads: { silentMs: 200 } });
    const id = await queue.submit(request());
    await untilJob(queue, id, ({ counts }) => counts["new"] === 2 && counts["error_count"] === 1);
    const { errors } = await scans.store.videos.problems({ limit: 10 });
    expect(errors).toMatchObject([{ path: join(scans.root, "films"), code: "disk_silent" }]);
    await disk.answer();
    const job = await ended(queue, id);
    expect(job.status).toBe("completed");
    expect(counts(job)).toMatchObject({ new: 22, error_count: 1 });
  });
});

function threadsOfThisProcess(): number {
  return readdirSync("/proc/self/task").length;
}

/** Waits until the running job is so. */
async function untilJob(queue: DurableQueue, jobId: JobId, isSo: (job: Job) => boolean): Promise<void> {
  const listening = new AbortController();
  const changes = queue.feed.subscribe({ jobId, signal: listening.signal });
  const now = await queue.get(jobId);
  if (now === null || !isSo(now)) for await (const { job } of changes) if (isSo(job)) break;
  listening.abort();
}
