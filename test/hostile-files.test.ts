/**
 * Promises 2, 4 and 6 on harmful files, in one scan of a real server: mutants of the sample clips, and files that hang,
 * bloat or mislead their reader.
 *
 * Each run draws other mutants. The names of the tests contain the seed. `HOSTILE_SEED` repeats a run, and
 * `HOSTILE_FILES` sets the number of files. `npm run torture` scans 50,000.
 */
import { randomInt } from "node:crypto";
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobCreatedJson, JobJson } from "../src/api/contract/jobs.ts";
import { isAboutDirectory } from "../src/scanning/directory-problems.ts";
import { type Answers, askAllTheTime } from "./ask-all-the-time.ts";
import { temporaryDirectory } from "./clip-tree.ts";
import { type GleanerServer, startGleanerServer } from "./gleaner-process.ts";
import { type HostileTree, makeHostileTree } from "./hostile-files.ts";
import { lengthen } from "./lengthen.ts";
import { openLibrary } from "./library-rows.ts";

const count = Number(process.env["HOSTILE_FILES"] ?? lengthen(1_000, 2_500));
const seed = Number(process.env["HOSTILE_SEED"] ?? randomInt(2 ** 30));

const settings = { GLEANER_PROBE_TIMEOUT: "2", GLEANER_PROBERS: "2" };
const scanLimitMs = lengthen(300_000);
const onLinux = process.platform === "linux";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let root: string;
let tree: HostileTree;

beforeAll(async () => {
  directory = await temporaryDirectory();
  root = join(directory.path, "videos");
  tree = await makeHostileTree(root, { count, seed });
}, scanLimitMs);

