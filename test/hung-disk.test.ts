/** A server with a scan of a disk that does not answer: real processes, whose threads really hang in the kernel. */
import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";
import { type GleanerServer, startGleanerServer } from "./gleaner-process.ts";
import { type HangingDisk, mountHangingDisk, noHangingDisks } from "./hanging-disk/hanging-disk.ts";

const clip = new URL("../samples/clips/h264-aac-faststart.mp4", import.meta.url).pathname;
const title = `a server that scans a disk that does not answer${noHangingDisks === null ? "" : ` (${noHangingDisks})`}`;

describe.skipIf(noHangingDisks !== null)(title, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let data: string;
  let films: string;
  let disk: HangingDisk;
  let server: GleanerServer;
  beforeEach(async () => {
    directory = await temporaryDirectory();
    [data, films] = [join(directory.path, "data"), join(directory.path, "films")];
    for (const path of [data, films, join(directory.path, "source")]) await mkdir(path);
    await copyFile(clip, join(directory.path, "source", "film.mp4"));
    disk = await mountHangingDisk(join(directory.path, "source"), films);
    await disk.hang("readdir");
    server = await startGleanerServer(data);
  });
  afterEach(async () => {
    server.kill("SIGKILL");
    await disk[Symbol.asyncDispose]();
    await server.exit;
    await directory[Symbol.asyncDispose]();
  });

  async function scanUntilItHangs(): Promise<void> {
    const { status } = await server.call("POST", "/api/v1/videos/scan", { path: films });
    expect(status).toBe(202);
    await disk.isWaitedFor();
  }
  const port = () => new URL(server.url).port;

  test("lets go of its port and its data when it is told to end", async () => {
    await scanUntilItHangs();
    server.kill("SIGTERM");
    while (existsSync(join(data, "owner.json"))) await delay(20);
    const next = await startGleanerServer(data, {}, { port: port() });
    expect((await next.call("GET", "/api/v1/version")).status).toBe(200);
    next.kill("SIGKILL");
    // The next server goes on with the scan, which hangs as well.
    await disk.answer();
    await next.exit;
  });

  test("is named, with what to do, when it was killed and still holds its data and its port", async () => {
    await scanUntilItHangs();
    server.kill("SIGKILL");
    const what = /It was killed, but cannot end before a disk answers that it reads from\. Connect that disk again/;
    const held = `is still held by process ${server.pid} (\`gleaner serve\`).`;
    const [jobs, sameData, samePort] = await Promise.all([
      runInProcess(["jobs", "--data", data]),
      runInProcess(["serve", "--data", data, "--port", "0"]),
      runInProcess(["serve", "--data", join(directory.path, "other"), "--port", port()]),
    ]);
    expect([jobs.code, jobs.stderr]).toEqual([1, expect.stringContaining(held)]);
    expect(jobs.stderr).toMatch(what);
    expect([sameData.code, sameData.stderr]).toEqual([1, expect.stringContaining(held)]);
    expect(sameData.stderr).toMatch(what);
    expect(samePort.code).toBe(1);
    expect(samePort.stderr).toMatch(
      new RegExp(`port ${port()}: process ${server.pid} \\(.*\\) still holds it\\. ${what.source}`),
    );
    await disk.answer();
    await server.exit;
    const next = await startGleanerServer(data, {}, { port: port() });
    next.kill("SIGTERM");
    await next.exit;
  });
});
