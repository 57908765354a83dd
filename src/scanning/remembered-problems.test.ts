/** Which problems the next scan takes for known, and for which files it tries again. */
import { chmod, chown, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { runGleaner } from "../../test/gleaner-process.ts";
import { overlay } from "../../test/overlay.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import type { JobJson } from "../api/contract/jobs.ts";
import { processEnded } from "./probe/probe-problems.ts";
import type { ProbeProblem, ProbeProblemCode } from "./probe/prober.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

const memoryBytes = 2 ** 30;

/** The real prober, except that it reports `problem` for every file. */
function reporting(problem: ProbeProblem) {
  return async () => overlay(scans.prober, { probe: async () => ({ kind: "problem", problem }) });
}

test.each<ProbeProblemCode>(["unreadable", "vanished", "timed_out", "killed", "not_regular_file"])(
  "a file that gave %s, which its bytes did not cause, is tried again by the next scan",
  async (code) => {
    await scans.make("a.mp4");
    const failing = reporting({ code, message: "could not be read" });
    expect(counts(await scans.scan({ prober: failing }))).toMatchObject({ new: 0, skipped: 0, error_count: 1 });
    expect(counts(await scans.scan())).toMatchObject({ new: 1, skipped: 0, error_count: 0 });
    expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
  },
);

test.each<ProbeProblemCode>(["not_video", "crashed", "out_of_memory"])(
  "a file whose bytes gave %s is not tried again until it changes",
  async (code) => {
    await scans.make("a.mp4");
    const failing = reporting({ code, message: "is broken" });
    expect(counts(await scans.scan({ prober: failing }))).toMatchObject({ error_count: 1 });
    expect(counts(await scans.scan())).toMatchObject({ scanned: 1, new: 0, skipped: 0, unreadable: 1, error_count: 0 });
    await writeFile(join(scans.root, "a.mp4"), "still broken, but changed");
    expect(counts(await scans.scan())).toMatchObject({ new: 0, skipped: 0, error_count: 1 });
  },
);

test("files that are given up because they take too long are no progress, so the stall timeout ends their scan", async () => {
  await scans.make(...Array.from({ length: 40 }, (_, index) => `${index}.mp4`));
  const giveUp = async () => {
    await delay(100);
    return { kind: "problem", problem: { code: "timed_out", message: "was given up" } } as const;
  };
  const slow = overlay(scans.prober, { probe: giveUp, concurrency: 2 });
  const queue = await scans.startQueue({ prober: async () => slow }, { stallTimeoutMs: 1_000 });
  const job = await ended(
    queue,
    await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false })),
  );
  expect(job.status).toBe("timeout");
  expect(counts(job)["new"]).toBe(0);
});

test("a video that cannot be read for a while keeps its row, and is not missing", async () => {
  await scans.make("a.mp4");
  await scans.scan();
  await writeFile(join(scans.root, "a.mp4"), "changed");
  const failing = reporting({ code: "unreadable", message: "the disk reports an error" });
  expect(counts(await scans.scan({ prober: failing }))).toMatchObject({ error_count: 1, missing: 0 });
  expect(await scans.missing()).toEqual([]);
  expect((await scans.store.videos.list({ limit: 10 })).total).toBe(1);
});

test("only a signal that a process raises itself is a crash", () => {
  const codeOf = (signal: NodeJS.Signals | null, exitCode: number | null = null) =>
    processEnded({ exitCode, signal, stderr: "" }, memoryBytes).code;
  for (const signal of ["SIGSEGV", "SIGABRT", "SIGILL", "SIGFPE"] as const) expect(codeOf(signal)).toBe("crashed");
  for (const signal of ["SIGKILL", "SIGTERM", "SIGHUP", "SIGBUS", "SIGXCPU", "SIGXFSZ"] as const)
    expect(codeOf(signal)).toBe("killed");
  expect(codeOf(null, 1)).toBe("killed");
  // As a shell reports the signal of its program.
  expect(codeOf(null, 128 + 11)).toBe("crashed");
  expect(codeOf(null, 128 + 9)).toBe("killed");
});

test.skipIf(process.platform === "win32")("a file is read by the next scan after its mode is mended", async () => {
  await scans.make("a.mp4", "locked.mp4");
  await chmod(scans.directory, 0o755);
  const locked = join(scans.root, "locked.mp4");
  await chmod(locked, 0);
  const data = join(scans.directory, "data");
  await mkdir(data);
  // Root may read everything, so root scans as another user.
  const ordinaryUser = process.getuid?.() === 0 ? { uid: 54_321 } : {};
  if (ordinaryUser.uid !== undefined) await chown(data, ordinaryUser.uid, ordinaryUser.uid);
  const scan = async () => {
    const { stdout } = await runGleaner(["scan", scans.root, "--data", data, "--json"], ordinaryUser);
    return (JSON.parse(stdout) as JobJson).counts;
  };
  expect(await scan()).toMatchObject({ new: 1, error_count: 1 });
  expect(await scan()).toMatchObject({ new: 0, skipped: 1, error_count: 1 });
  // This changes neither the size nor the modification time.
  await chmod(locked, 0o644);
  expect(await scan()).toMatchObject({ new: 1, skipped: 1, error_count: 0 });
});

test.each(["a.mp4", "b/a.mp4"])(
  "a video that could not be read is read again when it has moved to z/%s",
  async (name) => {
    await scans.make("a.mp4", "other.mp4");
    await scans.scan();
    const before = (await scans.store.videos.list({ limit: 10 })).videos;
    // Its size and time stay.
    const failing = reporting({ code: "not_video", message: "is broken" });
    expect(counts(await scans.scan({ prober: failing, full: true }))).toMatchObject({ error_count: 2 });
    await mkdir(join(scans.root, "z", dirname(name)), { recursive: true });
    await rename(join(scans.root, "a.mp4"), join(scans.root, "z", name));
    expect(counts(await scans.scan({ prober: failing }))).toMatchObject({ moved: 0, error_count: 1, unreadable: 1 });
    const { errors } = await scans.store.videos.problems({ limit: 10 });
    expect(errors.map(({ path }) => path).toSorted()).toEqual(
      [join(scans.root, "other.mp4"), join(scans.root, "z", name)].toSorted(),
    );
    expect(counts(await scans.scan({ retryErrors: true }))).toMatchObject({ updated: 2, missing: 0 });
    const after = (await scans.store.videos.list({ limit: 10 })).videos;
    expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted());
    expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
  },
);
