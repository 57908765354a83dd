import { chmod, link, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import type { DurableQueue } from "../jobs/durable-queue.ts";
import type { JobId } from "../jobs/job.ts";
import type { ScanHandlerOptions } from "./scan-handler.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

test("a cancelled scan keeps what it saved, with probes in flight that finish", async () => {
  // More than the prober ever takes at once.
  await scans.make(...Array.from({ length: 60 }, (_, index) => `${index}.mp4`));
  const job = await scans.scanAndCancel();
  expect(job).toMatchObject({ status: "cancelled", stoppedEarly: true });
  expect(job.counts["new"]).toBe(scans.probed.length);
  expect((await scans.store.videos.list({ limit: 1 })).total).toBe(scans.probed.length);
});

test("a probe that outlives the grace period is abandoned, and its file is not counted", async () => {
  await scans.make("1.mp4", "2.mp4", "3.mp4", "4.mp4", "5.mp4", "6.mp4");
  const hanging = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  let answers = 0;
  scans.beforeProbe = () => {
    if (scans.probed.length < 3) return;
    // More than one hangs.
    if (scans.probed.length === 4) hanging.resolve();
    return new Promise(() => {});
  };
  // As in a real prober, what hangs gives up when it is told to.
  const hangs: ScanHandlerOptions["prober"] = async () =>
    overlay(scans.prober, {
      probe: async (path, { signal } = {}) => {
        scans.probed.push(path);
        const aborted = Promise.withResolvers<never>();
        signal?.addEventListener("abort", () => aborted.reject(signal.reason));
        await Promise.race([scans.beforeProbe(path), aborted.promise]);
        const outcome = await scans.prober.probe(path);
        answers += 1;
        if (answers === 2) setImmediate(answered.resolve);
        return outcome;
      },
    });
  const queue = await scans.startQueue({ prober: hangs, graceMs: 30 });
  const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  await Promise.all([hanging.promise, answered.promise]);
  await queue.cancel(id);
  const job = await ended(queue, id);
  expect(job).toMatchObject({ status: "cancelled", counts: { found: 6, scanned: 2, new: 2, error_count: 0 } });
});

test("a cancel does not wait for a slow file: its process may finish, and nobody takes the result", async () => {
  await scans.make("1.mp4", "2.mp4", "3.mp4");
  const begun = Promise.withResolvers<AbortSignal | undefined>();
  const release = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const slow: ScanHandlerOptions["prober"] = async () =>
    overlay(scans.prober, {
      probe: async (path, { signal } = {}) => {
        if (!path.endsWith("3.mp4")) return scans.prober.probe(path);
        begun.resolve(signal);
        await release.promise;
        setImmediate(answered.resolve);
        return scans.prober.probe(path);
      },
    });
  const queue = await scans.startQueue({ prober: slow, graceMs: 20, batchMs: 1 });
  const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  const signal = await begun.promise;
  await expect.poll(async () => (await scans.store.videos.list({ limit: 1 })).total).toBe(2);
  await queue.cancel(id);
  const counted = { found: 3, scanned: 2, new: 2, error_count: 0 };
  expect(await ended(queue, id)).toMatchObject({ status: "cancelled", stoppedEarly: true, counts: counted });
  expect(signal?.aborted).toBe(false);
  release.resolve();
  await answered.promise;
  expect((await scans.store.videos.list({ limit: 1 })).total).toBe(2);
  expect(await scans.scan()).toMatchObject({ status: "completed", counts: { skipped: 2, new: 1 } });
});

test.each(["a cancel", "a stop of the server"])(
  "%s after the walk gives up the files that wait for a process, and the scan is not complete",
  async (how) => {
    await scans.make("1.mp4", "2.mp4");
    const release = Promise.withResolvers<void>();
    const firstWorksSecondWaits: ScanHandlerOptions["prober"] = async () =>
      overlay(scans.prober, {
        probe: async (path, { unlessBegun } = {}) => {
          if (path.endsWith("1.mp4")) {
            await release.promise;
            return scans.prober.probe(path);
          }
          const givenUp = Promise.withResolvers<never>();
          unlessBegun?.addEventListener("abort", () => givenUp.reject(unlessBegun.reason));
          return givenUp.promise;
        },
      });
    const queue = await scans.startQueue({ prober: firstWorksSecondWaits });
    const listening = new AbortController();
    const heard = queue.feed.subscribe({ signal: listening.signal });
    const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
    // The directory is done when both files have begun.
    for await (const { activity } of heard) if (activity === scans.root) listening.abort();
    if (how === "a cancel") {
      await queue.cancel(id);
      release.resolve();
      expect(await ended(queue, id)).toMatchObject({ status: "cancelled", stoppedEarly: true, counts: { new: 1 } });
      return;
    }
    const stopped = queue.stop();
    release.resolve();
    await stopped;
    expect(await scans.store.jobs.get(id)).toMatchObject({ status: "pending", counts: { new: 1 } });
  },
);

test("a scan that is paused by a stop of the server continues, and counts and probes nothing twice", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `${index}.mp4`);
  await scans.make(...names);
  await writeFile(join(scans.root, "broken.mp4"), "x");
  const request = scanRequest({ path: scans.root, recursive: true, retry_errors: true });
  const half = Promise.withResolvers<void>();
  scans.beforeProbe = () => {
    if (scans.probed.length === 12) half.resolve();
  };
  const queue = await scans.startQueue({ batchFiles: 4 });
  const id = await queue.submit(request);
  await half.promise;
  await queue.stop();
  const between = await scans.store.jobs.get(id);
  expect(between).toMatchObject({ status: "pending", attempt: 0 });
  const next = await scans.startQueue({ batchFiles: 4 });
  const job = await ended(next, id);
  expect(job).toMatchObject({
    status: "completed",
    attempt: 0,
    counts: { found: 21, scanned: 21, new: 20, skipped: 0, error_count: 1 },
  });
  expect(scans.probed.toSorted()).toEqual([...names, "broken.mp4"].map((name) => join(scans.root, name)).toSorted());
});

