/** Planets among stars. */
import { type Canvas, glow, type Point, paint, paintAll, paintBelow } from "./canvas.ts";
import { blended, darker, gradient, mix, type Rgb, rgb } from "./colours.ts";
import { clamp, createNoise1, createNoise2, layered, type Random, smoothstep } from "./random.ts";
import { disc } from "./shapes.ts";
import { createStars, type Scene } from "./sky.ts";

interface PlanetOptions {
  readonly kind: "gas" | "rock" | "ocean" | "eclipse";
  readonly ring?: boolean;
  readonly size?: number;
  readonly moon?: boolean;
}

export function planet({ kind, ring = false, size = 0.27, moon = false }: PlanetOptions): Scene {
  return (palette, random, aspect) => {
    const stars = createStars(random.fork(), aspect, 1.4);
    const space = darker(palette.top, 0.72);
    const nebula = [0, 1, 2].map(() => ({
      x: random.between(0, aspect),
      y: random.between(0, 1),
      size: random.between(0.5, 0.9),
    }));
    const centre: Point = [aspect * random.between(0.42, 0.58), 0.5];
    const surface = createSurface(kind, random.fork(), [
      palette.sky(0.3),
      palette.sky(0.6),
      palette.sky(0.8),
      palette.horizon,
      palette.far,
    ]);
    const tilt = -0.36;
    const away: Point = [centre[0] + size * (aspect > 1 ? 1.7 : 1), centre[1] - size * (aspect > 1 ? 0.95 : 1.6)];
    return (canvas, time) => {
      paintAll(canvas, space);
      for (const [index, { x, y, size: wide }] of nebula.entries())
        glow(canvas, [x, y], wide, index === 1 ? palette.far : palette.sky(0.35 + index * 0.2), 0.34);
      stars(canvas, time, 1);
      if (kind === "eclipse") {
        for (const [reach, strength] of [
          [4.2, 0.4],
          [2.1, 0.75],
          [1.45, 0.9],
        ] as const)
          glow(canvas, centre, size * reach, mix(palette.horizon, palette.light, 0.4), strength);
        disc(canvas, centre, size, darker(space, 0.6));
        glow(canvas, [centre[0] + size * 0.71, centre[1] - size * 0.71], size * (0.5 + 0.1 * time), rgb("#ffffff"), 1);
        return;
      }
      if (ring) drawRing(canvas, centre, size, tilt, palette.horizon, palette.far, "behind");
      glow(canvas, centre, size * 1.75, palette.sky(0.7), 0.34);
      drawBall(canvas, centre, size, (u, v) => surface(u + time * 0.25, v), 0.03);
      if (ring) drawRing(canvas, centre, size, tilt, palette.horizon, palette.far, "before");
      if (moon) {
        const grey = mix(palette.light, palette.far, 0.4);
        drawBall(canvas, [away[0] - 0.03 * time, away[1] + 0.01 * time], size * 0.17, () => grey, 0.02);
      }
    };
  };
}

function createSurface(
  kind: PlanetOptions["kind"],
  random: Random,
  colours: readonly [Rgb, Rgb, Rgb, Rgb, Rgb],
): (u: number, v: number) => Rgb {
  const noise = createNoise2(random);
  const fractal = (u: number, v: number, octaves: number) => {
    let sum = 0;
    for (let octave = 0; octave < octaves; octave += 1)
      sum += noise(u * 2 ** octave + octave * 19, v * 2 ** octave) / 2 ** octave;
    return sum / 1.9;
  };
  if (kind === "gas") {
    const bands = layered(createNoise1(random), 2);
    const ramp = gradient(...colours);
    return (u, v) => ramp(0.5 + 0.55 * bands(v * 3.6 + 0.09 * fractal(u * 2.2, v * 5, 2)));
  }
  if (kind === "ocean") {
    const water = gradient(rgb("#0c3c78"), rgb("#1c66a8"));
    const land = gradient(rgb("#3f8a5c"), rgb("#b9a66a"), rgb("#8a6b4c"));
    return (u, v) => {
      const height = fractal(u * 1.7, v * 1.7, 4);
      const ground = blended(water(0.5 + height), land(height * 1.6), smoothstep(0.05, 0.08, height));
      const cloud = smoothstep(0.16, 0.42, fractal(u * 1.5 + 40, v * 3.4, 4));
      return blended(
        blended(ground, rgb("#f4f7fb"), smoothstep(0.74, 0.82, Math.abs(v))),
        rgb("#ffffff"),
        cloud * 0.85,
      );
    };
  }
  const rock = gradient(darker(colours[4], 0.35), colours[4], colours[3]);
  const craters = Array.from({ length: 26 }, () => ({
    u: random.between(-1.6, 1.9),
    v: random.between(-0.9, 0.9),
    size: random.between(0.05, 0.2),
  }));
  return (u, v) => {
    let tone = 0.55 + 0.4 * fractal(u * 1.8, v * 1.8, 3);
    for (const crater of craters) {
      const far = Math.hypot(u - crater.u, v - crater.v) / crater.size;
      if (far < 1.2) tone += far < 1 ? -0.16 * (1 - smoothstep(0.85, 1, far)) : 0.1 * (1 - smoothstep(1, 1.2, far));
    }
    return rock(tone);
  };
}