afterAll(async () => {
  await tree[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, scanLimitMs);

describe(`a scan of ${count} hostile files (HOSTILE_SEED=${seed})`, () => {
  let server: GleanerServer;
  let library: ReturnType<typeof openLibrary>;
  let job: JobJson;
  let answers: Answers;
  let eventLoopDelay: number;
  let crashes: number;
  /** In the environment of the server and of everything that it starts: one of the few variables that children get. */
  const mark = `LC_HOSTILE=${seed}-${process.pid}`;

  beforeAll(async () => {
    const data = join(directory.path, "data");
    server = await startGleanerServer(data, { ...settings, ...Object.fromEntries([mark.split("=")]) });
    library = openLibrary(data);
    // Reading the figures resets them: the delays of the start do not count.
    await readEventLoopDelay(server);
    const id = await submit(server, { path: root });
    const ending = ended(server, id);
    [answers, crashes] = await Promise.all([askAllTheTime(server, ending), crashProbers(server, id, mark)]);
    job = await ending;
    eventLoopDelay = await readEventLoopDelay(server);
  }, scanLimitMs);

  afterAll(async () => {
    library.close();
    await end(server);
  });

  test("ends, and has counted every file", () => {
    const { found, scanned, new: added, error_count: errors } = job.counts;
    expect(job).toMatchObject({ status: "completed", attempt: 0, result: { stopped_early: false } });
    // The tree is on a sound disk, so nothing is wrong with its directories.
    expect(library.problems(job.job_id).filter(isAboutDirectory)).toEqual([]);
    expect({ found, scanned, handled: added + errors }).toEqual({
      found: tree.paths.length,
      scanned: tree.paths.length,
      handled: tree.paths.length,
    });
  });

  test("never keeps the server from answering, or its event loop busy for long", () => {
    expect(answers.refused).toEqual([]);
    expect(answers.live).toBeGreaterThan(10);
    expect(answers.jobs).toBeGreaterThan(10);
    // Far above the effect of a busy machine, and far below the effect of work on the main thread.
    expect(eventLoopDelay).toBeLessThan(0.25);
    expect(answers.slowestLiveMs).toBeLessThan(1_000);
  });

  test("makes of each file exactly one row, a video or an error, as many as it has counted", () => {
    const rows = [...library.paths(), ...library.problems(job.job_id).map(({ path }) => path)];
    expect(rows.toSorted()).toEqual(tree.paths.toSorted());
    library.expectCountsToEqualRows();
  });

  test("finds all sound clips, though every prober crashed twice, and what is the matter with known files", () => {
    if (onLinux) expect(crashes).toBeGreaterThan(1);
    const videos = new Set(library.paths());
    expect(tree.sound.filter((path) => !videos.has(path))).toEqual([]);
    const problems = new Map(library.problems(job.job_id).map(({ path, code }) => [path, code]));
    for (const [path, ends] of tree.known) {
      const end = videos.has(path) ? "video" : problems.get(path);
      expect({ path, ends, end: ends.find((one) => one === end) }).toEqual({ path, ends, end });
    }
  });

  test("reads most mutants, and lets hardly any process end under one", () => {
    expect(library.paths().length).toBeGreaterThan(0.4 * count);
    const codes = Map.groupBy(library.problems(job.job_id), ({ code }) => code);
    const [crashed, timedOut] = [codes.get("crashed") ?? [], codes.get("timed_out") ?? []];
    expect(crashed.length + timedOut.length).toBeLessThan(20 + 0.005 * count);
  });

  test("costs nothing twice: the next scan tries only those again that their bytes did not spoil", async () => {
    const tried = passing(library.problems(job.job_id));
    const again = await ended(server, await submit(server, { path: root }));
    expect(again).toMatchObject({ status: "completed" });
    const { found, skipped, unreadable, new: added, updated, error_count: errors } = again.counts;
    const all = tree.paths.length;
    const known = skipped + unreadable;
    expect({ found, known, updated }).toEqual({ found: all, known: all - tried.length, updated: 0 });
    expect(skipped).toBe(library.paths().length - added);
    expect(added + errors).toBe(tried.length);
    expect(tried).toContain(join(root, "shelf 0", "endless.mkv"));
  });

  test.runIf(onLinux)("leaves no process behind when the server ends while it tries the bad ones again", async () => {
    const id = await submit(server, { path: root, retry_errors: true });
    await untilCounted(server, id, "error_count", 1);
    // The server and its probers.
    expect((await processesWith(mark)).length).toBeGreaterThan(1);
    server.kill("SIGTERM");
    expect(await server.exit).toMatchObject({ code: 0 });
    // What guards the probers ends after the server.
    await expect.poll(() => processesWith(mark)).toEqual([]);
    expect(library.jobs().find((each) => each.id === id)).toMatchObject({ status: "pending", attempt: 0 });
    library.expectCountsToEqualRows();
  });
});

test(
  `a scan of hostile files that is cancelled keeps exactly what it counts, and costs nothing twice (HOSTILE_SEED=${seed})`,
  async ({ onTestFinished }) => {
    const fewer = join(directory.path, "fewer videos");
    await using tree = await makeHostileTree(fewer, { count: count / 4, seed: seed + count, hasWorst: false });
    const data = join(directory.path, "data of the cancelled scan");
    const server = await startGleanerServer(data, settings);
    onTestFinished(() => end(server));
    const id = await submit(server, { path: fewer });
    await untilCounted(server, id, "scanned", count / 20);
    expect(await server.call("POST", `/api/v1/jobs/${id}/cancel`)).toMatchObject({ status: 200 });
    const job = await ended(server, id);
    expect(job).toMatchObject({ status: "cancelled", result: { stopped_early: true } });
    const library = openLibrary(data);
    library.expectCountsToEqualRows();
    const { scanned } = job.counts;
    const kept = [...library.paths(), ...library.problems(id).map(({ path }) => path)];
    expect(kept).toHaveLength(scanned);
    const tried = passing(library.problems(id));
    expect(scanned).toBeLessThan(tree.paths.length);

    const { body: resumed } = await server.call<JobCreatedJson>("POST", `/api/v1/jobs/${id}/resume`);
    const rest = await ended(server, resumed.job_id);
    expect(rest).toMatchObject({ status: "completed", counts: { found: tree.paths.length } });
    expect(rest.counts.skipped + rest.counts.unreadable).toBe(scanned - tried.length);
    library.expectCountsToEqualRows();
    const rows = [
      ...kept.filter((path) => !tried.includes(path)),
      ...library.pathsOf(rest.job_id),
      ...library.problems(rest.job_id).map(({ path }) => path),
    ];
    expect(rows.toSorted()).toEqual(tree.paths.toSorted());
    library.close();
  },
  scanLimitMs,
);

/** The delay that 99 of 100 turns of the server's event loop stayed below since the last call, in seconds. */
async function readEventLoopDelay({ url }: GleanerServer): Promise<number> {
  const figures = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(figures) ?? [];
  if (seconds === undefined) throw new Error(`The delay of the event loop is not there: ${figures}`);
  return Number(seconds);
}

/** Paths of the problems that the next scan tries again. */
function passing(problems: readonly { readonly path: string; readonly code: string }[]): readonly string[] {
  // Every scan sees that this link leads to itself. It needs no prober.
  const isPassing = ({ path, code }: (typeof problems)[number]) =>
    ["unreadable", "timed_out", "killed", "vanished"].includes(code) && !path.endsWith("/loop.mp4");
  return problems.filter(isPassing).map(({ path }) => path);
}

/** Ends a server, also after a failed test. Does nothing when the server has ended. */
async function end(server: GleanerServer): Promise<void> {
  server.kill("SIGKILL");
  await server.exit;
}

async function submit(
  server: GleanerServer,
  request: { readonly path: string; readonly retry_errors?: boolean },
): Promise<string> {
  const { body } = await server.call<JobCreatedJson>("POST", "/api/v1/videos/scan", request);
  return body.job_id;
}

async function ended(server: GleanerServer, id: string): Promise<JobJson> {
  for (;;) {
    const { status, body } = await server.call("GET", `/api/v1/jobs/${id}/wait?timeout=280`);
    if (status === 200) return body;
    expect(body).toMatchObject({ detail: { code: "JOB_WAIT_TIMEOUT" } });
  }
}

/** Waits until a running scan has counted at least `least`. */
async function untilCounted(
  server: GleanerServer,
  id: string,
  name: "scanned" | "error_count",
  least: number,
): Promise<void> {
  for (;;) {
    const { body } = await server.call("GET", `/api/v1/jobs/${id}`);
    expect(body.status).toMatch(/^(pending|running)$/);
    if (body.counts[name] >= least) return;
    await delay(50);
  }
}

/**
 * Acts like a file that makes libav crash, because no such mutant is known: kills all probers at once, after a third of
 * the files and after two thirds. A prober with the endless file is spared, because that file would meet both. Returns the
 * number of killed probers.
 */
async function crashProbers(server: GleanerServer, id: string, mark: string): Promise<number> {
  let crashes = 0;
  for (const share of onLinux ? [1 / 3, 2 / 3] : []) {
    await untilCounted(server, id, "scanned", count * share);
    for (const pid of await processesWith(mark)) {
      const isSpared = pid === server.pid || (await hasOpen(pid, join(root, "shelf 0", "endless.mkv")));
      if (!isSpared && endWithSegfault(pid)) crashes += 1;
    }
  }
  return crashes;
}

async function hasOpen(pid: number, path: string): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const files = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
  return files.includes(path);
}

/** False when the process had already ended. */
function endWithSegfault(pid: number): boolean {
  try {
    return process.kill(pid, "SIGSEGV");
  } catch {
    return false;
  }
}

/** The processes that have `mark` in their environment. */
async function processesWith(mark: string): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).map(Number).filter((pid) => pid > 0);
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")));
  return pids.filter((_, index) => environments[index]?.split("\0").includes(mark));
}
