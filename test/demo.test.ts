/** `gleaner demo`, as a process. Each test has its own directory for the temporary files of the demo. */
import { execFileSync } from "node:child_process";
import { access, chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JobJson } from "../src/api/contract/jobs.ts";
import type { VideoListJson } from "../src/api/contract/videos.ts";
import { type ApiClient, createApiClient } from "../src/cli/api-client.ts";
import { demoAlbums, demoThemes } from "../src/cli/demo-albums.ts";
import { temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";
import { type GleanerProcess, runGleaner, startGleaner } from "./gleaner-process.ts";

const clips = new URL("../samples/demo/", import.meta.url).pathname;
const brokenFiles = 4;
const videos = demoAlbums.reduce((sum, { count }) => sum + count, 0);

interface RunningDemo extends GleanerProcess {
  readonly url: string;
  readonly jobId: string;
  readonly client: ApiClient;
}

/** Starts the command. It is killed when the test ends, however the test ends. */
function startCommand(args: readonly string[], environment: Readonly<Record<string, string>>): GleanerProcess {
  const started = startGleaner(["demo", ...args], { environment });
  onTestFinished(async () => {
    started.kill("SIGKILL");
    await started.exit;
  });
  return started;
}

/** Starts a demo below `temporary`, and waits until it prints its address. */
async function startDemo(
  temporary: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  { mayOpen = false } = {},
): Promise<RunningDemo> {
  const demo = startCommand([...(mayOpen ? [] : ["--no-open"]), ...args], { TMPDIR: temporary, ...environment });
  const [, url = "", jobId = ""] = await demo.said(/The demo is at (http:\S+)\/\?scan=(\S+)\n/);
  await demo.said(/Ctrl-C ends the demo/);
  return { ...demo, url, jobId, client: createApiClient({ url, token: null }) };
}

async function lastOf(client: ApiClient, jobId: string, until: (job: JobJson) => boolean): Promise<JobJson> {
  for await (const job of client.follow(jobId)) if (until(job)) return job;
  throw new Error("The job ended before that.");
}

const ended = (job: JobJson) => job.finished_at !== null;

describe("gleaner demo", () => {
  it("scans a collection of its own, and leaves nothing behind when Ctrl-C ends it", { timeout: 90_000 }, async () => {
    await using temporary = await temporaryDirectory();
    const demo = await startDemo(temporary.path, ["--port", "0", "--max-rate", "0"]);
    const job = await lastOf(demo.client, demo.jobId, ended);
    expect(job.counts).toMatchObject({ found: videos + brokenFiles, new: videos, error_count: brokenFiles });
    expect(job.payload.path.startsWith(join(temporary.path, "gleaner-demo-"))).toBe(true);

    const paths: string[] = [];
    const days = new Set<string>();
    for (let offset = 0; offset < videos; offset += 100) {
      const page = await fetch(`${demo.url}/api/v1/videos?limit=100&offset=${offset}`);
      for (const video of ((await page.json()) as VideoListJson).videos) {
        paths.push(video.path);
        days.add(video.modified_at);
      }
    }
    expect(days.size).toBeGreaterThan(videos - 5);
    expect(paths.some((path) => /[^\0-\x7f]/.test(path))).toBe(true);

    demo.kill("SIGINT");
    expect(await demo.exit).toMatchObject({ code: 0, stdout: "" });
    expect(await readdir(temporary.path)).toEqual([]);
  });

  it("keeps what its scan has found when that is cancelled, and goes on with it on resume", {
    timeout: 90_000,
  }, async () => {
    await using temporary = await temporaryDirectory();
    const demo = await startDemo(temporary.path, ["--port", "0", "--max-rate", "40"]);
    await lastOf(demo.client, demo.jobId, ({ counts }) => counts.new > 0);
    await demo.client.cancel(demo.jobId);
    const cancelled = await lastOf(demo.client, demo.jobId, ended);
    expect(cancelled.status).toBe("cancelled");
    expect(cancelled.counts.new).toBeGreaterThan(0);
    expect(cancelled.counts.new).toBeLessThan(videos);
    const kept = (await (await fetch(`${demo.url}/api/v1/videos`)).json()) as VideoListJson;
    expect(kept.total).toBe(cancelled.counts.new);

    const resumed = await demo.client.resume(demo.jobId);
    await lastOf(demo.client, resumed, ({ counts }) => counts.new > 0 && counts.skipped >= cancelled.counts.new);
    demo.kill("SIGTERM");
    expect(await demo.exit).toMatchObject({ code: 0 });
    expect(await readdir(temporary.path)).toEqual([]);
  });

  it("ends with nothing left behind while it is still making its collection", async () => {
    await using temporary = await temporaryDirectory();
    const demo = startCommand(["--no-open", "--port", "0"], { TMPDIR: temporary.path });
    await demo.said(/Making a few hundred/);
    demo.kill("SIGHUP");
    expect(await demo.exit).toMatchObject({ code: 0 });
    expect(await readdir(temporary.path)).toEqual([]);
  });

  it("removes what a killed demo left and nothing else, and takes another port where that of the settings is taken", {
    timeout: 90_000,
  }, async () => {
    await using temporary = await temporaryDirectory();
    const killed = await startDemo(temporary.path, ["--port", "0"]);
    const [leftBehind = ""] = await readdir(temporary.path);
    killed.kill("SIGKILL");
    await killed.exit;
    expect(await readdir(temporary.path)).toEqual([leftBehind]);

    const somebodyElses = "gleaner-demo-notes";
    await mkdir(join(temporary.path, somebodyElses));
    const living = await startDemo(temporary.path, ["--port", "0"]);
    const others = (await readdir(temporary.path)).filter((name) => name !== somebodyElses);
    expect(others).toHaveLength(1);
    expect(others).not.toContain(leftBehind);

    // It takes another port where that of the settings is taken, unless it is told which.
    const { port } = new URL(living.url);
    const next = await startDemo(temporary.path, [], { GLEANER_PORT: port });
    expect(next.url).not.toBe(living.url);
    expect(await readdir(temporary.path)).toEqual(expect.arrayContaining([somebodyElses, ...others]));
    for (const demo of [living, next]) expect((await demo.client.job(demo.jobId)).status).toBe("running");

    const told = await runGleaner(["demo", "--no-open", "--port", port], { environment: { TMPDIR: temporary.path } });
    expect(told).toMatchObject({ code: 1 });
    expect(told.stderr).toMatch(/Cannot listen on 127.0.0.1, port \d+: .* uses it\./);
    expect(await readdir(temporary.path)).toHaveLength(3);

    for (const demo of [living, next]) demo.kill("SIGINT");
    await Promise.all([living.exit, next.exit]);
    expect(await readdir(temporary.path)).toEqual([somebodyElses]);
  });

  it("knows nothing of the library of its user, and says where its page is when there is no screen", async () => {
    await using temporary = await temporaryDirectory();
    const own = join(temporary.path, "own");
    const tmp = join(temporary.path, "tmp");
    await mkdir(tmp);
    const settings = {
      GLEANER_DATA: own,
      GLEANER_ROOTS: "/nowhere",
      GLEANER_HOST: "0.0.0.0",
      GLEANER_TOKEN: "secret-secret",
      GLEANER_EXTENSIONS: "xyz",
      GLEANER_MAX_RATE: "0.001",
    };
    const noScreen = { DISPLAY: "", WAYLAND_DISPLAY: "", WSL_DISTRO_NAME: "" };
    const onLinux = process.platform === "linux";
    const demo = await startDemo(tmp, ["--port", "0"], { ...settings, ...noScreen }, { mayOpen: onLinux });
    if (onLinux) await demo.said(/The demo is at http:\S+\n[^]*Open the address above in yours/);
    expect(new URL(demo.url).hostname).toBe("127.0.0.1");
    const job = await lastOf(demo.client, demo.jobId, ({ counts }) => counts.new > 1);
    expect(job.status).toBe("running");
    await expect(access(own)).rejects.toThrow("ENOENT");
    demo.kill("SIGINT");
    await demo.exit;

    const withData = await runInProcess(["demo", "--data", own]);
    expect(withData).toMatchObject({ code: 2 });
    expect(withData.stderr).toMatch(/Unknown option '--data'/);
  });

  it.runIf(process.platform === "linux")("opens the page of its scan in the browser", async () => {
    await using temporary = await temporaryDirectory();
    const opened = join(temporary.path, "opened");
    const browser = join(temporary.path, "browser");
    const tmp = join(temporary.path, "tmp");
    await mkdir(tmp);
    // The browser of the test writes the address to a pipe, which the test reads.
    execFileSync("mkfifo", [opened]);
    await writeFile(browser, `#!/bin/sh\necho "$1" > '${opened}'\n`);
    await chmod(browser, 0o755);
    const environment = {
      TMPDIR: tmp,
      DISPLAY: ":99",
      BROWSER: browser,
      SSH_CONNECTION: "",
      SSH_TTY: "",
      // Otherwise the browser of the user who runs the tests comes first.
      XDG_DATA_HOME: tmp,
      XDG_DATA_DIRS: tmp,
    };
    const demo = startCommand(["--port", "0"], environment);
    const [, address = ""] = await demo.said(/The demo is at (\S+)\n/);
    expect(await readFile(opened, "utf8")).toBe(`${address}\n`);
    demo.kill("SIGINT");
    expect(await demo.exit).toMatchObject({ code: 0 });
  });

  it("shows every one of its clips, which are small", async () => {
    const files = await readdir(clips);
    const shown = Object.values(demoThemes).flat();
    expect(shown.toSorted()).toEqual(files.map((file) => parse(file).name).toSorted());
    let bytes = 0;
    for (const file of files) bytes += (await stat(join(clips, file))).size;
    expect(bytes).toBeLessThan(3_000_000);
  });
});