/** A ball that is lit from the upper left. */
function drawBall(
  canvas: Canvas,
  [x, y]: Point,
  radius: number,
  surface: (u: number, v: number) => Rgb,
  ambient: number,
): void {
  const pixel = 1 / canvas.height;
  const black: Rgb = [3, 4, 12];
  paint(
    canvas,
    [x - radius - pixel, y - radius - pixel, x + radius + pixel, y + radius + pixel],
    (px, py) => {
      const dx = clamp((px - x) / radius, -1, 1);
      const dy = clamp((py - y) / radius, -1, 1);
      const dz = Math.sqrt(Math.max(0, 1 - dx * dx - dy * dy));
      const light = clamp(-0.62 * dx - 0.46 * dy + 0.62 * dz);
      const u = Math.atan2(dx, dz + 0.001);
      return blended(
        black,
        blended(surface(u, dy), [255, 255, 255], 0.25 * (1 - dz) ** 2),
        ambient + (1 - ambient) * light ** 0.75,
      );
    },
    (px, py) => clamp((radius - Math.hypot(px - x, py - y)) / pixel + 0.5),
  );
}

function drawRing(
  canvas: Canvas,
  [x, y]: Point,
  radius: number,
  tilt: number,
  bright: Rgb,
  dark: Rgb,
  part: "behind" | "before",
): void {
  const flat = 0.3;
  const reach = radius * 2.35;
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const turn = (px: number, py: number): Point => [
    ((px - x) * cos + (py - y) * sin) / radius,
    (-(px - x) * sin + (py - y) * cos) / radius / flat,
  ];
  paint(
    canvas,
    [x - reach, y - reach, x + reach, y + reach],
    (px, py) => {
      const [across, down] = turn(px, py);
      return blended(bright, dark, 0.5 + 0.5 * Math.sin(Math.hypot(across, down) * 21));
    },
    (px, py) => {
      const [across, down] = turn(px, py);
      if (down > 0 !== (part === "before")) return 0;
      const far = Math.hypot(across, down);
      const gap = 1 - 0.85 * smoothstep(1.76, 1.78, far) * (1 - smoothstep(1.83, 1.85, far));
      return 0.88 * smoothstep(1.3, 1.33, far) * (1 - smoothstep(2.24, 2.27, far)) * gap;
    },
  );
}

/** The home planet over the edge of a moon. */
export function rising(): Scene {
  return (palette, random, aspect) => {
    const stars = createStars(random.fork(), aspect, 1.2);
    const surface = createSurface("ocean", random.fork(), [
      palette.top,
      palette.far,
      palette.far,
      palette.far,
      palette.far,
    ]);
    const ground = layered(createNoise1(random.fork()), 4);
    const craters = Array.from({ length: 12 }, () => ({
      x: random.between(0, aspect),
      down: random.between(0.05, 0.3),
      wide: random.between(0.03, 0.12),
    }));
    return (canvas, time) => {
      paintAll(canvas, [4, 6, 16]);
      stars(canvas, time, 0.9);
      const centre: Point = [aspect * 0.62, 0.42 - 0.05 * time];
      glow(canvas, centre, 0.42, rgb("#5aa0ff"), 0.45);
      drawBall(canvas, centre, 0.2, (u, v) => surface(u + time * 0.1, v), 0.02);
      const edge = (x: number) => 0.7 + 0.05 * (x / aspect - 0.3) ** 2 * 4 + 0.012 * ground(x * 3);
      const [light, shade] = [rgb("#a7a6b4"), rgb("#33323f")];
      paintBelow(canvas, edge, (_x, _y, depth) => blended(light, shade, depth / 0.3));
      for (const { x, down, wide } of craters) {
        const y = edge(x) + down;
        const flat = wide * 0.2 * (0.5 + down * 2);
        paint(
          canvas,
          [x - wide, y - flat, x + wide, y + flat],
          (px, py) => blended(shade, light, clamp((py - y) / flat) * 0.75 + (px > x ? 0.1 : 0)),
          (px, py) => 0.8 * clamp((1 - Math.hypot((px - x) / wide, (py - y) / flat)) * 9),
        );
      }
    };
  };
}
