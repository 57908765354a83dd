/** What is above the horizon of many scenes. */
import { brighten, type Canvas, glow, type Point, paint, paintAll } from "./canvas.ts";
import { blended, gradient, lighter, mix, type Rgb, rgb } from "./colours.ts";
import type { Palette } from "./palettes.ts";
import { clamp, createNoise1, layered, lerp, type Random, smoothstep } from "./random.ts";
import { disc, line } from "./shapes.ts";

/** Draws one instant of a scene; `time` goes from 0 at its first frame towards 1 at its end. */
export type Draw = (canvas: Canvas, time: number) => void;
/** Thinks a scene up, so that drawing its frames is quick. */
export type Scene = (palette: Palette, random: Random, aspect: number) => Draw;

/** @param horizon where the lowest colour of the sky is reached */
export function drawSky(canvas: Canvas, palette: Palette, horizon: number): void {
  paintAll(canvas, (_, y) => palette.sky(y / horizon));
}

export function drawSun(canvas: Canvas, { light, horizon }: Palette, centre: Point, radius: number): void {
  const warm = mix(light, horizon, 0.45);
  glow(canvas, centre, radius * 11, warm, 0.38);
  glow(canvas, centre, radius * 3.6, warm, 0.5);
  disc(canvas, centre, radius, light);
}

/** @param phase how far the shadow has moved over it: 0 for a new moon, 1 or more for a full one */
export function drawMoon(canvas: Canvas, { light, top }: Palette, centre: Point, radius: number, phase = 1): void {
  glow(canvas, centre, radius * 6, mix(light, top, 0.4), 0.42);
  const [x, y] = centre;
  const pixel = 1 / canvas.height;
  const dark = mix(light, rgb("#8d93ad"), 0.5);
  paint(
    canvas,
    [x - radius - pixel, y - radius - pixel, x + radius + pixel, y + radius + pixel],
    (px, py) => {
      const dx = (px - x) / radius;
      const dy = (py - y) / radius;
      const spots = Math.hypot(dx + 0.3, dy + 0.25) < 0.27 || Math.hypot(dx - 0.28, dy - 0.3) < 0.2;
      return blended(light, dark, spots || Math.hypot(dx - 0.3, dy + 0.35) < 0.13 ? 0.22 : 0);
    },
    (px, py) => {
      const inside = clamp((radius - Math.hypot(px - x, py - y)) / pixel + 0.5);
      const shadow = clamp(
        (radius * 1.02 - Math.hypot(px - x - phase * 2.1 * radius, py - y + phase * 0.5 * radius)) / pixel,
      );
      return inside * (1 - shadow);
    },
  );
}

/** A sky full of stars, some of which twinkle. */
export function createStars(
  random: Random,
  aspect: number,
  lowest: number,
): (canvas: Canvas, time: number, alpha: number) => void {
  const stars = Array.from({ length: Math.round(85 * aspect) }, () => ({
    x: random.between(0, aspect),
    y: random() ** 1.4 * lowest,
    size: random.between(0.0011, 0.0019) * (random() < 0.12 ? 1.8 : 1),
    bright: random.between(0.4, 1),
    twinkles: random() < 0.25,
    phase: random.between(0, 6.28),
  }));
  const white = rgb("#f3f1ff");
  return (canvas, time, alpha) => {
    for (const { x, y, size, bright, twinkles, phase } of stars) {
      const now = twinkles ? 0.65 + 0.35 * Math.sin(time * 9 + phase) : 1;
      disc(canvas, [x, y], size, white, { alpha: bright * alpha * now * (1 - (y / lowest) ** 3) });
    }
  };
}

interface CloudOptions {
  readonly count?: number;
  readonly from?: number;
  readonly to?: number;
  readonly size?: number;
  readonly alpha?: number;
  readonly drift?: number;
}

/** Heaps with round tops, which dissolve downwards. */
export function createClouds(
  random: Random,
  aspect: number,
  { count = 5, from = 0.12, to = 0.42, size = 0.2, alpha = 0.9, drift = 0.05 }: CloudOptions = {},
): (canvas: Canvas, time: number, colour: Rgb) => void {
  const clouds = Array.from({ length: count }, (_, index) => {
    const nearness = random.between(0.5, 1);
    const width = size * random.between(0.9, 1.8) * nearness;
    const puffs = Array.from({ length: 7 }, (_, puff) => {
      const place = (puff + 0.5) / 7;
      const radius = width * (0.06 + 0.14 * Math.sin(place * Math.PI) ** 1.4 * random.between(0.6, 1.05));
      return { x: (place - 0.5) * width * 0.92, y: -radius * 0.35, radius };
    });
    const x = ((index + random.between(0.1, 0.9)) / count) * (aspect + 0.2) - 0.1;
    return { x, y: random.between(from, to), nearness, width, puffs };
  });
  return (canvas, time, colour) => {
    const pixel = 1 / canvas.height;
    for (const { x, y, nearness, width, puffs } of clouds) {
      const middle = x + drift * time * nearness;
      const tall = width * 0.3;
      paint(canvas, [middle - width, y - tall, middle + width, y], colour, (px, py) => {
        let inside = -1;
        for (const puff of puffs) {
          inside = Math.max(inside, puff.radius - Math.hypot(px - middle - puff.x, py - y - puff.y));
        }
        const solid = clamp(inside / pixel + 0.5);
        return solid === 0 ? 0 : solid * alpha * lerp(0.55, 1, nearness) * clamp((y - py) / (tall * 0.62)) ** 0.8;
      });
    }
  };
}

