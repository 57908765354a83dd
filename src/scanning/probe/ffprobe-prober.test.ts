/** What is particular to processes of ffprobe: the program may be missing, or be anything. */
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hangingCalls, makeSilent } from "../../../test/scanning/hanging-calls-under-test.ts";
import { untilGone } from "../../../test/scanning/processes-under-test.ts";
import { DiskThreads } from "../../files/disk-threads.ts";
import { FileCallFailed } from "../../files/file-call-errors.ts";
import { ProberClosed, ProberUnavailable } from "../../libav/prober-errors.ts";
import { createFfprobeProber } from "./ffprobe-prober.ts";
import type { ProbeOutcome, Prober } from "./prober.ts";

const clip = join(import.meta.dirname, "../../../samples/clips/h264-aac-faststart.mp4");

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-ffprobe-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Lets a prober work with a script in the place of ffprobe. */
async function withScript<Result>(
  script: string,
  use: (prober: Prober) => Promise<Result>,
  limits: { timeoutMs?: number; memoryBytes?: number } = {},
): Promise<Result> {
  const command = join(await mkdtemp(join(directory, "script-")), "ffprobe");
  await writeFile(command, `#!/bin/sh\n${script}\n`);
  await chmod(command, 0o755);
  const prober = createFfprobeProber(
    { concurrency: 1, timeoutMs: 20_000, memoryBytes: 1024 ** 3, niceness: 0, ...limits },
    { command },
  );
  try {
    return await use(prober);
  } finally {
    await prober.close();
  }
}

function problemOf(outcome: ProbeOutcome): string {
  return outcome.kind === "problem" ? `${outcome.problem.code}: ${outcome.problem.message}` : "a video";
}

test("a program that is not there is no problem of the file, and the check says what to do", async () => {
  const limits = { concurrency: 1, timeoutMs: 20_000, memoryBytes: 1024 ** 3, niceness: 0 };
  const prober = createFfprobeProber(limits, { command: "ffprobe-that-is-not-there" });
  await expect(prober.probe(clip)).rejects.toBeInstanceOf(ProberUnavailable);
  const health = await prober.check();
  expect(health.ok).toBe(false);
  expect(health.detail).toMatch(/^ffprobe-that-is-not-there cannot be run: .* Install FFmpeg/);
  await prober.close();
});

test("a program that is no ffprobe does not pass the check", async () => {
  const health = await withScript("echo something else", (prober) => prober.check());
  expect(health).toMatchObject({ ok: false, detail: expect.stringContaining("does not answer as ffprobe does") });
});

test("a program that waits for ever is killed with all that it started, and the next file is probed", async () => {
  const pids = join(directory, "pids");
  const script = `
    for last; do :; done
    case "$(readlink "\${last#file:}")" in *waits*) sleep 100000 & echo $! >>${pids}; wait;; esac
    exec ffprobe "$@"`;
  await withScript(
    script,
    async (prober) => {
      const waits = join(directory, "waits.mp4");
      await writeFile(waits, "something");
      expect(problemOf(await prober.probe(waits))).toBe("timed_out: was given up: reading it took longer than 1.5 s");
      const started = (await readFile(pids, "utf8")).trim().split("\n").map(Number);
      expect(started).toHaveLength(2);
      for (const pid of started) await untilGone(pid);
      // A machine under load may need longer than that for any file.
      await expect.poll(async () => (await prober.probe(clip)).kind, { timeout: 20_000 }).toBe("video");
    },
    { timeoutMs: 1_500 },
  );
});

test("a program that writes without end is killed", async () => {
  expect(problemOf(await withScript("cat /dev/zero", (prober) => prober.probe(clip)))).toBe(
    "not_video: cannot be read as a video: its description has no end",
  );
});

test("a program that answers nonsense is a problem of the file", async () => {
  expect(problemOf(await withScript("echo '{}'", (prober) => prober.probe(clip)))).toBe(
    "not_video: cannot be read as a video: ffprobe gave no sensible answer",
  );
});

test("a program that ends with a code that ffprobe does not have is not the fault of the file", async () => {
  expect(problemOf(await withScript("exit 3", (prober) => prober.probe(clip)))).toBe(
    "killed: was given up: the process that read it was ended (exit code 3)",
  );
});

