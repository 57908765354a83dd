import { createHash } from "node:crypto";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addFiles } from "../../test/comparing/add-files.ts";
import { openNewSqlite } from "../../test/store/open-new-sqlite.ts";
import { claim, insertPending, leaseOf } from "../../test/store/store-under-test.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import type { Job, RunningJob } from "../jobs/job.ts";
import { StoreError } from "../jobs/store-error.ts";
import { groupId, groupStates } from "../library/duplicates.ts";
import type { Store } from "../store/store.ts";
import { createCompareHandler } from "./compare-handler.ts";
import type { CompareLibrary } from "./compare-library.ts";
import { type HashFile, hashOnDisk } from "./hash-on-disk.ts";

let home: string;
let store: Store;
const disks = new DiskThreads();
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "gleaner-comparing-"));
  store = await openNewSqlite({ path: join(home, "gleaner.db") });
});
afterEach(async () => {
  await store.close();
  await rm(home, { recursive: true });
});

const realHash = hashOnDisk({ disks, roots: async () => [], timeoutMs: 20_000 });

/** Runs a job as the queue does. */
async function run(
  {
    hashFile = realHash,
    scanned = () => [],
    library = store.comparing,
  }: { hashFile?: HashFile; scanned?: () => readonly string[]; library?: CompareLibrary } = {},
  { job, signal = new AbortController().signal }: { job?: RunningJob; signal?: AbortSignal } = {},
) {
  const running = job ?? (await claim(store, await insertPending(store, { type: "compare", payload: {} })));
  const activities: string[] = [];
  let row: Job = running;
  const handler = createCompareHandler({
    library,
    hashFile,
    devicesOf: (paths) => paths.map(() => "a disk"),
    scannedDirectories: async () => scanned(),
    writeMs: 1,
  });
  const outcome = await handler.run(running, {
    signal,
    lease: leaseOf(running),
    onProgress: (activity) =>
      activity !== undefined && activities.push(typeof activity === "string" ? activity : activity.message),
    recordInHand: async () => {},
    onCommit: (job) => {
      row = job;
    },
  });
  return { outcome, row, activities, job: running };
}

async function groups() {
  return (await store.duplicates.list({ limit: 100, states: groupStates })).groups;
}

test("a comparison that is cancelled at any moment keeps what it counts, and the next run reads only the rest", async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { minLength: 4, maxLength: 10 }), fc.nat(12), async (contents, cancelAt) => {
      round += 1;
      const paths = contents.map((_, nth) => join(home, `${round}-${nth}.mp4`));
      // Of one group: only the ends differ, in some of them.
      const bytes = contents.map((content) => `${round} `.padEnd(1_500_000, "x") + content);
      for (const [nth, path] of paths.entries()) await writeFile(path, bytes[nth] ?? "");
      await addFiles(store, paths);
      const cancelling = new AbortController();
      const begun: string[] = [];
      const hashFile: HashFile = (file, options) => {
        begun.push(file.path);
        const inHand = realHash(file, options);
        if (begun.length === cancelAt) cancelling.abort(new Error("cancelled"));
        return inHand;
      };
      const first = await run({ hashFile }, { signal: cancelling.signal });
      const stopped = cancelAt > 0 && cancelAt <= paths.length;
      expect(first.outcome.stoppedEarly).toBe(stopped);
      const kept = stopped ? cancelAt - 1 : paths.length;
      expect(first.row.counts).toMatchObject({ found: paths.length, compared: kept, error_count: 0 });
      const second = await run({ hashFile }, { job: first.job });
      expect(second.row.counts).toMatchObject({ found: paths.length, compared: paths.length });
      expect(second.row.progress).toBe(1);
      // Only the file in hand was begun twice.
      expect(begun).toHaveLength(paths.length + (stopped ? 1 : 0));
      const [group] = await groups();
      const ofRound = (group?.videos ?? []).toSorted(
        (a, b) => paths.indexOf(a.video.path) - paths.indexOf(b.video.path),
      );
      const expected = bytes.map((content) => createHash("sha256").update(content).digest("hex"));
      expect(ofRound.map(({ sha256 }) => sha256)).toEqual(expected);
      await store.videos.forget({ ids: ofRound.map(({ video }) => video.id) });
    }),
    { numRuns: 12 },
  );
});

