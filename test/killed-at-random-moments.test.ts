/**
 * Promises 2 and 4 under kill -9: the program is killed at random moments of a scan, again and again, and the test reads
 * the database after each kill. A wrapper around ffprobe records every file that is probed. fast-check draws the
 * moments, and prints the seed when a promise is broken.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobCreatedJson } from "../src/api/contract/jobs.ts";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import {
  ffprobeThatFirst,
  type GleanerProcess,
  runGleaner,
  startGleaner,
  startGleanerServer,
} from "./gleaner-process.ts";
import { lengthen } from "./lengthen.ts";
import { openLibrary } from "./library-rows.ts";
import { checkDigests } from "./store/check-digests.ts";

const clipCount = 150;
/** How many times a scan is killed: rarely in the short version, because each start of the program costs time. */
const kills = Math.min(lengthen(5), 12);
const cancelledKills = Math.min(lengthen(4), 8);

/** Each test draws once: it kills the scan many times. */
const once = { numRuns: lengthen(1), endOnFailure: true } as const;

/** After how many more files have begun to kill the program; together fewer files than there are clips. */
const killsAtFile = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: kills - 1, maxLength: kills - 1 });
/** The last kill comes late enough for something to be saved before. */
const lastKillAtFile = 20;

test(
  `a scan that is killed ${kills} times at random moments keeps what it counts, and what it kept is never probed again`,
  async () => {
    await fc.assert(fc.asyncProperty(killsAtFile, expectScanToSurvive), once);
  },
  lengthen(180_000),
);

async function expectScanToSurvive(killAtFile: readonly number[]): Promise<void> {
  await using directory = await temporaryDirectory();
  const root = join(directory.path, "videos");
  const data = join(directory.path, "data");
  const paths = await makeClipTree(root, clipCount);
  const { environment, probed } = await recordingFfprobe(directory.path);
  const scan = ["scan", root, "--data", data, "--json"];

  /** How often each file had been probed when the library first had it. */
  const timesWhenKept = new Map<string, number>();
  const lookInside = async () => {
    const library = openLibrary(data);
    library.expectCountsToEqualRows();
    const times = timesEach(await probed());
    const kept = library.paths();
    for (const path of kept) if (!timesWhenKept.has(path)) timesWhenKept.set(path, times.get(path) ?? 0);
    library.close();
    checkDigests(join(data, "gleaner.db"));
    return kept;
  };
  for (const files of [...killAtFile, lastKillAtFile]) {
    const before = (await probed()).length;
    // Slow enough for some commits, which come every 250 ms, to fall between the files.
    const scanning = startGleaner([...scan, "--max-rate", "20"], { environment });
    await untilProbed(before + files, probed, scanning);
    scanning.kill("SIGKILL");
    expect(await scanning.exit).toMatchObject({ signal: "SIGKILL" });
    await lookInside();
  }
  expect(timesWhenKept.size).toBeGreaterThan(0);
  expect(timesWhenKept.size).toBeLessThan(clipCount);

  const last = await runGleaner(scan, { environment });
  expect(last).toMatchObject({ code: 0 });
  const keptBefore = [...timesWhenKept];
  expect(await lookInside()).toEqual(paths.toSorted());
  const times = timesEach(await probed());
  for (const [path, before] of keptBefore) expect([path, times.get(path)]).toEqual([path, before]);
}

/** After how many milliseconds to cancel. One more cancel comes at once, when no scan can have ended. */
const cancelsAfterMs = fc.array(fc.integer({ min: 0, max: 500 }), {
  minLength: cancelledKills - 1,
  maxLength: cancelledKills - 1,
});

test(
  `a cancel that was accepted holds though the process is killed right after, ${cancelledKills} times`,
  async () => {
    await fc.assert(fc.asyncProperty(cancelsAfterMs, expectCancelsToHold), once);
  },
  lengthen(120_000),
);

async function expectCancelsToHold(cancelAfterMs: readonly number[]): Promise<void> {
  await using directory = await temporaryDirectory();
  const data = join(directory.path, "data");
  const statuses = new Set<number>();
  // The scan takes half a second at least.
  const start = () => startGleanerServer(data, { GLEANER_MAX_RATE: String(2 * clipCount), GLEANER_PROBERS: "1" });
  let server = await start();
  for (const [index, afterMs] of [0, ...cancelAfterMs].entries()) {
    const root = join(directory.path, `videos ${index}`);
    await makeClipTree(root, clipCount);
    const { job_id: id } = (await server.call<JobCreatedJson>("POST", "/api/v1/videos/scan", { path: root })).body;
    await delay(afterMs);
    const { status } = await server.call("POST", `/api/v1/jobs/${id}/cancel`);
    server.kill("SIGKILL");
    await server.exit;
    expect([200, 409]).toContain(status);
    statuses.add(status);
    server = await start();
    const { body } = await server.call("GET", `/api/v1/jobs/${id}`);
    expect(body).toMatchObject({ status: status === 200 ? "cancelled" : "completed", result: body.counts, attempt: 0 });
    const library = openLibrary(data);
    library.expectCountsToEqualRows();
    library.close();
  }
  server.kill("SIGTERM");
  expect(await server.exit).toMatchObject({ code: 0 });
  expect(statuses).toContain(200);
}

/** Settings that make the program use an ffprobe that records the files it is asked for. */
async function recordingFfprobe(directory: string) {
  const log = join(directory, "probed.log");
  await writeFile(log, "");
  return {
    environment: await ffprobeThatFirst(directory, `echo "$file" >> '${log}'`),
    /** The files in the order of their probes. A file that was probed twice is listed twice. */
    probed: async (): Promise<readonly string[]> =>
      (await readFile(log, "utf8"))
        .split("\n")
        .slice(0, -1)
        .map((line) => line.slice("file:".length)),
  };
}

function timesEach(paths: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const path of paths) times.set(path, (times.get(path) ?? 0) + 1);
  return times;
}

/** Waits until `count` probes have begun. Throws when `scanning` ends before. */
async function untilProbed(
  count: number,
  probed: () => Promise<readonly string[]>,
  { child, exit }: GleanerProcess,
): Promise<void> {
  while ((await probed()).length < count) {
    if (child.exitCode !== null) throw new Error(`It ended before: ${JSON.stringify(await exit)}`);
    await delay(5);
  }
}
