/** What posters are, and what no file can do to their making: on real files and in real processes. */
import { execFile, spawn } from "node:child_process";
import { getEventListeners } from "node:events";
import {
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attack, exchangeForLink } from "../../test/files/exchange-directory.ts";
import { coloursOf, jpegSize } from "../../test/posters/pictures-under-test.ts";
import { writeEndlessFile, writeGreedyFile } from "../../test/scanning/files-under-test.ts";
import { childOf, isThere, processWithFile, untilGone } from "../../test/scanning/processes-under-test.ts";
import type { PosterFile } from "./poster-file.ts";
import { PosterMaker, PosterMakerClosed, type PosterMakerOptions } from "./poster-maker.ts";
import type { PosterOutcome, WantedTool } from "./poster-process.ts";

const run = promisify(execFile);
const samples = join(import.meta.dirname, "../../samples");
const clip = (name: string): string => join(samples, "clips", name);
const soundFile = clip("h264-aac-faststart.mp4");
const onLinux = process.platform === "linux";
const { signal } = new AbortController();

const options: PosterMakerOptions = {
  wanted: "auto",
  openTimeoutMs: 20_000,
  timeoutMs: 20_000,
  memoryBytes: 1024 ** 3,
  niceness: 0,
  idleMs: 30_000,
  retryMs: 60_000,
};
let directory: string;
beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "gleaner-posters-")));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let files = 0;
/** A path in the directory of the tests that no other test uses. */
function newPath(suffix: string): string {
  files += 1;
  return join(directory, `${files}-${suffix}`);
}

/** The file as a scan would see it now. */
async function seen(
  path: string,
  durationSeconds: number | null = null,
  roots: readonly string[] = [],
): Promise<PosterFile> {
  const { size, mtimeMs } = await stat(path);
  return { path, size, modifiedUs: Math.round(mtimeMs * 1_000), durationSeconds, roots };
}

function jpegOf(outcome: PosterOutcome): Buffer {
  if (outcome.kind !== "made") throw new Error(`It is ${outcome.kind}: ${outcome.reason}`);
  return outcome.jpeg;
}

interface ClipFacts {
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly duration_seconds: number | null;
}

async function readFacts(): Promise<Record<string, ClipFacts>> {
  return JSON.parse(await readFile(join(samples, "facts.json"), "utf8")).clips;
}

/** The colours of each clip at a tenth of its length, or at its start where there is no picture at a tenth. */
async function readColoursOfClips() {
  const clips = Object.entries(await readFacts()).map(([name, { duration_seconds: duration }]) => ({
    path: clip(name),
    at: duration === null ? undefined : duration / 10,
  }));
  const [atTenth, atStart] = await Promise.all([coloursOf(clips), coloursOf(clips.map(({ path }) => ({ path })))]);
  return clips.map((_, index) => (atTenth[index]?.length ? atTenth[index] : (atStart[index] ?? [])));
}

let coloursOfClips: ReturnType<typeof readColoursOfClips> | undefined;

function meanDifference(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;
}