test("a full scan goes on where a stop of the server or any number of cancels have left it, and reads no unchanged file twice", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `${index}.mp4`);
  // Every second file is a hard link.
  await scans.make(...names.filter((_, index) => index % 2 === 0));
  for (const [index, name] of names.entries()) {
    if (index % 2 === 1) await link(join(scans.root, "38.mp4"), join(scans.root, name));
  }
  await scans.scan();
  // So that only few files have begun at each end.
  const { prober } = scans;
  scans.prober = overlay(prober, { concurrency: 2 });
  onTestFinished(() => {
    scans.prober = prober;
  });
  scans.probed = [];
  const request = scanRequest({ path: scans.root, recursive: true, retry_errors: false, full: true });
  /** Calls `end` when six more files have begun. No further file is read before that has been answered. */
  const afterSix = (end: () => Promise<unknown>) => {
    const last = scans.probed.length + 6;
    let ending: Promise<unknown> | null = null;
    scans.beforeProbe = async () => {
      if (scans.probed.length >= last) await (ending ??= end());
    };
  };
  const first = await scans.startQueue({ batchFiles: 2 });
  const stopped = Promise.withResolvers<void>();
  afterSix(async () => stopped.resolve(first.stop()));
  const id = await first.submit(request);
  await stopped.promise;
  expect(await scans.store.jobs.get(id)).toMatchObject({ status: "pending", attempt: 0 });
  const starting = Promise.withResolvers<DurableQueue>();
  afterSix(async () => (await starting.promise).cancel(id));
  const queue = await scans.startQueue({ batchFiles: 2 });
  starting.resolve(queue);
  let last = await ended(queue, id);
  for (let resumes = 0; resumes < 2; resumes += 1) {
    expect(last).toMatchObject({ status: "cancelled", attempt: 0 });
    const submitted = Promise.withResolvers<JobId>();
    afterSix(async () => queue.cancel(await submitted.promise));
    submitted.resolve(await queue.submit({ ...request, resumes: last.id }));
    last = await ended(queue, await submitted.promise);
  }
  expect(last).toMatchObject({ status: "cancelled" });
  scans.beforeProbe = () => {};
  // Of a change time alone, nobody knows what has changed.
  const touched = join(scans.root, "0.mp4");
  expect(scans.probed).toContain(touched);
  await chmod(touched, 0o600);
  const resumed = await ended(queue, await queue.submit({ ...request, resumes: last.id }));
  expect(resumed).toMatchObject({ status: "completed", counts: { found: 40, scanned: 40, skipped: 40, updated: 0 } });
  expect(scans.probed.toSorted()).toEqual([touched, ...names.map((name) => join(scans.root, name))].toSorted());
});