test("a program that a shell reports as crashed has crashed", async () => {
  expect(problemOf(await withScript("exit 139", (prober) => prober.probe(clip)))).toBe(
    "crashed: was given up: it makes the process that reads it crash (SIGSEGV)",
  );
});

test.runIf(process.platform === "linux")("a program that takes ever more memory is stopped by its limit", async () => {
  const outcome = await withScript("exec tail /dev/zero", (prober) => prober.probe(clip), {
    memoryBytes: 64 * 1024 ** 2,
  });
  expect(problemOf(outcome)).toBe(
    "out_of_memory: needs more memory than Gleaner gives to one file, as damaged files do",
  );
});

describe("a disk that does not even open a file", () => {
  let disks: DiskThreads;
  let drive: { letGo(): void };
  let film: string;
  beforeEach(async () => {
    disks = new DiskThreads({ execArgv: hangingCalls });
    drive = makeSilent(directory);
    film = join(directory, "silent");
    await copyFile(clip, film);
  });
  afterEach(() => {
    drive.letGo();
    disks.close();
  });

  test("takes the time of one file, and not the turns of others", async () => {
    const limits = { concurrency: 1, timeoutMs: 1_500, memoryBytes: 1024 ** 3, niceness: 0 };
    const prober = createFfprobeProber(limits, { disks });
    expect(problemOf(await prober.probe(film))).toBe(
      "timed_out: cannot be read: its disk has not answered for 1.5 s. Check the disk.",
    );
    await expect.poll(async () => (await prober.probe(clip)).kind, { timeout: 20_000 }).toBe("video");
    drive.letGo();
    await expect.poll(async () => (await prober.probe(film)).kind, { timeout: 20_000 }).toBe("video");
    await prober.close();
    drive = makeSilent(directory);
  });

  test("leaves no more threads behind than a device may hold, however many files are tried", async () => {
    const limits = { concurrency: 4, timeoutMs: 200, memoryBytes: 1024 ** 3, niceness: 0 };
    const prober = createFfprobeProber(limits, { disks });
    let held = 0;
    const onHold = (isHeld: boolean) => void (held += isHeld ? 1 : -1);
    const problems: string[] = [];
    const probes = Array.from({ length: 20 }, async () => {
      problems.push(problemOf(await prober.probe(film, { onHold })).slice(0, 10));
    });
    const ends = Promise.allSettled(probes);
    // The threads wait for two files. The others have no answer either, or are held until the disk answers.
    await expect.poll(() => problems.length + held, { timeout: 20_000 }).toBe(20);
    expect(new Set(problems)).toEqual(new Set(["timed_out:"]));
    expect(disks.size).toBe(2);
    const isHeld = held;
    await prober.close();
    const rejected = (await ends).filter((end) => end.status === "rejected");
    expect(rejected.map(({ reason }) => reason)).toEqual(
      Array.from({ length: isHeld }, () => expect.any(ProberClosed)),
    );
  });

  test("holds no file any more once its threads are closed", async () => {
    const limits = { concurrency: 2, timeoutMs: 200, memoryBytes: 1024 ** 3, niceness: 0 };
    const prober = createFfprobeProber(limits, { disks });
    await Promise.all([prober.probe(film), prober.probe(film)]);
    const isHeld = Promise.withResolvers<boolean>();
    const held = prober.probe(film, { onHold: isHeld.resolve }).catch((error: unknown) => error);
    expect(await isHeld.promise).toBe(true);
    disks.close();
    expect(await held).toBeInstanceOf(FileCallFailed);
    await prober.close();
  });

  test("can be given up by a signal, and by closing the prober", async () => {
    const limits = { concurrency: 2, timeoutMs: 60_000, memoryBytes: 1024 ** 3, niceness: 0 };
    const prober = createFfprobeProber(limits, { disks });
    const stopping = new AbortController();
    const stopped = prober.probe(film, { signal: stopping.signal }).catch((error: unknown) => error);
    const closed = prober.probe(film).catch((error: unknown) => error);
    const reason = new Error("stop");
    stopping.abort(reason);
    expect(await stopped).toBe(reason);
    await prober.close();
    expect(await closed).toBeInstanceOf(ProberClosed);
  });
});
