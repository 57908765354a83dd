/**
 * Promise 2 and 4 under kill -9: the program is killed at random moments of a scan, again and again, and the database
 * is looked into after each. A wrapper around ffprobe writes down every file that is probed.
 */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { JobCreatedJson } from "../src/api/contract.ts";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { runGleaner, startGleaner, startGleanerServer } from "./gleaner-process.ts";
import { openLibrary } from "./library-rows.ts";

const clipCount = 400;
const kills = 12;
const cancelledKills = 8;

test(`a scan that is killed ${kills} times at random moments keeps what it counts, and what it kept is never probed again`, async () => {
  await using directory = await temporaryDirectory();
  const root = join(directory.path, "videos");
  const data = join(directory.path, "data");
  const paths = await makeClipTree(root, clipCount);
  const { environment, timesProbed } = await recordingFfprobe(directory.path);
  const scan = ["scan", root, "--data", data, "--json"];

  /** How often each file had been probed when it was first found kept. */
  const timesWhenKept = new Map<string, number>();
  const lookInside = async () => {
    const library = openLibrary(data);
    library.expectCountsToEqualRows();
    const times = await timesProbed();
    const kept = library.paths();
    for (const path of kept) if (!timesWhenKept.has(path)) timesWhenKept.set(path, times.get(path) ?? 0);
    library.close();
    return kept;
  };
  let killed = 0;
  while (killed < kills) {
    const scanning = startGleaner(scan, { environment });
    const ended = await Promise.race([scanning.exit, delay(500 + Math.random() * 1_000)]);
    expect(ended).toBeUndefined();
    scanning.kill("SIGKILL");
    await scanning.exit;
    killed += 1;
    await lookInside();
  }
  expect(timesWhenKept.size).toBeGreaterThan(0);
  expect(timesWhenKept.size).toBeLessThan(clipCount);

  const last = await runGleaner(scan, { environment });
  expect(last).toMatchObject({ code: 0 });
  const keptBefore = [...timesWhenKept];
  expect(await lookInside()).toEqual(paths.toSorted());
  const times = await timesProbed();
  for (const [path, before] of keptBefore) expect([path, times.get(path)]).toEqual([path, before]);
}, 180_000);

test(`a cancel that was accepted holds though the process is killed right after, ${cancelledKills} times`, async () => {
  await using directory = await temporaryDirectory();
  const data = join(directory.path, "data");
  for (let kill = 0; kill < cancelledKills; kill++) {
    const root = join(directory.path, `videos ${kill}`);
    await makeClipTree(root, clipCount);
    const server = await startGleanerServer(data);
    const { job_id: id } = (await server.call<JobCreatedJson>("POST", "/api/v1/videos/scan", { path: root })).body;
    await delay(Math.random() * 500);
    const { status } = await server.call("POST", `/api/v1/jobs/${id}/cancel`);
    server.kill("SIGKILL");
    await server.exit;
    expect([200, 409]).toContain(status);
    const next = await startGleanerServer(data);
    const { body } = await next.call("GET", `/api/v1/jobs/${id}`);
    expect(body).toMatchObject({ status: status === 200 ? "cancelled" : "completed", result: body.counts, attempt: 0 });
    next.kill("SIGTERM");
    expect(await next.exit).toMatchObject({ code: 0 });
    const library = openLibrary(data);
    library.expectCountsToEqualRows();
    library.close();
  }
}, 120_000);

/** Settings that make the program use an ffprobe that writes down what it is asked for. */
async function recordingFfprobe(directory: string) {
  const bin = join(directory, "bin");
  const log = join(directory, "probed.log");
  await mkdir(bin);
  await writeFile(log, "");
  const script = `#!/bin/sh\nfor last; do :; done\necho "$last" >> '${log}'\nPATH=\${PATH#*:} exec ffprobe "$@"\n`;
  await writeFile(join(bin, "ffprobe"), script);
  await chmod(join(bin, "ffprobe"), 0o755);
  return {
    environment: { PATH: `${bin}:${process.env["PATH"]}`, GLEANER_PROBER: "ffprobe", GLEANER_PROBERS: "2" },
    timesProbed: async () => {
      const times = new Map<string, number>();
      for (const line of (await readFile(log, "utf8")).split("\n")) {
        if (!line.startsWith("file:")) continue;
        const path = line.slice("file:".length);
        times.set(path, (times.get(path) ?? 0) + 1);
      }
      return times;
    },
  };
}
