/** What is particular to processes that are kept for many files. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, realpath, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { runInProcess } from "../../../test/gleaner-in-process.ts";
import { writeEndlessFile } from "../../../test/scanning/files-under-test.ts";
import {
  childOf,
  childrenOf,
  hasOpen,
  isThere,
  processWithFile,
  untilGone,
} from "../../../test/scanning/processes-under-test.ts";
import { formatWhitelist } from "../../libav/formats.ts";
import { endSpareMediaChild, warmUpMediaChild } from "../../libav/media-child.ts";
import { ProberUnavailable } from "../../libav/prober-errors.ts";
import { createLibavProber, type LibavProber } from "./libav-prober.ts";
import { libavProgram } from "./libav-program.ts";
import type { ProbeLimits } from "./prober.ts";

const clip = join(import.meta.dirname, "../../../samples/clips/h264-aac-faststart.mp4");
/** What it has at its end is needed to read it. */
const cutClip = join(import.meta.dirname, "../../../samples/clips/h264-variable-rate.mp4");
const otherClip = join(import.meta.dirname, "../../../samples/clips/several-audio.mkv");
const limits = { concurrency: 1, timeoutMs: 20_000, memoryBytes: 1024 ** 3, niceness: 0 };

let directory: string;
beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "gleaner-libav-")));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

test("processes are kept from file to file", async () => {
  const prober = createLibavProber(limits);
  const before = await prober.start();
  await prober.probe(clip);
  await prober.probe(clip);
  // The same start: no second process was needed.
  expect(await prober.start()).toBe(before);
  expect(before.kind).toBe("ready");
  await prober.close();
});

test.runIf(process.platform === "linux")(
  "files that wait behind one that ends its process are probed, and none but it is blamed",
  async () => {
    const prober = createLibavProber(limits);
    const endless = join(directory, "in the way.mkv");
    await writeEndlessFile(endless);
    await prober.probe(clip);
    const before = [prober.probe(clip), prober.probe(clip)];
    const guilty = prober.probe(endless);
    const behind = [prober.probe(clip), prober.probe(clip), prober.probe(clip)];
    const first = await processWithFile(endless);
    process.kill(first, "SIGSEGV");
    const second = await processWithFile(endless, new Set([first]));
    process.kill(second, "SIGSEGV");
    for (const outcome of await Promise.all([...before, ...behind])) expect(outcome.kind).toBe("video");
    expect(await guilty).toMatchObject({ kind: "problem", problem: { code: "crashed" } });
    await prober.close();
  },
);

test.runIf(process.platform === "linux")(
  "files get to a process though thousands of directories are allowed",
  async () => {
    const prober = createLibavProber(limits);
    onTestFinished(() => prober.close());
    await prober.start();
    const pid = await childOf(process.pid, "libav-child");
    const others = Array.from({ length: 2_000 }, (_, nth) => join("/", "films".repeat(20), String(nth)));
    const roots = [...others, dirname(clip)];
    const paths = [clip, otherClip, cutClip, clip, otherClip, cutClip, clip, otherClip];
    const outcomes = await Promise.all(paths.map((path) => prober.probe(path, { roots, disk: "one" })));
    expect(outcomes.map(({ kind }) => kind)).toEqual(paths.map(() => "video"));
    const outside = prober.probe(clip, { roots: others, disk: "one" });
    expect(await outside).toMatchObject({ kind: "problem", problem: { code: "link_outside_roots" } });
    expect(childrenOf(process.pid, "libav-child")).toEqual([pid]);
  },
);

