/** Skylines, with bridges and fireworks. */
import { type Canvas, glow, mirror } from "./canvas.ts";
import { darker, mix, type Rgb, rgb } from "./colours.ts";
import { createFireworks } from "./fireworks.ts";
import type { Palette } from "./palettes.ts";
import { lerp, type Random } from "./random.ts";
import { createRipple } from "./ripple.ts";
import { disc, line, polygon, rectangle } from "./shapes.ts";
import { cloudColour, createClouds, createStars, drawMoon, drawSky, drawSun, type Scene } from "./sky.ts";

interface Building {
  readonly x: number;
  readonly width: number;
  readonly top: number;
  readonly roof: "flat" | "step" | "spire" | "slope" | "tank";
  readonly lit: readonly {
    readonly column: number;
    readonly row: number;
    readonly colour: Rgb;
    readonly blinks: number;
  }[];
}

const lamps = ["#ffd98a", "#ffc46b", "#fff0c4", "#ffb35c"] as const;

export function skyline({
  water,
  light = "moon",
  fireworks = false,
  bridge = false,
  lights = 0.42,
}: {
  readonly water?: number;
  readonly light?: "sun" | "moon" | "none";
  readonly fireworks?: boolean;
  readonly bridge?: boolean;
  readonly lights?: number;
}): Scene {
  return (palette, random, aspect) => {
    const ground = water ?? 1.02;
    const stars = createStars(random.fork(), aspect, 0.5);
    const clouds = createClouds(random.fork(), aspect, { count: 4, from: 0.2, to: 0.4, alpha: 0.35 });
    const rows = [0, 1, 2].map((index) => {
      const share = index / 2;
      return { share, buildings: createBuildings(random.fork(), aspect, ground, share, lights) };
    });
    const ripple = createRipple(random.fork());
    const rockets = fireworks ? createFireworks(random.fork(), aspect) : null;
    const lightX = random.between(0.2, 0.8) * aspect;
    return (canvas, time) => {
      drawSky(canvas, palette, ground);
      if (palette.stars > 0) stars(canvas, time, palette.stars * 0.8);
      if (light === "moon") drawMoon(canvas, palette, [lightX, 0.2 - 0.01 * time], 0.055);
      if (light === "sun") drawSun(canvas, palette, [lightX, ground * 0.62 + 0.02 * time], 0.085);
      clouds(canvas, time, cloudColour(palette));
      rockets?.(canvas, time);
      for (const { share, buildings } of rows) {
        const colour = mix(mix(palette.far, palette.horizon, 0.35), palette.near, share);
        for (const building of buildings) {
          drawBuilding(
            canvas,
            building,
            time * lerp(0.004, 0.02, share),
            ground,
            colour,
            mix(colour, palette.horizon, lerp(0.4, 0.12, share)),
            time,
          );
        }
      }
      if (bridge) drawBridge(canvas, palette, aspect, ground);
      if (water !== undefined) {
        mirror(canvas, water, (x, y) => 0.7 * ripple(x, y, time, water), {
          squeeze: 1.35,
          tint: mix(palette.near, palette.sky(0.2), 0.4),
          tintAt: (y) => lerp(0.2, 0.6, (y - water) / (1 - water)),
        });
      }
    };
  };
}

const window = { width: 0.0075, height: 0.011, across: 0.0165, down: 0.024 };

function createBuildings(random: Random, aspect: number, ground: number, share: number, lights: number): Building[] {
  const buildings: Building[] = [];
  let x = -0.1;
  while (x < aspect + 0.15) {
    const columns = Math.floor(random.between(3, 8));
    const width = columns * window.across + 0.012;
    const centred = 1 - Math.abs(x / aspect - 0.5) * 0.9;
    const tall = lerp(0.52, 0.2, share) * ground * random.between(0.5, 1.15) * centred + (random() < 0.13 ? 0.1 : 0);
    const top = ground - tall;
    const rows = Math.floor((tall - 0.03) / window.down);
    const lit = Array.from({ length: rows * columns }, (_, index) => ({
      column: index % columns,
      row: Math.floor(index / columns),
      colour: rgb(random.pick(lamps)),
      chance: random(),
      blinks: random() < 0.05 ? random.between(0.2, 0.9) : 2,
    })).filter(({ chance }) => chance < lights * lerp(0.45, 1, share));
    buildings.push({
      x,
      width,
      top,
      roof: random.pick(["flat", "flat", "flat", "step", "step", "spire", "slope", "tank", "tank"]),
      lit,
    });
    x += width + (random() < 0.3 ? random.between(0.004, 0.03) : 0);
  }
  return buildings;
}

