/** Dunes and table mountains. */
import { type Canvas, type Point, paintBelow } from "./canvas.ts";
import { blended, darker, mix, type Rgb } from "./colours.ts";
import { clamp, createNoise1, layered, lerp, smoothstep } from "./random.ts";
import { ellipse, line } from "./shapes.ts";
import { createStars, createStreaks, drawMoon, drawSky, drawSun, type Scene } from "./sky.ts";

/** Dunes with a lit and a shaded side. */
export function dunes({
  light = "sun",
  caravan = false,
}: {
  readonly light?: "sun" | "moon";
  readonly caravan?: boolean;
} = {}): Scene {
  return (palette, random, aspect) => {
    const stars = createStars(random.fork(), aspect, 0.6);
    const streaks = createStreaks(random.fork(), aspect, 0.15, 0.42, 5);
    const lightX = random.between(0.22, 0.42) * aspect;
    const rows = Array.from({ length: 5 }, (_, index) => {
      const share = index / 4;
      const spacing = lerp(0.5, 1.25, share);
      const peaks = Array.from({ length: Math.ceil((aspect + 1.4) / spacing) + 1 }, (_, peak) => ({
        x: (peak + random.between(-0.28, 0.28)) * spacing - 0.6,
        tall: lerp(0.06, 0.24, share) * random.between(0.5, 1.1),
        wide: spacing * random.between(0.75, 1),
      }));
      return { share, base: lerp(0.6, 1.02, share ** 1.1), peaks, wobble: createNoise1(random.fork()) };
    });
    return (canvas, time) => {
      drawSky(canvas, palette, 0.66);
      if (palette.stars > 0) stars(canvas, time, palette.stars);
      if (light === "sun") drawSun(canvas, palette, [lightX, 0.34 + 0.02 * time], 0.075);
      else drawMoon(canvas, palette, [lightX, 0.24 - 0.015 * time], 0.06);
      streaks(canvas, time, mix(palette.light, palette.horizon, 0.5), 0.4);
      for (const { share, base, peaks, wobble } of rows) {
        const shift = time * lerp(0.006, 0.05, share);
        const lit = mix(mix(palette.far, palette.horizon, lerp(0.5, 0, share)), palette.light, 0.14);
        const dark = mix(palette.far, palette.near, lerp(0.18, 0.75, share));
        const foot = mix(lit, dark, 0.35);
        const crestOf = (x: number) => {
          let best = { top: base + 0.02, peakX: -9, peakTop: base };
          let second = best.top;
          for (const { x: peakX, tall, wide } of peaks) {
            const away = Math.abs(x + shift - peakX) / wide;
            const top = base - tall * Math.max(0, 1 - away) ** 1.35 * (1 + 0.3 * away);
            if (top < best.top) {
              second = best.top;
              best = { top, peakX: peakX - shift, peakTop: base - tall };
            } else second = Math.min(second, top);
          }
          return { ...best, second };
        };
        let lastX = -1;
        let crest = crestOf(0);
        paintBelow(
          canvas,
          (x) => crestOf(x).top,
          (x, y) => {
            if (x !== lastX) {
              lastX = x;
              crest = crestOf(x);
            }
            const down = y - crest.peakTop;
            const edge = crest.peakX + down * 0.8 + 0.06 * Math.sin(down * 11) + 0.02 * wobble(down * 9 + crest.peakX);
            // At the foot, and where the next dune begins, both sides have the same colour.
            const valley = 1 - smoothstep(0, 0.45 * (base - crest.peakTop), crest.second - crest.top);
            const low = Math.max(valley, smoothstep(0.1, 1, down / (base - crest.peakTop + 0.02)));
            const shaded = smoothstep(-0.003, 0.003, x - edge);
            return blended(blended(lit, foot, low), blended(dark, foot, low ** 1.5), shaded);
          },
        );
        if (caravan && share === 0.5)
          drawCaravan(canvas, (x) => crestOf(x).top, aspect * 0.5 + 0.05 * time, darker(palette.near, 0.3), time);
      }
    };
  };
}

