/**
 * A scan that is cancelled, interrupted or killed, in every way there is: the library holds exactly the rows that the
 * counts say, and a second scan does the rest.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";
import { ffprobeThatFirst, type GleanerProcess, startGleaner, startGleanerServer } from "./gleaner-process.ts";
import { openLibrary } from "./library-rows.ts";
import { FaultProxy } from "./page/fault-proxy.ts";
import { childOf, isThere, untilGone } from "./scanning/processes-under-test.ts";

const clipCount = 60;

/**
 * The rate of the scans to end early, in files a second. They take 20 seconds at least, on any machine, and so still run
 * when another process has started. The scans that finish them have no limit.
 */
const stoppableRate = "3";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let root: string;
let paths: readonly string[];
let data: string;
let dataDirectories = 0;

beforeAll(async () => {
  directory = await temporaryDirectory();
  root = join(directory.path, "videos");
  paths = await makeClipTree(root, clipCount);
});

afterAll(() => directory[Symbol.asyncDispose]());

beforeEach(() => {
  data = join(directory.path, `data ${dataDirectories++}`);
});

function scanArgs(...more: string[]): string[] {
  return ["scan", root, "--data", data, ...more];
}

interface Server {
  readonly url: string;
  readonly token: string | null;
}

/** Follows the events of a server until they contain `pattern`. */
async function untilEvent({ url, token }: Server, pattern: RegExp): Promise<RegExpExecArray> {
  const stop = new AbortController();
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/v1/events`, { signal: stop.signal, headers });
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const match = pattern.exec(text);
    if (match === null) continue;
    stop.abort();
    return match;
  }
  throw new Error(`The stream of events ended without ${pattern}: ${text}`);
}

/** Waits until a scan has saved a video. Resolves with the id of the scan. */
async function untilSomeSaved(server: Server): Promise<string> {
  const [, jobId = ""] = await untilEvent(server, /"job_id":"([^"]+)"(?=[^\n]*"new":[1-9])/);
  return jobId;
}

/** The address and token of the process that has the data directory. Waits until they are there. */
async function owner({ child }: GleanerProcess): Promise<Server> {
  for (;;) {
    try {
      const record = JSON.parse(await readFile(join(data, "owner.json"), "utf8"));
      if (record.url !== null) return record;
    } catch (error) {
      if (child.exitCode !== null) throw error;
    }
    await delay(5);
  }
}

async function startScanAndWaitForSome(
  environment: Readonly<Record<string, string>> = {},
): Promise<{ scanning: GleanerProcess; server: Server; jobId: string }> {
  const scanning = startGleaner(scanArgs("--max-rate", stoppableRate), { environment });
  const server = await owner(scanning);
  return { scanning, server, jobId: await untilSomeSaved(server) };
}

/** Checks the library after a scan that ended early, then finishes the scan and checks again. */
async function expectKeptAndFinish(status: string): Promise<void> {
  const library = openLibrary(data);
  library.expectCountsToEqualRows();
  const [job] = library.jobs();
  const kept = library.paths().length;
  expect(job).toMatchObject({ status });
  expect(job?.counts).toMatchObject({ new: kept });
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(clipCount);

  const again = await runInProcess(scanArgs("--json"));
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({
    status: "completed",
    counts: { found: clipCount, error_count: 0, missing: 0 },
  });
  expect(library.paths()).toEqual(paths.toSorted());
  library.expectCountsToEqualRows();
  const added = library.jobs().map(({ counts }) => counts["new"] ?? 0);
  expect(added.reduce((sum, one) => sum + one, 0)).toBe(clipCount);
  library.close();
}

describe(`a scan of ${clipCount} clips`, { timeout: 90_000 }, () => {
  test("stopped by Ctrl-C keeps what it saved and says so", async () => {
    const { scanning } = await startScanAndWaitForSome();
    scanning.kill("SIGINT");
    const { code, stdout, stderr } = await scanning.exit;
    expect(code).toBe(130);
    expect(stderr).toContain("Cancelling… The results so far are kept.");
    expect(stdout).toMatch(
      /^Cancelled after (?:1 file|[\d,]+(?: of (?:about )?[\d,]+)? files)\. (?:1 video was added and is|[\d,]+ videos were added and are) in your library\.\nResume with: gleaner resume /,
    );
    await expectKeptAndFinish("cancelled");
  });

  test("stopped by Ctrl-C twice ends at once, and the next start settles it as cancelled", async () => {
    // The first probe never ends, and the program would wait for it far longer than this test lasts.
    const { scanning, server } = await startScanAndWaitForSome({
      ...(await ffprobeThatFirst(data, `if mkdir '${data}/held' 2>&-; then exec sleep 600; fi`)),
      GLEANER_PROBE_TIMEOUT: "500",
      GLEANER_CANCEL_GRACE: "600",
    });
    scanning.kill("SIGINT");
    await untilEvent(server, /"cancel_requested_at":"/);
    expect(scanning.child.exitCode).toBeNull();
    scanning.kill("SIGINT");
    expect(await scanning.exit).toMatchObject({ code: 130, stdout: "" });
    const left = openLibrary(data);
    expect(left.jobs()).toMatchObject([{ status: "running", cancelRequestedAt: expect.any(Number) }]);
    left.close();
    const listed = await runInProcess(["jobs", "--data", data, "--json"]);
    expect(JSON.parse(listed.stdout)).toMatchObject({ status: "cancelled" });
    await expectKeptAndFinish("cancelled");
  });

  test("stopped by `gleaner cancel` in another terminal", async () => {
    const { scanning, jobId } = await startScanAndWaitForSome();
    const cancelled = await runInProcess(["cancel", jobId, "--data", data, "--reason", "dinner", "--json"]);
    expect(cancelled.code).toBe(0);
    expect(JSON.parse(cancelled.stdout)).toMatchObject({ status: "cancelled", cancel_reason: "dinner" });
    expect(await scanning.exit).toMatchObject({ code: 130 });
    await expectKeptAndFinish("cancelled");
  });

  test("stopped by `gleaner cancel` whose connection breaks before the answer, and again before the end", async () => {
    const server = await startGleanerServer(data, { GLEANER_MAX_RATE: stoppableRate });
    const { body } = await server.call("POST", "/api/v1/videos/scan", { path: root });
    await untilSomeSaved({ url: server.url, token: null });
    await using proxy = await FaultProxy.start(server.url);
    const record = join(data, "owner.json");
    await writeFile(record, JSON.stringify({ ...JSON.parse(await readFile(record, "utf8")), url: proxy.url }));
    const lost = [proxy.loseAnswer("POST /cancel"), proxy.loseAnswer(`GET /jobs/${body.job_id}`)];
    const cancelled = await runInProcess(["cancel", body.job_id, "--data", data, "--json"]);
    await Promise.all(lost);
    expect(cancelled).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(cancelled.stdout)).toMatchObject({ status: "cancelled" });
    expect(proxy.count("POST /cancel")).toBe(1);
    server.kill("SIGTERM");
    await server.exit;
    await expectKeptAndFinish("cancelled");
  });

  test("stopped over HTTP, while its stream of events tells it all", async () => {
    const server = await startGleanerServer(data, { GLEANER_MAX_RATE: stoppableRate });
    const { body } = await server.call("POST", "/api/v1/videos/scan", { path: root });
    const events = fetch(`${server.url}/api/v1/jobs/${body.job_id}/events`).then((response) => response.text());
    expect(await untilSomeSaved({ url: server.url, token: null })).toBe(body.job_id);
    expect((await server.call("POST", `/api/v1/jobs/${body.job_id}/cancel`)).status).toBe(200);
    const told = [...(await events).matchAll(/^data: (.*)$/gm)].map(([, json = ""]) => JSON.parse(json));
    expect(told.at(-1)).toMatchObject({ status: "cancelled", result: { stopped_early: true } });
    const stages = told.map((job) =>
      job.cancel_requested_at !== null && job.status === "running" ? "cancelling" : job.status,
    );
    const order = ["pending", "running", "cancelling", "cancelled"];
    const places = stages.map((stage) => order.indexOf(stage));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    const saved = told.map((job) => job.counts.new);
    expect(saved).toEqual(saved.toSorted((one, other) => one - other));
    const library = openLibrary(data);
    expect(library.paths()).toHaveLength(told.at(-1).counts.new);
    library.close();
    server.kill("SIGTERM");
    expect(await server.exit).toMatchObject({ code: 0 });
    await expectKeptAndFinish("cancelled");
  });

  test("stopped by kill -9 keeps what it counts, and goes on", async () => {
    const { scanning } = await startScanAndWaitForSome();
    scanning.kill("SIGKILL");
    await scanning.exit;
    await expectKeptAndFinish("running");
  });

  test("interrupted by SIGTERM is not cancelled: it waits, and goes on as the same job", async () => {
    const { scanning, jobId } = await startScanAndWaitForSome();
    scanning.kill("SIGTERM");
    expect(await scanning.exit).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("To continue, run the same command again."),
    });
    await expectKeptAndFinish("pending");
    const library = openLibrary(data);
    expect(library.jobs()).toMatchObject([{ id: jobId, status: "completed", claim: 2, attempt: 0 }]);
    library.close();
  });

  test("is joined by a second terminal, which goes on with it when the first is killed", async () => {
    // A rate of the first process, and not of its scan, which would keep it.
    const scanning = startGleaner(scanArgs(), { environment: { GLEANER_MAX_RATE: stoppableRate } });
    const jobId = await untilSomeSaved(await owner(scanning));
    const joined = startGleaner(scanArgs());
    await joined.said(/The scan runs in the Gleaner process at/);
    const left = startGleaner(scanArgs());
    await left.said(/The scan runs in the Gleaner process at/);
    left.kill("SIGTERM");
    expect(await left.exit).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The other Gleaner process goes on with it."),
    });
    scanning.kill("SIGKILL");
    expect(await joined.exit).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^Scanned ${clipCount} files`)),
    });
    const library = openLibrary(data);
    expect(library.jobs()).toMatchObject([{ id: jobId, status: "completed", attempt: 0 }]);
    expect(library.paths()).toHaveLength(clipCount);
    library.expectCountsToEqualRows();
    library.close();
  });

  test("keeps its options when a second terminal goes on with it, and is paused there by SIGTERM", async () => {
    const environment = { GLEANER_MAX_RATE: stoppableRate };
    const scanning = startGleaner(scanArgs("--full", "--exclude", "nothing"), { environment });
    const jobId = await untilSomeSaved(await owner(scanning));
    const joined = startGleaner(scanArgs("--accept-empty", "--exclude", "*"), { environment });
    await joined.said(/--accept-empty and --exclude have no effect on that scan/);
    scanning.kill("SIGKILL");
    await joined.said(/This terminal continues the scan/);
    joined.kill("SIGTERM");
    expect(await joined.exit).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Paused\. /m) });
    const { stdout } = await runInProcess(["jobs", "--data", data, "--json"]);
    const options = { full: true, accept_empty: false, exclude: ["nothing"] };
    expect(JSON.parse(stdout)).toMatchObject({ job_id: jobId, status: "pending", payload: options });
    await expectKeptAndFinish("pending");
  });
});

test.runIf(process.platform === "linux")(
  "Ctrl-C while the first prober starts cancels at once, and leaves no process behind",
  async () => {
    const scanning = startGleaner(scanArgs());
    const starting = await childOf(scanning.pid, "libav-child");
    // As if its disk did not deliver the program.
    process.kill(starting, "SIGSTOP");
    await untilEvent(await owner(scanning), /"status":"running"/);
    scanning.kill("SIGINT");
    expect(await scanning.exit).toMatchObject({ code: 130 });
    // Once its parent is gone, the system takes a moment to remove a process that was killed.
    await untilGone(starting);
    expect(isThere(starting)).toBe(false);
  },
);
