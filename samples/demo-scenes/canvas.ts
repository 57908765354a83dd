/**
 * Colours a picture in memory, with smooth edges. Lengths are in heights of the picture, so that a scene looks the same at
 * every resolution: y goes from 0 at the top to 1, x from 0 at the left to `aspect`.
 */
import type { Rgb } from "./colours.ts";
import { clamp } from "./random.ts";

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly aspect: number;
  /** Red, green, blue from 0 to 255, row by row. */
  readonly pixels: Float32Array;
}

export type Point = readonly [x: number, y: number];

/** One colour, or one for every place. */
export type Fill = Rgb | ((x: number, y: number) => Rgb);

export function createCanvas(width: number, height: number): Canvas {
  return { width, height, aspect: width / height, pixels: new Float32Array(width * height * 3) };
}

/** As ffmpeg's `rgb24`. */
export function toRgb24({ pixels }: Canvas): Buffer {
  const bytes = new Uint8ClampedArray(pixels);
  return Buffer.from(bytes.buffer);
}

/** Every pixel of a part of the picture; `alphaAt` says how much of the colour is seen there. */
export function paint(
  canvas: Canvas,
  [left, top, right, bottom]: readonly [number, number, number, number],
  fill: Fill,
  alphaAt: (x: number, y: number) => number = () => 1,
): void {
  const { width, height } = canvas;
  const colourAt = typeof fill === "function" ? fill : () => fill;
  const lastRow = Math.min(height, Math.ceil(bottom * height));
  const lastColumn = Math.min(width, Math.ceil(right * height));
  for (let row = Math.max(0, Math.floor(top * height)); row < lastRow; row += 1) {
    const y = (row + 0.5) / height;
    for (let column = Math.max(0, Math.floor(left * height)); column < lastColumn; column += 1) {
      const x = (column + 0.5) / height;
      const alpha = alphaAt(x, y);
      if (alpha > 0) blend(canvas, column, row, colourAt(x, y), alpha);
    }
  }
}

/** The whole picture. */
export function paintAll(canvas: Canvas, fill: Fill): void {
  paint(canvas, [0, 0, canvas.aspect, 1], fill);
}

export interface BelowOptions {
  /** How much of the colour is seen so far below the line. */
  readonly alphaAt?: (depth: number) => number;
  /** How far down it goes at most. */
  readonly deepest?: number;
}

/** Everything below a line. The fill is also told how far below the line a place is. */
export function paintBelow(
  canvas: Canvas,
  topAt: (x: number) => number,
  fill: Rgb | ((x: number, y: number, depth: number) => Rgb),
  { alphaAt = () => 1, deepest = Number.POSITIVE_INFINITY }: BelowOptions = {},
): void {
  const { width, height } = canvas;
  const colourAt = typeof fill === "function" ? fill : () => fill;
  for (let column = 0; column < width; column += 1) {
    // Three places of a pixel, as its edge may be steep.
    const first = topAt((column + 1 / 6) / height) * height;
    const second = topAt((column + 3 / 6) / height) * height;
    const third = topAt((column + 5 / 6) / height) * height;
    const x = (column + 0.5) / height;
    const lastRow = Math.min(height, Math.ceil(second + deepest * height));
    const start = Math.max(0, Math.floor(Math.min(first, second, third)));
    for (let row = start; row < lastRow; row += 1) {
      const covered = (clamp(row + 1 - first) + clamp(row + 1 - second) + clamp(row + 1 - third)) / 3;
      const y = (row + 0.5) / height;
      const depth = Math.max(0, y - second / height);
      blend(canvas, column, row, colourAt(x, y, depth), covered * alphaAt(depth));
    }
  }
}

/** Adds light to a part of the picture, and never more than white. */
export function brighten(
  canvas: Canvas,
  [left, top, right, bottom]: readonly [number, number, number, number],
  strengthAt: (x: number, y: number) => number,
  colourAt: (x: number, y: number) => Rgb,
): void {
  const { width, height, pixels } = canvas;
  const lastRow = Math.min(height, Math.ceil(bottom * height));
  const lastColumn = Math.min(width, Math.ceil(right * height));
  for (let row = Math.max(0, Math.floor(top * height)); row < lastRow; row += 1) {
    const y = (row + 0.5) / height;
    for (let column = Math.max(0, Math.floor(left * height)); column < lastColumn; column += 1) {
      const x = (column + 0.5) / height;
      const strength = strengthAt(x, y);
      if (strength <= 0) continue;
      const colour = colourAt(x, y);
      const place = (row * width + column) * 3;
      for (let part = 0; part < 3; part += 1) {
        const before = pixels[place + part] ?? 0;
        pixels[place + part] = before + (1 - before / 255) * (colour[part] ?? 0) * strength;
      }
    }
  }
}

/** Light that is added to what is there, brightest at its centre. */
export function glow(canvas: Canvas, [x, y]: Point, radius: number, colour: Rgb, strength: number): void {
  brighten(
    canvas,
    [x - radius, y - radius, x + radius, y + radius],
    (px, py) => {
      const distance = Math.hypot(px - x, py - y) / radius;
      return distance >= 1 ? 0 : strength * (1 - distance) ** 2 * (1 + distance / 2);
    },
    () => colour,
  );
}

/**
 * Water from `horizon` down, in which everything above is seen upside down.
 *
 * @param shiftAt how far to the side the picture is bent by waves at a place
 */
export function mirror(
  canvas: Canvas,
  horizon: number,
  shiftAt: (x: number, y: number) => number,
  {
    squeeze = 1,
    tint,
    tintAt,
  }: { readonly squeeze?: number; readonly tint: Rgb; readonly tintAt: (y: number) => number },
): void {
  const { width, height, pixels } = canvas;
  const edge = horizon * height;
  for (let row = Math.max(0, Math.floor(edge)); row < height; row += 1) {
    const y = (row + 0.5) / height;
    const source = clamp(edge - Math.abs(row + 0.5 - edge) * squeeze - 0.5, 0, height - 1);
    const upper = Math.floor(source);
    const lower = Math.min(upper + 1, height - 1);
    const between = source - upper;
    const tinted = tintAt(y);
    const covered = clamp(row + 1 - edge);
    for (let column = 0; column < width; column += 1) {
      const x = (column + 0.5) / height;
      const from = clamp(Math.round(column + shiftAt(x, y) * height), 0, width - 1);
      const place = (row * width + column) * 3;
      for (let part = 0; part < 3; part += 1) {
        const above = pixels[(upper * width + from) * 3 + part] ?? 0;
        const below = pixels[(lower * width + from) * 3 + part] ?? 0;
        const seen = above + (below - above) * between;
        const colour = seen + ((tint[part] ?? 0) - seen) * tinted;
        const before = pixels[place + part] ?? 0;
        pixels[place + part] = before + (colour - before) * covered;
      }
    }
  }
}

export function blend({ width, pixels }: Canvas, column: number, row: number, colour: Rgb, alpha: number): void {
  const place = (row * width + column) * 3;
  pixels[place] = (pixels[place] ?? 0) * (1 - alpha) + colour[0] * alpha;
  pixels[place + 1] = (pixels[place + 1] ?? 0) * (1 - alpha) + colour[1] * alpha;
  pixels[place + 2] = (pixels[place + 2] ?? 0) * (1 - alpha) + colour[2] * alpha;
}