describe.each<{ tool: WantedTool }>([{ tool: "libav" }, { tool: "ffmpeg" }])("with $tool", ({ tool }) => {
  const create = (changes: Partial<PosterMakerOptions> = {}) =>
    new PosterMaker({ ...options, wanted: tool, ...changes });
  // Starting a process takes longer than most pictures, so the tests share one. Some end it, and the next one starts another.
  let maker: PosterMaker;
  beforeAll(() => {
    maker = create();
  });
  afterAll(() => maker.close());

  test("every sample gives a JPEG of 320 pixels, upright and in its own shape and colours", {
    timeout: 120_000,
  }, async () => {
    const facts = await readFacts();
    expect(Object.keys(facts).length).toBeGreaterThan(30);
    const pictures: string[] = [];
    for (const [name, { rotation, duration_seconds: duration }] of Object.entries(facts)) {
      const jpeg = jpegOf(await maker.make(await seen(clip(name), duration), { signal }));
      const { width, height } = jpegSize(jpeg);
      expect({ name, width }).toEqual({ name, width: 320 });
      // Of the samples, only those on their side are higher than wide.
      expect({ name, stands: height > width }).toEqual({ name, stands: Math.abs(rotation) === 90 });
      expect(height).toBeGreaterThanOrEqual(170);
      expect(height % 2).toBe(0);
      const picture = newPath(`${name}.jpg`);
      await writeFile(picture, jpeg);
      pictures.push(picture);
    }
    const found = await coloursOf(pictures.map((path) => ({ path })));
    const expected = await (coloursOfClips ??= readColoursOfClips());
    for (const [index, name] of Object.keys(facts).entries()) {
      const off = meanDifference(found[index] ?? [], expected[index] ?? []) > 12;
      expect({ name, off }).toEqual({ name, off: false });
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("the picture is of a tenth of the duration", async () => {
    const path = newPath("half.mkv");
    // Black for 1 second, and white for 19, with one key frame at the start.
    const source = "color=black:s=64x36:r=10:d=1[a];color=white:s=64x36:r=10:d=19[b];[a][b]concat=n=2";
    await run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, "-c:v", "mpeg4", "-g", "600", path]);
    const picture = newPath("half.jpg");
    await writeFile(picture, jpegOf(await maker.make(await seen(path, 20), { signal })));
    const [colours = []] = await coloursOf([{ path: picture }]);
    expect(Math.min(...colours)).toBeGreaterThan(240);
  });

  test.each(["bt2020nc", "bt2020c", "ictcp"])("HDR in %s gives a picture", async (space) => {
    const path = newPath("hdr.mkv");
    const colour = ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", space];
    const input = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=192x108:d=0.2", "-pix_fmt", "yuv420p10le"];
    await run("ffmpeg", [...input, "-c:v", "ffv1", ...colour, path]);
    expect(jpegSize(jpegOf(await maker.make(await seen(path), { signal })))).toEqual({ width: 320, height: 180 });
  });

  test("a file cut off in the middle gives what can be decoded of it", async () => {
    const path = newPath("cut.mp4");
    await copyFile(soundFile, path);
    await truncate(path, 7_000);
    jpegOf(await maker.make(await seen(path, 2), { signal }));
    expect(await maker.make(await seen(path, 2), { signal })).toMatchObject({ kind: "made" });
  });

  test("there is none of noise, of a file cut short, of sound alone, or of a playlist that calls itself a video", async () => {
    const [noise, cut, list, concat] = ["noise.mp4", "cut.mp4", "list.mp4", "concat.mp4"].map(newPath) as Paths;
    const sound = newPath("sound.mp4");
    await copyFile(clip("flv1-mp3.flv"), sound);
    await truncate(sound, 376);
    await writeFile(noise, Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 251)));
    await copyFile(clip("h264-variable-rate.mp4"), cut);
    await truncate(cut, 3_000);
    const target = newPath("target.ts");
    await copyFile(clip("hevc-aac.ts"), target);
    await writeFile(list, `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${target}\n#EXT-X-ENDLIST\n`);
    await writeFile(concat, `ffconcat version 1.0\nfile '${target}'\n`);
    for (const path of [noise, cut, sound, list, concat]) {
      expect({ path, ...(await maker.make(await seen(path), { signal })) }).toMatchObject({ path, kind: "none" });
    }
    jpegOf(await maker.make(await seen(soundFile), { signal }));
  });

  test("none is made now of a file that is gone, has changed, or is a FIFO or a directory by now", async () => {
    const [gone, changed, fifo, grown] = ["gone.mp4", "changed.mp4", "fifo.mp4", "grown.mp4"].map(newPath) as Paths;
    await copyFile(soundFile, changed);
    const before = await seen(changed);
    await utimes(changed, 1_000_000, 1_000_000);
    await copyFile(soundFile, grown);
    await run("mkfifo", [fifo]);
    const wrong: readonly PosterFile[] = [
      { ...before, path: gone },
      { ...before, path: join(soundFile, "x.mp4") },
      before,
      { ...(await seen(grown)), size: 5 },
      await seen(fifo),
      await seen(directory),
    ];
    for (const file of wrong) {
      expect({ file, ...(await maker.make(file, { signal })) }).toMatchObject({ file, kind: "not_now" });
    }
    jpegOf(await maker.make(await seen(changed), { signal }));
  });

  test.skipIf(process.getuid?.() === 0)("none is made now of a file that may not be read", async () => {
    const path = newPath("secret.mp4");
    await copyFile(soundFile, path);
    await run("chmod", ["000", path]);
    expect(await maker.make(await seen(path), { signal })).toMatchObject({ kind: "not_now" });
  });

  test("no picture shows a file outside the roots while its directory is exchanged for a link", async () => {
    const root = newPath("root");
    const film = join(root, "films/film.mp4");
    const outside = newPath("outside");
    await mkdir(join(root, "films"), { recursive: true });
    await mkdir(outside);
    await copyFile(clip("h264-aac-faststart.mp4"), film);
    await copyFile(clip("av1-opus.mp4"), join(outside, "film.mp4"));
    // Nothing but its place tells the file outside from the other one.
    const { size } = await stat(film);
    await truncate(join(outside, "film.mp4"), size);
    for (const path of [film, join(outside, "film.mp4")]) await utimes(path, 1_000, 1_000);
    const file = await seen(film, 2, [root]);
    const picture = jpegOf(await maker.make(file, { signal }));
    const outsider = jpegOf(await maker.make({ ...file, path: join(outside, "film.mp4"), roots: [] }, { signal }));
    expect(outsider.equals(picture)).toBe(false);

    const exchange = await exchangeForLink(join(root, "films"), outside);
    await attack(exchange, { attempts: 60, exchanges: 2_000, seconds: 6 }, async () => {
      const outcome = await maker.make(file, { signal });
      if (outcome.kind === "made") expect(outcome.jpeg.equals(picture)).toBe(true);
    });
    await exchange.stop();
    expect(exchange.count).toBeGreaterThan(300);
    await rm(join(root, "films"), { recursive: true });
    await symlink(outside, join(root, "films"));
    expect(await maker.make(file, { signal })).toMatchObject({
      kind: "not_now",
      reason: "it is reached through a link to outside the allowed directories",
    });
  });

  test("a file that hangs the decoder is given up, and the next one made", async () => {
    const endless = newPath("endless.mkv");
    await writeEndlessFile(endless);
    const impatient = create({ timeoutMs: 1_000 });
    try {
      const outcome = await impatient.make(await seen(endless), { signal });
      expect(outcome).toMatchObject({ kind: "too_long", reason: "took longer than 1 s" });
      await expect
        .poll(async () => (await impatient.make(await seen(soundFile), { signal })).kind, { timeout: 20_000 })
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

type Paths = [string, string, string, string];

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
  process.env["PATH"] = directory;
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