test("a file that changes while it is read is not hashed, and says so", async () => {
  const paths = ["1.mp4", "2.mp4"].map((name) => join(home, name));
  for (const path of paths) await writeFile(path, Buffer.alloc(3_000_000));
  await addFiles(store, paths);
  const hashFile: HashFile = (file, options) => {
    const inHand = realHash(file, options);
    if (file.path !== paths[0]) return inHand;
    // The thread waits before its next read until the file has changed.
    inHand.pause(true);
    const change = async () => {
      await appendFile(file.path, "more");
      inHand.pause(false);
      return inHand.hashed;
    };
    return { ...inHand, hashed: change(), pause: () => {} };
  };
  const { row, job } = await run({ hashFile });
  expect(row.counts).toMatchObject({ compared: 1, error_count: 1 });
  const { errors } = await store.videos.errorsOfJob(job.id, { limit: 10 });
  expect(errors).toMatchObject([{ path: paths[0], code: "changed" }]);
  expect((await groups()).map(({ state, key }) => [state, groupId(key).split("-")[0]])).toEqual([
    ["likely", "3000000"],
  ]);
});

test("nothing is read from a disk while it is scanned", async () => {
  const paths = ["1.mp4", "2.mp4"].map((name) => join(home, name));
  for (const path of paths) await writeFile(path, Buffer.alloc(2_000_000));
  await addFiles(store, paths);
  let looks = 0;
  const pauses: boolean[] = [];
  const hashFile: HashFile = (file, options) => {
    const inHand = realHash(file, options);
    // As if the scan had begun before the file.
    if (looks === 0) inHand.pause(true);
    return {
      ...inHand,
      pause(isPaused) {
        pauses.push(isPaused);
        if (isPaused) expect(inHand.bytesRead()).toBeLessThan(2_000_000);
        inHand.pause(isPaused);
      },
    };
  };
  const scanned = () => {
    looks += 1;
    return looks <= 3 ? [home] : [];
  };
  const { row, activities } = await run({ hashFile, scanned });
  expect(row.counts).toMatchObject({ compared: 2 });
  expect(pauses.slice(0, 4)).toEqual([true, true, true, false]);
  expect(activities).toContain("Waiting for the scan of this disk");
  expect(await readFile(paths[0] ?? "")).toHaveLength(2_000_000);
});

test("a group of many files is compared a few at a time, and each file takes only a few others along", async () => {
  const paths = Array.from({ length: 230 }, (_, nth) => join(home, `${nth}.mp4`));
  for (const path of paths) await writeFile(path, "copy");
  await addFiles(store, paths);
  const known: number[] = [];
  const hashFile: HashFile = (file, options) => {
    known.push(options.known.length);
    return realHash(file, options);
  };
  const chosen: number[] = [];
  const choose = store.comparing.choose.bind(store.comparing);
  const library = {
    ...store.comparing,
    async choose(query: Parameters<typeof choose>[0]) {
      const page = await choose({ ...query, limit: Math.min(query.limit, 100) });
      chosen.push(page.files.length);
      return page;
    },
  };
  const { row } = await run({ hashFile, library });
  expect(row.counts).toMatchObject({ found: 230, compared: 230 });
  // Once to count them, and once to compare them.
  expect(chosen).toEqual([100, 100, 30, 100, 100, 30]);
  expect(Math.max(...known)).toBeLessThanOrEqual(64);
  expect((await groups()).map(({ state, copyCount }) => [state, copyCount])).toEqual([["confirmed", 230]]);
});

test("a comparison goes on when the database does not say for a while what is scanned", async () => {
  const paths = ["1.mp4", "2.mp4"].map((name) => join(home, name));
  for (const path of paths) await writeFile(path, Buffer.alloc(2_000_000));
  await addFiles(store, paths);
  const asked = Promise.withResolvers<void>();
  const hashFile: HashFile = (file, options) => {
    const inHand = realHash(file, options);
    // The file is in hand until the database was asked.
    return { ...inHand, hashed: asked.promise.then(() => inHand.hashed) };
  };
  const scanned = () => {
    asked.resolve();
    throw new StoreError("STORE_UNAVAILABLE", "The database is away.");
  };
  const { outcome, row } = await run({ hashFile, scanned });
  expect(outcome).toEqual({ stoppedEarly: false });
  expect(row.counts).toMatchObject({ compared: 2, error_count: 0 });
});