describe.runIf(process.platform === "linux")(
  "files that a process has, but has not begun, when their scan is stopped",
  () => {
    let prober: LibavProber;
    let pid: number;
    beforeEach(async () => {
      prober = createLibavProber(limits);
      await prober.start();
      pid = await childOf(process.pid, "libav-child");
    });
    afterEach(() => prober.close());

    /** Gives the process these files in one message. The first of them is the one that it works on. */
    async function give(...paths: string[]) {
      const stop = new AbortController();
      // Files of one disk go out together.
      const [begun, ...unbegun] = paths.map((path) => prober.probe(path, { unlessBegun: stop.signal, disk: "one" }));
      await new Promise((resolve) => setImmediate(resolve));
      const reason = new Error("cancelled");
      return {
        begun,
        /** Stops their scan. Those that were not begun are given up at once. */
        async stop() {
          stop.abort(reason);
          for (const file of unbegun) await expect(file).rejects.toBe(reason);
        },
      };
    }

    async function endlessFile(name: string): Promise<string> {
      const path = join(directory, name);
      await writeEndlessFile(path);
      return path;
    }

    test("are not read, and nobody gets an answer for them", async () => {
      process.kill(pid, "SIGSTOP");
      const { begun, stop } = await give(clip, cutClip, await endlessFile("dropped.mkv"));
      await stop();
      process.kill(pid, "SIGCONT");
      expect(await begun).toMatchObject({ kind: "video" });
      const outcomes = await Promise.all([prober.probe(clip), prober.probe(otherClip)]);
      expect(outcomes).toEqual([await prober.probe(clip), await prober.probe(otherClip)]);
      expect(outcomes[0]).not.toEqual(outcomes[1]);
      expect(childrenOf(process.pid, "libav-child")).toEqual([pid]);
    });

    test("are not read if the process hears of that while it works on another file", async () => {
      const first = await endlessFile("first.mkv");
      const { begun, stop } = await give(first, await endlessFile("second.mkv"));
      expect(await processWithFile(first)).toBe(pid);
      await stop();
      await truncate(first, 0);
      expect(await begun).toMatchObject({ kind: "problem", problem: { code: "not_video" } });
      expect((await prober.probe(clip)).kind).toBe("video");
      expect(childrenOf(process.pid, "libav-child")).toEqual([pid]);
    });

    test("do not hold up others for long if the process begins one before it hears of that", async () => {
      const endless = await endlessFile("begun.mkv");
      const { begun, stop } = await give(clip, endless);
      // Meanwhile this process does not learn that the clip was read.
      while (isThere(pid) && !hasOpen(pid, endless));
      await stop();
      expect(await begun).toMatchObject({ kind: "video" });
      expect((await prober.probe(clip)).kind).toBe("video");
      await untilGone(pid);
    });
  },
);

test.runIf(process.platform === "linux")("giving up a file ends no process that works on another file", async () => {
  const prober = createLibavProber(limits);
  const [wanted, unwanted] = ["wanted.mkv", "unwanted.mkv"].map((name) => join(directory, name)) as [string, string];
  await writeEndlessFile(wanted);
  await writeEndlessFile(unwanted);
  await prober.probe(clip);
  const controller = new AbortController();
  const probing = prober.probe(wanted);
  const givenUp = prober.probe(unwanted, { signal: controller.signal });
  const pid = await processWithFile(wanted);
  controller.abort(new Error("not wanted any more"));
  await expect(givenUp).rejects.toThrow("not wanted any more");
  // It is gone through only when it is its turn.
  await copyFile(clip, unwanted);
  expect(isThere(pid)).toBe(true);
  process.kill(pid, "SIGKILL");
  const again = await processWithFile(wanted, new Set([pid]));
  process.kill(again, "SIGKILL");
  expect(await probing).toMatchObject({ kind: "problem", problem: { code: "killed" } });
  expect((await prober.probe(clip)).kind).toBe("video");
  await prober.close();
});

test.runIf(process.platform === "linux")("a process that is stopped under a file is killed and replaced", async () => {
  const prober = createLibavProber({ ...limits, timeoutMs: 1_500 });
  const endless = join(directory, "stopped.mkv");
  await writeEndlessFile(endless);
  const probing = prober.probe(endless);
  const pid = await processWithFile(endless);
  process.kill(pid, "SIGSTOP");
  expect(await probing).toMatchObject({ kind: "problem", problem: { code: "timed_out" } });
  await untilGone(pid);
  expect((await prober.probe(clip)).kind).toBe("video");
  await prober.close();
});