function drawCaravan(canvas: Canvas, topAt: (x: number) => number, from: number, colour: Rgb, time: number): void {
  for (let camel = 0; camel < 5; camel += 1) {
    const x = from - camel * 0.062;
    const y = topAt(x) - 0.021;
    ellipse(canvas, [x, y], [0.014, 0.0075], colour);
    ellipse(canvas, [x - 0.001, y - 0.007], [0.006, 0.006], colour);
    line(canvas, [x + 0.012, y], [x + 0.018, y - 0.014], 0.004, colour);
    line(canvas, [x + 0.018, y - 0.014], [x + 0.024, y - 0.013], 0.0045, colour);
    for (const [index, leg] of [-0.01, -0.006, 0.006, 0.01].entries()) {
      line(
        canvas,
        [x + leg, y + 0.004],
        [x + leg + 0.004 * Math.sin(time * 14 + index * 2 + camel), y + 0.023],
        0.0027,
        colour,
      );
    }
  }
}

/** Table mountains and tall cacti. */
export function mesas(): Scene {
  return (palette, random, aspect) => {
    const stars = createStars(random.fork(), aspect, 0.5);
    const streaks = createStreaks(random.fork(), aspect, 0.14, 0.45, 8);
    const lightX = random.between(0.3, 0.7) * aspect;
    const rows = [0.56, 0.64, 0.76].map((base, index) => {
      const rough = layered(createNoise1(random.fork()), 3);
      const tables = Array.from({ length: 3 - (index >> 1) }, (_, table) => ({
        x: ((table + random.between(0.15, 0.85)) / 3) * aspect * 1.1,
        wide: random.between(0.07, 0.17) * (1 + index * 0.45),
        tall: random.between(0.12, 0.22) * (1 + index * 0.16),
      }));
      const topAt = (x: number) => {
        let top = base + 0.012 * rough(x * 3);
        for (const { x: middle, wide, tall } of tables) {
          const away = Math.abs(x - middle + 0.004 * rough(x * 30)) / wide;
          const cliff = 1 - smoothstep(0.72, 0.8, away);
          const talus = clamp((1.5 - away) / 0.75) ** 1.5;
          const step = away < 0.4 ? 0.14 : 0;
          top = Math.min(top, base - tall * (0.34 * talus + (0.66 + step) * cliff) + 0.005 * rough(x * 24));
        }
        return top;
      };
      return { topAt, share: index / 2 };
    });
    const cacti = Array.from({ length: 5 }, (_, index) => ({
      x: ((index + random.between(0.1, 0.9)) / 5) * aspect,
      tall: random.between(0.1, 0.24),
    }));
    const ground = layered(createNoise1(random.fork()), 2);
    return (canvas, time) => {
      drawSky(canvas, palette, 0.7);
      if (palette.stars > 0) stars(canvas, time, palette.stars * 0.8);
      drawSun(canvas, palette, [lightX, 0.43 + 0.02 * time], 0.1);
      streaks(canvas, time, mix(palette.light, palette.horizon, 0.45), 0.5);
      for (const { topAt, share } of rows) {
        const colour = mix(palette.far, palette.near, 0.08 + share * 0.55);
        const shift = time * lerp(0.004, 0.02, share);
        paintBelow(
          canvas,
          (x) => topAt(x + shift),
          (_x, y, depth) => {
            const band = 0.07 * smoothstep(0.2, 0.8, Math.sin(y * 150 + share * 4)) * (depth < 0.22 ? 1 : 0);
            return blended(
              blended(colour, palette.near, band),
              mix(palette.horizon, palette.far, 0.4),
              clamp(depth / 0.5) * (0.85 - share * 0.5),
            );
          },
        );
      }
      const dark = darker(palette.near, 0.15);
      const floor = (x: number) => 0.9 + 0.02 * ground(x * 2 + time * 0.08);
      for (const { x, tall } of cacti) drawCactus(canvas, [x - time * 0.04, floor(x - time * 0.04) + 0.01], tall, dark);
      paintBelow(canvas, floor, dark);
    };
  };
}

function drawCactus(canvas: Canvas, [x, foot]: Point, tall: number, colour: Rgb): void {
  const thick = tall * 0.13;
  line(canvas, [x, foot], [x, foot - tall], thick, colour);
  for (const [side, high, reach] of [
    [-1, 0.42, 0.3],
    [1, 0.56, 0.24],
  ] as const) {
    const elbow: Point = [x + side * tall * 0.24, foot - tall * high];
    line(canvas, [x, foot - tall * high], elbow, thick * 0.75, colour);
    line(canvas, elbow, [elbow[0], elbow[1] - tall * reach], thick * 0.75, colour);
  }
}