function drawBuilding(
  canvas: Canvas,
  { x, width, top, roof, lit }: Building,
  shift: number,
  ground: number,
  colour: Rgb,
  foot: Rgb,
  time: number,
): void {
  const left = x - shift;
  const right = left + width;
  const middle = left + width / 2;
  const fill = (_: number, y: number): Rgb => {
    const share = Math.min(1, Math.max(0, (y - top) / (ground - top)));
    return [lerp(colour[0], foot[0], share), lerp(colour[1], foot[1], share), lerp(colour[2], foot[2], share)];
  };
  rectangle(canvas, [left, top, right, ground], fill);
  if (roof === "step") rectangle(canvas, [left + width * 0.2, top - 0.025, right - width * 0.2, top + 0.002], colour);
  if (roof === "spire") {
    rectangle(canvas, [left + width * 0.28, top - 0.02, right - width * 0.28, top + 0.002], colour);
    polygon(
      canvas,
      [
        [middle - 0.006, top - 0.019],
        [middle, top - 0.1],
        [middle + 0.006, top - 0.019],
      ],
      colour,
    );
  }
  if (roof === "slope")
    polygon(
      canvas,
      [
        [left, top + 0.001],
        [right, top + 0.001],
        [right, top - width * 0.2],
      ],
      colour,
    );
  if (roof === "tank") {
    rectangle(canvas, [middle - 0.014, top - 0.03, middle + 0.014, top - 0.009], colour);
    polygon(
      canvas,
      [
        [middle - 0.016, top - 0.029],
        [middle, top - 0.042],
        [middle + 0.016, top - 0.029],
      ],
      colour,
    );
    for (const side of [-0.011, 0.011]) line(canvas, [middle + side, top - 0.01], [middle + side, top], 0.0025, colour);
  }
  for (const { column, row, colour: lamp, blinks } of lit) {
    if (time > blinks) continue;
    const from = left + 0.006 + (window.across - window.width) / 2 + column * window.across;
    const high = top + 0.018 + row * window.down;
    rectangle(canvas, [from, high, from + window.width, high + window.height], lamp, 0.88);
  }
}

function drawBridge(canvas: Canvas, palette: Palette, aspect: number, ground: number): void {
  const dark = darker(palette.near, 0.2);
  const deck = ground - 0.075;
  const towers = [aspect * 0.22, aspect * 0.78] as const;
  const top = deck - 0.33;
  const span = towers[1] - towers[0];
  const cable = (x: number) => {
    const nearest =
      x < towers[0]
        ? (towers[0] - x) / (span * 0.5)
        : x > towers[1]
          ? (x - towers[1]) / (span * 0.5)
          : (Math.min(x - towers[0], towers[1] - x) / span) * 2;
    return top + (deck - 0.012 - top) * (1 - (1 - Math.min(1, nearest)) ** 2);
  };
  const steps = 72;
  for (let step = 0; step < steps; step += 1) {
    const [from, to] = [(step / steps) * aspect, ((step + 1) / steps) * aspect];
    line(canvas, [from, cable(from)], [to, cable(to)], 0.006, dark);
    line(canvas, [from, cable(from)], [from, deck], 0.0018, dark);
    if (step % 4 === 0) {
      disc(canvas, [from, deck - 0.012], 0.0035, rgb("#ffdf9c"));
      glow(canvas, [from, deck - 0.012], 0.03, rgb("#ffc56b"), 0.4);
    }
  }
  rectangle(canvas, [0, deck, aspect, deck + 0.016], dark);
  for (const x of towers) {
    for (const side of [-0.022, 0.022]) rectangle(canvas, [x + side - 0.007, top, x + side + 0.007, ground], dark);
    for (const high of [0.02, 0.13, 0.24])
      rectangle(canvas, [x - 0.022, top + high, x + 0.022, top + high + 0.012], dark);
  }
}
