/** Which pictures posters show, and which files have none: on real files and in real processes. */
import { execFile } from "node:child_process";
import { getEventListeners } from "node:events";
import { copyFile, mkdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attack, exchangeForLink } from "../../test/files/exchange-directory.ts";
import { coloursOf, jpegSize } from "../../test/posters/pictures-under-test.ts";
import {
  clip,
  jpegOf,
  options,
  samples,
  seen,
  soundFile,
  temporaryPaths,
} from "../../test/posters/poster-maker-under-test.ts";
import type { PosterFile } from "./poster-file.ts";
import { PosterMaker } from "./poster-maker.ts";

const run = promisify(execFile);
const { signal } = new AbortController();
const { directory, newPath } = temporaryPaths();

type Paths = [string, string, string, string];

interface ClipFacts {
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly hdr: string;
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

describe.each(["libav", "ffmpeg"] as const)("with %s", (tool) => {
  // Starting a process takes longer than most pictures.
  let maker: PosterMaker;
  beforeAll(() => {
    maker = new PosterMaker({ ...options, wanted: tool });
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
    for (const [index, [name, { hdr }]] of Object.entries(facts).entries()) {
      // Posters of HDR films have other colours on purpose: see hdr.test.ts.
      if (hdr !== "sdr") continue;
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
      await seen(directory()),
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
    // While ffmpeg starts, the directory is exchanged so often that each attempt would find the other file half of the time.
    const attempts = tool === "ffmpeg" ? 20 : 60;
    await attack(exchange, { attempts, exchanges: 2_000, seconds: 6 }, async () => {
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
});
