/** What no file can do to the making of posters: with real files, in real processes. */
import { spawn } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jpegOf, options, seen, soundFile, temporaryPaths } from "../../test/posters/poster-maker-under-test.ts";
import { writeEndlessFile, writeGreedyFile } from "../../test/scanning/files-under-test.ts";
import { childOf, isThere, processWithFile, untilGone } from "../../test/scanning/processes-under-test.ts";
import { PosterMaker, PosterMakerClosed, type PosterMakerOptions } from "./poster-maker.ts";
import type { WantedTool } from "./poster-process.ts";

const onLinux = process.platform === "linux";
const { signal } = new AbortController();

const { directory, newPath } = temporaryPaths();

describe.each<{ tool: WantedTool }>([{ tool: "libav" }, { tool: "ffmpeg" }])("with $tool", ({ tool }) => {
  const create = (changes: Partial<PosterMakerOptions> = {}) =>
    new PosterMaker({ ...options, wanted: tool, ...changes });
  // Starting a process takes longer than most pictures, so the tests share one. Some end it, and the next one starts another.
  let maker: PosterMaker;
  beforeAll(() => {
    maker = create();
  });
  afterAll(() => maker.close());

  test("a file that hangs the decoder is given up, and the next one made", async () => {
    const endless = newPath("endless.mkv");
    await writeEndlessFile(endless);
    const impatient = create({ timeoutMs: 3_000 });
    try {
      const outcome = await impatient.make(await seen(endless), { signal });
      expect(outcome).toMatchObject({ kind: "too_long", reason: "took longer than 3 s" });
      await expect
        .poll(async () => (await impatient.make(await seen(soundFile), { signal })).kind, { timeout: 40_000 })
        .toBe("made");
    } finally {
      await impatient.close();
    }
  });

  describe.runIf(onLinux)("on Linux", () => {
    test("a file that takes too much memory has none, and the next one is made", async () => {
      const greedy = newPath("greedy.mp4");
      await writeGreedyFile(greedy);
      expect(await maker.make(await seen(greedy), { signal })).toMatchObject({ kind: "none" });
      jpegOf(await maker.make(await seen(soundFile), { signal }));
    });

    test("an abort kills the process of a file, and its reason is thrown", async () => {
      const endless = newPath("endless.mkv");
      await writeEndlessFile(endless);
      const controller = new AbortController();
      const making = maker.make(await seen(endless), { signal: controller.signal });
      const pid = await processWithFile(endless);
      const reason = new Error("not wanted any more");
      controller.abort(reason);
      await expect(making).rejects.toBe(reason);
      await untilGone(pid);
      jpegOf(await maker.make(await seen(soundFile), { signal }));
    });

    test("closing leaves no process behind, and nothing is made any more", async () => {
      const endless = newPath("endless.mkv");
      await writeEndlessFile(endless);
      const closed = create();
      const making = Promise.allSettled([closed.make(await seen(endless), { signal })]);
      const pid = await processWithFile(endless);
      await closed.close();
      await untilGone(pid);
      expect(await making).toEqual([{ status: "rejected", reason: expect.any(PosterMakerClosed) }]);
      await expect(closed.make(await seen(soundFile), { signal })).rejects.toBeInstanceOf(PosterMakerClosed);
    });

    test("no process is left behind when its own is killed", async () => {
      const endless = newPath("endless.mkv");
      await writeEndlessFile(endless);
      const program = `
        import { PosterMaker } from "${pathToFileURL(import.meta.dirname).href}/poster-maker.ts";
        const maker = new PosterMaker(${JSON.stringify({ ...options, wanted: tool })});
        await maker.make(JSON.parse(process.argv[1]), { signal: new AbortController().signal });`;
      const file = JSON.stringify(await seen(endless));
      const parent = spawn(process.execPath, ["--input-type=module", "-e", program, file], { stdio: "inherit" });
      const pid = await processWithFile(endless, new Set([parent.pid ?? 0]));
      parent.kill("SIGKILL");
      await untilGone(pid);
      expect(isThere(pid)).toBe(false);
    });
  });
});

describe.runIf(onLinux)("a process with libav", () => {
  const create = (changes: Partial<PosterMakerOptions> = {}) =>
    new PosterMaker({ ...options, wanted: "libav", ...changes });

  test("that crashes gives its file another try if it had others before, and then has no picture", async () => {
    const path = newPath("endless.mkv");
    await writeEndlessFile(path);
    const maker = create();
    try {
      jpegOf(await maker.make(await seen(soundFile), { signal }));
      const making = maker.make(await seen(path), { signal });
      const first = await processWithFile(path);
      process.kill(first, "SIGSEGV");
      const second = await processWithFile(path, new Set([first]));
      process.kill(second, "SIGSEGV");
      expect(await making).toEqual({ kind: "none", reason: "SIGSEGV", crashed: true });
      const again = maker.make(await seen(path), { signal });
      process.kill(await processWithFile(path, new Set([first, second])), "SIGSEGV");
      expect(await again).toMatchObject({ kind: "none" });
    } finally {
      await maker.close();
    }
  });

  test("that is killed, as when memory is short, says nothing of its file", async () => {
    const path = newPath("endless.mkv");
    await writeEndlessFile(path);
    const maker = create();
    try {
      const making = maker.make(await seen(path), { signal });
      process.kill(await processWithFile(path), "SIGKILL");
      expect(await making).toMatchObject({ kind: "not_now" });
    } finally {
      await maker.close();
    }
  });

  test("whose file does not open in time says nothing of the file", async () => {
    const maker = create({ openTimeoutMs: 300 });
    try {
      const file = await seen(soundFile);
      await expect.poll(async () => (await maker.make(file, { signal })).kind, { timeout: 20_000 }).toBe("made");
      // As if it hung on a network drive that is gone.
      process.kill(await childOf(process.pid, "poster-child"), "SIGSTOP");
      expect(await maker.make(file, { signal })).toMatchObject({ kind: "not_now", reason: "its disk does not answer" });
    } finally {
      await maker.close();
    }
  });

  test("ends when there was nothing to make for a while, and another takes over", async () => {
    const maker = create({ idleMs: 0 });
    const path = newPath("sound.mp4");
    await copyFile(soundFile, path);
    try {
      jpegOf(await maker.make(await seen(path), { signal }));
      await expect.poll(() => maker.processes, { timeout: 20_000 }).toBe(0);
      jpegOf(await maker.make(await seen(path), { signal }));
    } finally {
      await maker.close();
    }
  });
});

test("where there is neither libav nor ffmpeg, none can be made now, and no process is started again and again", async () => {
  const path = process.env["PATH"];
  process.env["PATH"] = directory();
  const maker = new PosterMaker({ ...options, wanted: "ffmpeg" });
  try {
    const file = await seen(soundFile);
    expect(await maker.make(file, { signal })).toMatchObject({
      kind: "not_now",
      reason: expect.stringContaining("ffmpeg"),
    });
    await expect.poll(() => maker.processes).toBe(0);
    expect(await maker.make(file, { signal })).toMatchObject({ kind: "not_now" });
    expect(maker.processes).toBe(0);
  } finally {
    process.env["PATH"] = path;
    await maker.close();
  }
});