describe.runIf(process.platform === "linux")("a process", () => {
  const program = "libav-child";
  let prober: LibavProber;
  const create = (changes: Partial<ProbeLimits> = {}): void => {
    prober = createLibavProber({ ...limits, ...changes });
  };
  afterEach(() => prober.close());

  test("that has had no work for a while ends, and the next file starts another", async () => {
    create({ idleMs: 50 });
    expect((await prober.probe(clip)).kind).toBe("video");
    await expect.poll(() => childrenOf(process.pid, program), { timeout: 20_000 }).toEqual([]);
    expect((await prober.probe(clip)).kind).toBe("video");
  });

  test("that is idle before a long file is not ended while it works", async () => {
    create({ idleMs: 200, timeoutMs: 400 });
    await prober.start();
    const endless = join(directory, "after an idle time.mkv");
    await writeEndlessFile(endless);
    expect(await prober.probe(endless)).toMatchObject({ kind: "problem", problem: { code: "timed_out" } });
  });

  test("that is stopped while it has no work is killed", async () => {
    create();
    await prober.probe(clip);
    const pid = await childOf(process.pid, program);
    process.kill(pid, "SIGSTOP");
    await untilGone(pid);
    expect((await prober.probe(clip)).kind).toBe("video");
  });

  test("that was started early is the first of the prober, and ends if there is none", async () => {
    warmUpMediaChild(libavProgram(limits));
    const early = await childOf(process.pid, program);
    create();
    expect((await prober.probe(clip)).kind).toBe("video");
    expect(childrenOf(process.pid, program)).toEqual([early]);
    warmUpMediaChild(libavProgram(limits));
    endSpareMediaChild();
    await expect.poll(() => childrenOf(process.pid, program)).toEqual([early]);
  });

  test("that was started early ends with a scan that finds no library", async () => {
    expect(await runInProcess(["scan", "films"], { GLEANER_DATA: "/proc" })).toMatchObject({ code: 1 });
    await expect.poll(() => childrenOf(process.pid, program)).toEqual([]);
  });

  test("that is starting is killed at once when the prober is closed", async () => {
    create();
    const starting = prober.start();
    const pid = await childOf(process.pid, program);
    process.kill(pid, "SIGSTOP");
    await prober.close();
    expect(isThere(pid)).toBe(false);
    expect(await starting).toMatchObject({ kind: "ended" });
  });

  test("that is starting is killed when its only file is given up", async () => {
    create();
    const controller = new AbortController();
    const probing = prober.probe(clip, { unlessBegun: controller.signal });
    const pid = await childOf(process.pid, program);
    process.kill(pid, "SIGSTOP");
    controller.abort(new Error("cancelled"));
    await expect(probing).rejects.toThrow("cancelled");
    await untilGone(pid);
    expect(isThere(pid)).toBe(false);
  });

  test("that is killed while it starts is started again, and the file is probed", async () => {
    create();
    const probing = prober.probe(clip);
    process.kill(await childOf(process.pid, program), "SIGKILL");
    expect((await probing).kind).toBe("video");
    expect(prober.health.ok).toBe(true);
  });

  test("that never starts is given up after several tries, with an error that says so", async () => {
    create();
    // Stops before it becomes the program.
    const node = process.execPath;
    process.execPath = join(directory, "stopped node");
    onTestFinished(() => {
      process.execPath = node;
    });
    await writeFile(process.execPath, "#!/bin/sh\nkill -STOP $$\n", { mode: 0o755 });
    const probing = prober.probe(clip).catch((error: unknown) => error);
    const killed = new Set<number>();
    for (let tries = 0; tries < 5; tries++) {
      const pid = await childOf(process.pid, program, killed);
      process.kill(pid, "SIGKILL");
      killed.add(pid);
    }
    process.execPath = node;
    const error = await probing;
    expect(error).toBeInstanceOf(ProberUnavailable);
    expect(String(error)).toContain("cannot be started, again and again: it ended before it was ready: SIGKILL");
    expect(prober.health).toMatchObject({ ok: false });
    expect((await prober.probe(clip)).kind).toBe("video");
    expect(prober.health).toMatchObject({ ok: true });
  });

  test("is not started by a question about the health of the prober", async () => {
    create();
    expect(prober.health).toEqual({ ok: true, detail: "libav has not been needed yet" });
    expect(childrenOf(process.pid, program)).toEqual([]);
  });

  test("sees neither the token nor other settings", async () => {
    vi.stubEnv("GLEANER_TOKEN", "a secret of the server");
    vi.stubEnv("DATABASE_URL", "postgres://user:secret@host/db");
    create();
    await prober.probe(clip);
    const environment = await readFile(`/proc/${await childOf(process.pid, program)}/environ`, "utf8");
    expect(environment).toContain("PATH=");
    expect(environment).not.toMatch(/secret|GLEANER_|DATABASE_/);
  });
});