/** Long flat bands, as at the end of a day. */
export function createStreaks(random: Random, aspect: number, from: number, to: number, count = 7) {
  const streaks = Array.from({ length: count }, () => ({
    x: random.between(-0.1, aspect + 0.1),
    y: random.between(from, to),
    width: random.between(0.12, 0.42),
    height: random.between(0.004, 0.011),
  }));
  return (canvas: Canvas, time: number, colour: Rgb, alpha = 0.5): void => {
    for (const { x, y, width, height } of streaks) {
      const middle = x + time * 0.03;
      paint(canvas, [middle - width, y - height * 2, middle + width, y + height * 2], colour, (px, py) => {
        const across = (px - middle) / width;
        const down = (py - y - 0.3 * height * Math.sin(across * 9 + x * 20)) / height;
        return alpha * (1 - smoothstep(0.2, 1, Math.abs(across))) * (1 - smoothstep(0.35, 1.3, Math.abs(down)));
      });
    }
  };
}

/** Curtains of polar light. */
export function createAurora(random: Random, hues: readonly [Rgb, Rgb, Rgb]): Draw {
  const path = layered(createNoise1(random), 2);
  const rays = layered(createNoise1(random), 3);
  const colourOf = gradient(...hues);
  const curtains = [
    { base: 0.47, sway: 0.15, tall: 0.5, strength: 1 },
    { base: 0.3, sway: 0.11, tall: 0.34, strength: 0.7 },
  ];
  return (canvas, time) => {
    for (const [index, { base, sway, tall, strength }] of curtains.entries()) {
      let lastX = -1;
      let edge = 0;
      let ray = 0;
      brighten(
        canvas,
        [0, 0, canvas.aspect, base + sway],
        (x, y) => {
          if (x !== lastX) {
            lastX = x;
            edge = base + sway * path(x * 1.3 + index * 9 + time * 0.18);
            ray = 0.62 + 0.38 * rays(x * 5 + index * 31 + time * 0.5);
          }
          const up = edge - y;
          return up < 0
            ? strength * ray * Math.exp(up * 34)
            : strength * ray * Math.exp((-up / tall) * 2.6) * clamp(1.15 - up / tall);
        },
        (_, y) => colourOf((base + sway - y) / (tall * 1.1)),
      );
    }
  };
}

/** The pale band of the galaxy, across the sky. */
export function drawMilkyWay(canvas: Canvas, colour: Rgb): void {
  for (let step = 0; step < 9; step += 1) {
    const share = step / 8;
    const centre: Point = [canvas.aspect * lerp(0.3, 0.84, share), lerp(0.72, -0.08, share)];
    glow(canvas, centre, 0.3 + 0.05 * Math.sin(step * 2.3), colour, 0.1);
    glow(canvas, centre, 0.14 + 0.03 * Math.sin(step * 3.1), lighter(colour, 0.3), 0.12);
  }
}

/** A flock far away. */
export function createBirds(
  random: Random,
  centre: Point,
  count = 6,
): (canvas: Canvas, time: number, colour: Rgb) => void {
  const birds = Array.from({ length: count }, () => ({
    x: centre[0] + random.between(-0.13, 0.13),
    y: centre[1] + random.between(-0.05, 0.05),
    span: random.between(0.009, 0.017),
    phase: random.between(0, 6),
  }));
  return (canvas, time, colour) => {
    for (const { x, y, span, phase } of birds) {
      const middle: Point = [x + time * 0.07, y - time * 0.012];
      const lift = span * lerp(0.25, 0.75, 0.5 + 0.5 * Math.sin(time * 22 + phase));
      for (const side of [-1, 1]) {
        const elbow: Point = [middle[0] + side * span * 0.5, middle[1] - lift];
        line(canvas, middle, elbow, 0.0026, colour);
        line(canvas, elbow, [middle[0] + side * span, middle[1] - lift * 0.45], 0.0019, colour);
      }
    }
  };
}

/** The colour of clouds under this sky. */
export function cloudColour({ sky, light, stars }: Palette): Rgb {
  return stars === 1 ? mix(sky(0.7), lighter(sky(1), 0.2), 0.5) : mix(lighter(sky(0.85), 0.35), light, 0.35);
}
