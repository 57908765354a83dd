/** What a check finds in real files, and what no file can do to it. */
import { appendFile, readdir, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  asKnown,
  containers,
  damages,
  errorsOfFfmpeg,
  filmSeconds,
  films,
  keyFrameSeconds,
} from "../../test/checking/films-under-test.ts";
import { writeEndlessFile, writeGreedyFile } from "../../test/scanning/files-under-test.ts";
import { isThere, processWithFile, untilGone } from "../../test/scanning/processes-under-test.ts";
import { ProberUnavailable } from "../libav/prober-errors.ts";
import { Checker, CheckerClosed, type CheckerOptions } from "./checker.ts";

const options: CheckerOptions = {
  wanted: "libav",
  threads: 1,
  timeoutMs: 30_000,
  stopMs: 1_000,
  memoryBytes: 1024 ** 3,
  niceness: 0,
  idleMs: 30_000,
};
const { signal } = new AbortController();
const quiet = { signal, onProgress: () => {} };

const clips = join(import.meta.dirname, "../../samples/clips");
const made = films();
/** By container and damage: the damaged films of both tools are the same. */
const foundByFfmpeg = new Map<string, Promise<readonly string[]>>();

describe.each(["libav", "ffmpeg"] as const)("with %s", (wanted) => {
  let checker: Checker;
  beforeAll(() => {
    checker = new Checker({ ...options, wanted });
  });
  afterAll(() => checker.close());

  test.each(containers)("a whole film in %s is not broken, and is read to its end", async (container) => {
    const outcome = await checker.check(await asKnown(made.whole(container)), quiet);
    expect(outcome).toMatchObject({ kind: "decoded", faults: [], errorCount: 0 });
    if (outcome.kind === "decoded") expect(outcome.seconds).toBeCloseTo(filmSeconds, 0);
  });

  const broken = containers.flatMap((container) =>
    Object.keys(damages).map((damage) => ({ container, damage: damage as keyof typeof damages })),
  );
  test.each(broken)(
    "a film in $container that is $damage in its middle is broken there",
    async ({ container, damage }) => {
      const path = await made.changed(container, damages[damage]);
      const outcome = await checker.check(await asKnown(path), quiet);
      if (outcome.kind !== "decoded") return expect.fail(JSON.stringify(outcome));
      const [first] = outcome.faults;
      expect(outcome.errorCount).toBeGreaterThan(0);
      const middle = filmSeconds / 2;
      // The rate of bytes is only about the same everywhere, and an interrupted film ends with a whole picture.
      expect(first?.atSeconds).toBeLessThan(middle + 2 * keyFrameSeconds);
      // ffmpeg reports where it is only now and then, and decodes these small films at once.
      if (wanted === "libav") expect(first?.atSeconds).toBeGreaterThan(middle - 2 * keyFrameSeconds);
      // A film that lost its end tells more than ffmpeg does, whose verdict depends on where exactly it was cut.
      if (damage === "cut" || damage === "zero-filled to its end") return;
      const film = `${container} ${damage}`;
      const errors = foundByFfmpeg.get(film) ?? errorsOfFfmpeg(path);
      foundByFfmpeg.set(film, errors);
      expect(await errors).not.toEqual([]);
    },
  );

  test("a file that cannot be opened as a video is broken at its beginning", async () => {
    const path = await made.changed("mp4", (bytes) => bytes.fill(0, 0, 100_000));
    expect(await checker.check(await asKnown(path), quiet)).toMatchObject({
      kind: "decoded",
      seconds: 0,
      faults: [{ atSeconds: 0, message: expect.stringMatching(/^cannot be read as a video: ./) }],
    });
  });

  test("a file that has changed since the scan, or is gone, has no verdict", async () => {
    const path = await made.changed("mkv", (bytes) => bytes);
    const known = await asKnown(path);
    await appendFile(path, "x");
    expect(await checker.check(known, quiet)).toMatchObject({ kind: "problem", code: "changed" });
    await utimes(path, 1, 1);
    expect(await checker.check(known, quiet)).toMatchObject({ kind: "problem", code: "changed" });
    await rm(path);
    expect(await checker.check(known, quiet)).toMatchObject({
      kind: "problem",
      code: "vanished",
      message: "is not there any more, or its disk is not plugged in",
    });
    expect(await checker.check({ ...known, path: "/", roots: ["/nowhere"] }, quiet)).toMatchObject({ kind: "problem" });
  });

  test.runIf(process.platform === "linux")(
    "an abort in the middle of a file ends its work, and its reason is thrown",
    async () => {
      const endless = await made.changed("mkv", (bytes) => bytes);
      await writeEndlessFile(endless);
      const controller = new AbortController();
      const begun = Promise.withResolvers<void>();
      const reason = new Error("not wanted any more");
      const checking = checker.check(await asKnown(endless), {
        signal: controller.signal,
        onProgress: () => begun.resolve(),
      });
      await Promise.race([begun.promise, processWithFile(endless)]);
      controller.abort(reason);
      await expect(checking).rejects.toBe(reason);
      expect(await checker.check(await asKnown(made.whole("mkv")), quiet)).toMatchObject({ errorCount: 0 });
    },
  );
});