test("a child ends as soon as its parent is gone", async () => {
  const args = [libavProgram(limits).program, String(limits.memoryBytes), "1000", formatWhitelist()];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const [ready]: unknown[] = await once(child.stdout, "data");
  expect(JSON.parse(String(ready))).toMatchObject({ kind: "ready" });
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
});

test("a line that libav logs about one file appears in the problem of no other file", async () => {
  const prober = createLibavProber(limits);
  const paths = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      // libav logs nothing about a file whose extension it does not know.
      const path = join(directory, `log ${index}${index % 3 === 2 ? ".unknown" : ".mp4"}`);
      if (index % 3 === 0) await copyFile(clip, path);
      else if (index % 3 === 1) await writeFile(path, (await readFile(cutClip)).subarray(0, 3_000));
      else await writeFile(path, Buffer.from("no video ".repeat(100)));
      return path;
    }),
  );
  const outcomes = await Promise.all(paths.map((path) => prober.probe(path)));
  const logged = outcomes.map((outcome) =>
    outcome.kind === "video" ? "video" : /\(libav: (.+)\)$/.exec(outcome.problem.message)?.[1],
  );
  const [video, cut, text] = logged;
  expect(video).toBe("video");
  expect(cut).toBe("moov atom not found");
  expect(text).not.toBe(cut);
  expect(logged).toEqual(Array.from({ length: 12 }, (_, index) => logged[index % 3]));
  await prober.close();
});

test("where libav cannot be loaded, the check and every probe say why and what to do", async () => {
  vi.stubEnv("AV_FROM_SOURCE", "1");
  const prober = createLibavProber(limits);
  await expect(prober.probe(clip)).rejects.toBeInstanceOf(ProberUnavailable);
  const health = await prober.check();
  expect(health.ok).toBe(false);
  expect(health.detail).toMatch(
    /^libav cannot be loaded: Could not load .* binding for [\w-]+\. Install node-av, .*GLEANER_PROBER=/,
  );
  await prober.close();
});

test("a process that needs more memory than its limit by itself is the fault of no file", async () => {
  const prober = createLibavProber({ ...limits, memoryBytes: 16 * 1024 ** 2 });
  await expect(prober.probe(clip)).rejects.toThrow(
    /^A process for libav cannot be started: it takes more than 16 MB of memory by itself\./,
  );
  await prober.close();
});

test("a caller that gives up its file while the first process starts need not wait, and the next file is probed", async () => {
  const prober = createLibavProber(limits);
  const controller = new AbortController();
  const probing = prober.probe(clip, { signal: controller.signal });
  const reason = new Error("not wanted any more");
  controller.abort(reason);
  await expect(probing).rejects.toBe(reason);
  expect((await prober.probe(clip)).kind).toBe("video");
  await prober.close();
});