test.each(["all files", "chosen videos"])(
  "a scan of %s that a cancel meets just after a restart keeps what it had counted",
  async (what) => {
    const names = Array.from({ length: 20 }, (_, index) => `${index}.mp4`);
    await scans.known(...names);
    scans.probed = [];
    const wishes = { path: scans.root, recursive: true, retry_errors: true, full: true };
    const request = scanRequest(
      what === "all files" ? wishes : { ...wishes, chosen: { choice: { filter: {} }, count: names.length } },
    );
    const some = Promise.withResolvers<void>();
    const first = await scans.startQueue({ batchFiles: 2 });
    // Those that have begun end, and no further one begins before the stop.
    scans.beforeProbe = async () => {
      if (scans.probed.length === 8) some.resolve();
    };
    const id = await first.submit(request);
    await some.promise;
    await first.stop();
    const before = await scans.store.jobs.get(id);
    expect(before?.status).toBe("pending");
    const handled = scans.probed.length;
    expect(before?.counts).toMatchObject({ scanned: handled, skipped: handled });
    const starting = Promise.withResolvers<DurableQueue>();
    scans.beforeLookUp = async () => void (await (await starting.promise).cancel(id));
    const queue = await scans.startQueue();
    starting.resolve(queue);
    expect(await ended(queue, id)).toMatchObject({ status: "cancelled", counts: before?.counts });
    scans.beforeLookUp = () => {};
    scans.beforeProbe = () => {};
    const resumed = await ended(queue, await queue.submit({ ...request, resumes: id }));
    expect(resumed).toMatchObject({ status: "completed", counts: { found: 20, scanned: 20, skipped: 20 } });
    expect(scans.probed.toSorted()).toEqual(names.map((name) => join(scans.root, name)).toSorted());
  },
);

test("a scan that completes after a restart counts the files that are there then", async () => {
  await scans.known("1.mp4", "2.mp4", "3.mp4");
  await scans.make("a/4.mp4");
  const begun = Promise.withResolvers<void>();
  scans.beforeProbe = () => begun.resolve();
  const first = await scans.startQueue();
  const id = await first.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  await begun.promise;
  await first.stop();
  expect(await scans.store.jobs.get(id)).toMatchObject({ status: "pending", counts: { found: 4, skipped: 3, new: 1 } });
  await rm(join(scans.root, "1.mp4"));
  await rm(join(scans.root, "2.mp4"));
  expect(await ended(await scans.startQueue(), id)).toMatchObject({
    status: "completed",
    counts: { found: 2, scanned: 2, skipped: 1, new: 1, missing: 2 },
  });
});

test("a prober that does not even start holds up no cancel", async () => {
  await scans.make("a.mp4");
  const asked = Promise.withResolvers<void>();
  const queue = await scans.startQueue({
    prober: () => {
      asked.resolve();
      return new Promise(() => {});
    },
  });
  const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  await asked.promise;
  await queue.cancel(id);
  expect(await ended(queue, id)).toMatchObject({ status: "cancelled", error: null, counts: { scanned: 0 } });
});

test("a resumed scan does not try errors again that the stopped scan has tried again", async () => {
  const names = Array.from({ length: 8 }, (_, index) => `${index}.mp4`);
  for (const name of names) await writeFile(join(scans.root, name), "broken");
  expect(counts(await scans.scan())).toMatchObject({ error_count: 8 });
  scans.probed = [];
  const queue = await scans.startQueue({ batchFiles: 1 });
  const submitted = Promise.withResolvers<JobId>();
  scans.beforeProbe = async () => {
    if (scans.probed.length === 5) await queue.cancel(await submitted.promise);
  };
  const request = scanRequest({ path: scans.root, recursive: true, retry_errors: true });
  submitted.resolve(await queue.submit(request));
  const stopped = await ended(queue, await submitted.promise);
  expect(stopped.status).toBe("cancelled");
  const resumed = await ended(queue, await queue.submit({ ...request, resumes: stopped.id }));
  expect(resumed).toMatchObject({
    status: "completed",
    counts: { found: 8, skipped: 0, unreadable: stopped.counts["error_count"] },
  });
  expect(scans.probed.toSorted()).toEqual(names.map((name) => join(scans.root, name)));
});

test("a completed scan that is repeated reads again what it was to read again", async () => {
  await scans.known("1.mp4");
  await writeFile(join(scans.root, "2.mp4"), "broken");
  const queue = await scans.startQueue();
  const request = scanRequest({ path: scans.root, recursive: true, retry_errors: true, full: true });
  const completed = await queue.submit(request);
  await ended(queue, completed);
  scans.probed = [];
  const repeated = await ended(queue, await queue.submit({ ...request, resumes: completed }));
  expect(counts(repeated)).toMatchObject({ found: 2, skipped: 1, unreadable: 0, error_count: 1 });
  expect(scans.probed).toHaveLength(2);
});
