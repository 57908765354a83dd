/** Posters of HDR films look like posters of the same picture in SDR. samples/cases/README.md describes the films. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pixelsOf } from "../../test/posters/pictures-under-test.ts";
import { PosterMaker } from "./poster-maker.ts";

const cases = join(import.meta.dirname, "../../samples/cases");
const { signal } = new AbortController();

type Pixel = readonly [red: number, green: number, blue: number];

/** The eight bars of the picture, from left to right. */
const bars = { grey: 0, yellow: 1, cyan: 2, green: 3, magenta: 4, red: 5, blue: 6, white: 7 } as const;

describe.each(["libav", "ffmpeg"] as const)("with %s", (tool) => {
  let maker: PosterMaker;
  beforeAll(() => {
    const times = { openTimeoutMs: 20_000, timeoutMs: 20_000, idleMs: 30_000, retryMs: 60_000 };
    maker = new PosterMaker({ wanted: tool, memoryBytes: 1024 ** 3, niceness: 0, ...times });
  });
  afterAll(() => maker.close());

  async function colourOfBars(name: string): Promise<Record<keyof typeof bars, Pixel>> {
    const path = join(cases, name);
    const { size, mtimeMs } = await stat(path);
    const file = { path, size, modifiedUs: Math.round(mtimeMs * 1_000), durationSeconds: 1, roots: [] };
    const outcome = await maker.make(file, { signal });
    if (outcome.kind !== "made") throw new Error(`The poster is ${outcome.kind}: ${outcome.reason}`);
    const { width, height, pixels } = await pixelsOf(outcome.jpeg);
    expect({ width, height }).toEqual({ width: 320, height: 180 });
    const colours = Object.entries(bars).map(([bar, index]): [string, Pixel] => {
      const at = (60 * width + Math.round(((index + 0.5) * width) / 8)) * 3;
      return [bar, [pixels[at] ?? -1, pixels[at + 1] ?? -1, pixels[at + 2] ?? -1]];
    });
    return Object.fromEntries(colours) as Record<keyof typeof bars, Pixel>;
  }

  /** JPEG and its subsampling change colours by a few steps. */
  const near = (...pixel: Pixel) => pixel.map((value) => expect.closeTo(value, -1.1));

  test("a film in SDR keeps its colours", async () => {
    expect(await colourOfBars("sdr-reference.mp4")).toMatchObject({
      white: near(253, 253, 253),
      green: near(0, 189, 0),
      red: near(189, 0, 0),
    });
  });

  test("a film in HDR10 has the colours of the same film in SDR", async () => {
    expect(await colourOfBars("hdr10-pq.mp4")).toMatchObject({
      white: near(253, 253, 253),
      grey: near(190, 190, 190),
      green: near(0, 189, 0),
      red: near(189, 1, 5),
    });
  });

  test("a film in HLG has the white of the same film in SDR, and slightly darker colours", async () => {
    expect(await colourOfBars("hdr-hlg.mp4")).toMatchObject({
      white: near(253, 253, 253),
      grey: near(179, 179, 179),
      green: near(0, 178, 0),
      red: near(174, 0, 0),
    });
  });
});