describe("the verdict on every sample clip is that of ffmpeg", async () => {
  let checker: Checker;
  beforeAll(() => {
    checker = new Checker(options);
  });
  afterAll(() => checker.close());

  test.each(await readdir(clips))("%s", async (name) => {
    const path = join(clips, name);
    if ((await errorsOfFfmpeg(path)).length > 0) return expect.fail("ffmpeg finds errors in this sample");
    expect(await checker.check(await asKnown(path, null), quiet)).toMatchObject({ faults: [], errorCount: 0 });
  });
});

describe.runIf(process.platform === "linux")("a process that", () => {
  test("is told to stop leaves the file and takes the next one", async () => {
    const checker = new Checker({ ...options, stopMs: 60_000 });
    const controller = new AbortController();
    const known = await asKnown(made.whole("mkv"));
    const begun = Promise.withResolvers<void>();
    // A copy that is much longer, so that it is not decoded before the abort.
    const long = await made.changed("ts", (bytes) => Buffer.concat(Array.from({ length: 100 }, () => bytes)));
    const checking = checker.check(await asKnown(long, null), {
      signal: controller.signal,
      onProgress: () => begun.resolve(),
    });
    await begun.promise;
    const pid = await processWithFile(long);
    controller.abort(new Error("stop"));
    await expect(checking).rejects.toThrow("stop");
    await checker.check(known, quiet);
    expect(isThere(pid)).toBe(true);
    await checker.close();
  });

  test("was stopped by the system is given up when the file makes no progress, and killed at once after an abort", async () => {
    const impatient = new Checker({ ...options, timeoutMs: 1_500, stopMs: 100 });
    const long = await made.changed("ts", (bytes) => Buffer.concat(Array.from({ length: 100 }, () => bytes)));
    const begin = async (given: AbortSignal) => {
      const begun = Promise.withResolvers<void>();
      const checking = impatient.check(await asKnown(long, null), { signal: given, onProgress: () => begun.resolve() });
      checking.catch(() => {});
      await begun.promise;
      const pid = await processWithFile(long);
      process.kill(pid, "SIGSTOP");
      return { checking, pid };
    };
    const first = await begin(signal);
    expect(await first.checking).toMatchObject({
      kind: "problem",
      code: "timed_out",
      message: expect.stringContaining("1.5 s"),
    });
    await untilGone(first.pid);

    const controller = new AbortController();
    const second = await begin(controller.signal);
    controller.abort(new Error("stop"));
    await expect(second.checking).rejects.toThrow("stop");
    await untilGone(second.pid);
    await impatient.close();
  });

  test("takes too much memory, twice, finds the file broken there", async () => {
    const checker = new Checker({ ...options, memoryBytes: 300 * 1024 ** 2 });
    const greedy = await made.changed("mp4", (bytes) => bytes);
    await writeGreedyFile(greedy);
    expect(await checker.check(await asKnown(greedy, null), quiet)).toMatchObject({
      kind: "decoded",
      errorCount: expect.any(Number),
    });
    await checker.close();
  });

  test("is closed leaves none behind, and checks no file any more", async () => {
    const checker = new Checker(options);
    const endless = await made.changed("mkv", (bytes) => bytes);
    await writeEndlessFile(endless);
    const checking = checker.check(await asKnown(endless, null), quiet);
    checking.catch(() => {});
    const pid = await processWithFile(endless);
    await checker.close();
    await expect(checking).rejects.toBeInstanceOf(CheckerClosed);
    expect(isThere(pid)).toBe(false);
    await expect(checker.check(await asKnown(endless, null), quiet)).rejects.toBeInstanceOf(CheckerClosed);
  });
});

test("several callers take turns at one process, and each hears that the others make progress", async () => {
  const checker = new Checker(options);
  const known = await asKnown(made.whole("mkv"));
  const long = await made.changed("ts", (bytes) => Buffer.concat(Array.from({ length: 50 }, () => bytes)));
  const heard: (number | null)[] = [];
  const first = checker.check(await asKnown(long, null), quiet);
  const second = checker.check(known, { signal, onProgress: (seconds) => heard.push(seconds) });
  expect(await first).toMatchObject({ kind: "decoded" });
  expect(heard).toContain(null);
  expect(heard.filter((seconds) => seconds !== null)).toEqual([]);
  expect(await second).toMatchObject({ errorCount: 0 });
  await checker.close();
});

test("where there is neither libav nor ffmpeg, an error says what to install", async () => {
  const path = process.env["PATH"];
  process.env["PATH"] = import.meta.dirname;
  const checker = new Checker({ ...options, wanted: "ffmpeg" });
  try {
    const checking = checker.check(await asKnown(made.whole("mkv")), quiet);
    await expect(checking).rejects.toThrow(ProberUnavailable);
    await expect(checking).rejects.toThrow(/ffmpeg cannot be run: .*Install node-av or FFmpeg\./);
  } finally {
    process.env["PATH"] = path;
    await checker.close();
  }
});
