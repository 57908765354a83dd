/** Fields, in sun and rain. */
import { type Canvas, type Point, paint, paintBelow } from "./canvas.ts";
import { blended, lighter, mix, type Rgb, rgb } from "./colours.ts";
import { createBalloons, type Detail, drawFarm, drawWindmill } from "./countryside.ts";
import type { Palette } from "./palettes.ts";
import { clamp, createNoise1, layered, type Random, smoothstep } from "./random.ts";
import { ellipse, line } from "./shapes.ts";
import { cloudColour, createBirds, createClouds, drawSky, drawSun, type Scene } from "./sky.ts";

interface FieldOptions {
  readonly crops: readonly [Rgb, ...Rgb[]];
  readonly weather?: "sun" | "rain" | "rainbow";
  readonly detail?: "windmill" | "balloons" | "farm" | "trees";
}

/** Rows of crops that run to the horizon. */
export function field({ crops, weather = "sun", detail = "trees" }: FieldOptions): Scene {
  return (palette, random, aspect) => {
    const horizon = 0.6;
    const vanishing = aspect * random.between(0.35, 0.65);
    const clouds = createClouds(
      random.fork(),
      aspect,
      weather === "sun"
        ? { from: 0.16, to: 0.42 }
        : { count: 8, from: 0.1, to: 0.34, size: 0.34, alpha: 0.8, drift: 0.09 },
    );
    const flock = createBirds(random.fork(), [aspect * 0.6, 0.28], 5);
    const hills = layered(createNoise1(random.fork()), 2);
    const drops = Array.from({ length: 60 }, () => ({
      x: random.between(-0.1, aspect + 0.2),
      y: random(),
      long: random.between(0.03, 0.07),
      alpha: random.between(0.12, 0.3),
    }));
    const trees = Array.from({ length: 26 }, () => ({
      x: random.between(0, aspect),
      size: random.between(0.012, 0.034),
    }));
    const more = detailOf(detail, random.fork(), aspect, horizon);
    return (canvas, time) => {
      drawSky(canvas, palette, horizon);
      if (weather === "sun") drawSun(canvas, palette, [aspect * 0.76, 0.24], 0.05);
      if (weather === "rainbow") drawRainbow(canvas, [aspect * 0.42, horizon + 0.18], 0.62);
      clouds(canvas, time, weather === "sun" ? cloudColour(palette) : mix(palette.sky(0.25), palette.sky(0.6), 0.4));
      if (weather === "sun") flock(canvas, time, mix(palette.near, palette.far, 0.3));
      const far = mix(palette.far, palette.horizon, 0.3);
      paintBelow(
        canvas,
        (x) => horizon - 0.03 - 0.06 * hills(x * 1.4 + 5),
        (_x, _y, depth) => blended(far, palette.horizon, depth * 2),
      );
      paintBelow(canvas, (x) => horizon - 0.012 - 0.03 * hills(x * 2.2 + 20), mix(palette.far, palette.near, 0.4));
      const grove = mix(palette.far, palette.near, 0.62);
      for (const { x, size } of trees) {
        if (detail === "trees" || size < 0.02) ellipse(canvas, [x, horizon - size * 0.65], [size, size * 0.95], grove);
      }
      paintBelow(
        canvas,
        () => horizon,
        (x, y) => {
          const near = (y - horizon) / (1 - horizon);
          const row = ((x - vanishing) / (near + 0.035)) * 3.1;
          const index = Math.floor(row);
          const soft = 0.02 + 0.006 / (near + 0.02);
          const inRow = row - index;
          const ridge = smoothstep(0, soft, inRow) * (1 - smoothstep(0.62 - soft, 0.62, inRow));
          const crop = crops[((index % crops.length) + crops.length) % crops.length] ?? crops[0];
          const soil = blended(crop, palette.near, 0.62);
          const colour = blended(soil, blended(crop, palette.near, 0.3 * inRow), ridge);
          return blended(mixedFar(crops, palette), colour, smoothstep(0, 0.16, near));
        },
      );
      more(canvas, time, palette);
      if (weather === "rain") {
        for (const { x, y, long, alpha } of drops) {
          const fallen = ((y + time * 2) % 1.15) - 0.1;
          line(
            canvas,
            [x - fallen * 0.1, fallen],
            [x - (fallen + long) * 0.1, fallen + long],
            0.0018,
            lighter(palette.horizon, 0.5),
            alpha,
          );
        }
      }
    };
  };
}

function mixedFar(crops: readonly [Rgb, ...Rgb[]], palette: Palette): Rgb {
  return blended(crops[0], palette.far, 0.45);
}

function detailOf(detail: FieldOptions["detail"], random: Random, aspect: number, horizon: number): Detail {
  const x = aspect * random.between(0.18, 0.34);
  if (detail === "windmill") {
    return (canvas, time, palette) => {
      drawWindmill(canvas, [x + aspect * 0.4, horizon + 0.01], 0.17, palette, time + 0.4);
      drawWindmill(canvas, [x, horizon + 0.05], 0.34, palette, time);
    };
  }
  if (detail === "balloons") return createBalloons(random, aspect);
  if (detail === "farm") return (canvas, _, palette) => drawFarm(canvas, [x, horizon + 0.03], palette);
  return () => {};
}

function drawRainbow(canvas: Canvas, [x, y]: Point, radius: number): void {
  const bands = ["#e8554e", "#f2994a", "#f5d565", "#6fbf73", "#4a9fd8", "#7a6fd0"].map(rgb);
  const wide = 0.011;
  paint(
    canvas,
    [0, 0, canvas.aspect, y],
    (px, py) =>
      bands[clamp(Math.floor((radius - Math.hypot(px - x, py - y)) / wide), 0, bands.length - 1)] ?? [255, 255, 255],
    (px, py) => {
      const inward = (radius - Math.hypot(px - x, py - y)) / wide;
      return (
        0.36 *
        smoothstep(-0.8, 0.4, inward) *
        (1 - smoothstep(bands.length - 0.4, bands.length + 0.8, inward)) *
        clamp((y - py) * 4)
      );
    },
  );
}
