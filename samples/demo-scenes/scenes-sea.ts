/** The sea, with and without boats and a shore. */
import { drawRowingBoat, drawSailboat } from "./boats.ts";
import { type Canvas, mirror, type Point, paintBelow } from "./canvas.ts";
import { blended, mix, type Rgb } from "./colours.ts";
import { createNoise1, layered, lerp, type Random, smoothstep } from "./random.ts";
import { createRipple } from "./ripple.ts";
import { ellipse } from "./shapes.ts";
import { drawLighthouse, drawPalms } from "./shore.ts";
import {
  cloudColour,
  createBirds,
  createClouds,
  createStars,
  createStreaks,
  drawMoon,
  drawSky,
  drawSun,
  type Scene,
} from "./sky.ts";

interface SeaOptions {
  readonly light: { readonly kind: "sun" | "moon"; readonly x: number; readonly y: number; readonly size?: number };
  readonly horizon?: number;
  readonly boat?: "sail" | "rowing" | "fleet";
  readonly shore?: "islands" | "cliffs" | "lighthouse" | "palms";
  readonly clouds?: "heaps" | "streaks";
  readonly birds?: boolean;
}

export function sea({ light, horizon = 0.6, boat, shore, clouds = "streaks", birds = false }: SeaOptions): Scene {
  return (palette, random, aspect) => {
    const stars = createStars(random.fork(), aspect, horizon);
    const heaps = createClouds(random.fork(), aspect, { from: horizon - 0.3, to: horizon - 0.1, drift: 0.04 });
    const streaks = createStreaks(random.fork(), aspect, 0.12, horizon - 0.08);
    const flock = createBirds(random.fork(), [aspect * 0.3, 0.22]);
    const ripple = createRipple(random.fork());
    const hills = layered(createNoise1(random.fork()), 3);
    const glitter = createGlitter(random.fork());
    const waves = createWaves(random.fork(), aspect, horizon);
    const boatX = aspect * (light.x > 0.5 ? 0.3 : 0.68);
    const land = mix(palette.far, palette.near, 0.45);
    return (canvas, time) => {
      drawSky(canvas, palette, horizon);
      if (palette.stars > 0) stars(canvas, time, palette.stars);
      const centre: Point = [light.x * aspect, light.y + 0.015 * time];
      if (light.kind === "sun") drawSun(canvas, palette, centre, light.size ?? 0.06);
      else drawMoon(canvas, palette, centre, light.size ?? 0.05);
      if (clouds === "heaps") heaps(canvas, time, cloudColour(palette));
      else streaks(canvas, time, mix(palette.light, palette.horizon, 0.5), 0.55);
      if (birds) flock(canvas, time, land);
      if (shore === "islands" || shore === "lighthouse") {
        paintBelow(
          canvas,
          (x) => horizon - 0.05 * smoothstep(-0.15, 0.9, hills(x * 1.6 + 3)) - 0.001,
          mix(palette.far, palette.horizon, 0.4),
        );
      }
      if (shore === "cliffs") {
        for (const [index, end] of [0.62, 0.42, 0.24].entries()) {
          const colour = mix(palette.far, palette.near, 0.15 + index * 0.35);
          const top = (x: number) => {
            const along = x / (aspect * end);
            return along > 1
              ? 1.1
              : horizon +
                  0.01 -
                  (0.11 + index * 0.1) *
                    (1 - along ** 5) *
                    (0.8 + 0.3 * hills(x * 4 + index * 8) + 0.12 * hills(x * 22));
          };
          paintBelow(canvas, top, (_x, _y, depth) => blended(colour, mix(colour, palette.horizon, 0.4), depth * 3));
        }
      }
      mirror(canvas, horizon, (x, y) => ripple(x, y, time, horizon), {
        tint: mix(palette.sky(0.15), palette.near, 0.35),
        tintAt: (y) => lerp(0.18, 0.82, smoothstep(horizon, 1.05, y)),
      });
      waves(canvas, time, mix(palette.sky(0.55), palette.light, 0.2));
      glitter(canvas, [centre[0], horizon], time, mix(palette.light, palette.horizon, 0.25));
      if (shore === "lighthouse")
        drawLighthouse(canvas, palette, [aspect * (light.x > 0.5 ? 0.24 : 0.76), horizon + 0.06], time);
      if (shore === "palms") drawPalms(canvas, palette, aspect, light.x > 0.5, time);
      if (boat === "sail") drawSailboat(canvas, [boatX + 0.04 * time, horizon + 0.1], 0.2, palette, time);
      if (boat === "rowing") drawRowingBoat(canvas, [boatX + 0.02 * time, horizon + 0.14], 0.1, palette, time);
      if (boat === "fleet") {
        for (const [index, place] of [0.2, 0.33, 0.5, 0.62, 0.84].entries()) {
          const size = [0.07, 0.12, 0.06, 0.17, 0.09][index] ?? 0.1;
          drawSailboat(canvas, [place * aspect + 0.02 * time, horizon + size * 0.42], size, palette, time + index);
        }
      }
    };
  };
}

/** The way of light on the water, from the horizon to whoever looks at it. */
function createGlitter(random: Random): (canvas: Canvas, from: Point, time: number, colour: Rgb) => void {
  const sparks = Array.from({ length: 46 }, (_, index) => ({
    share: ((index + 0.6) / 46) ** 1.6,
    side: random.between(-1, 1),
    wide: random.between(0.35, 1),
    phase: random.between(0, 6.28),
  }));
  return (canvas, [x, horizon], time, colour) => {
    for (const { share, side, wide, phase } of sparks) {
      const spread = lerp(0.02, 0.11, share);
      const flicker = 0.5 + 0.5 * Math.sin(time * 8 + phase);
      const place: Point = [
        x + side * spread * 0.8 + 0.008 * Math.sin(time * 5 + phase),
        horizon + 0.006 + share * (1 - horizon),
      ];
      const size = [spread * wide * (0.55 + 0.45 * flicker), lerp(0.0016, 0.006, share)] as const;
      ellipse(canvas, place, size, colour, { alpha: lerp(0.85, 0.3, share) * (0.35 + 0.65 * flicker), blur: 0.003 });
    }
  };
}

function createWaves(random: Random, aspect: number, horizon: number) {
  const crests = Array.from({ length: 30 }, () => ({
    x: random.between(0, aspect),
    share: random() ** 0.8,
    phase: random.between(0, 6.28),
  }));
  return (canvas: Canvas, time: number, colour: Rgb): void => {
    for (const { x, share, phase } of crests) {
      const place: Point = [x + 0.02 * Math.sin(time * 3 + phase), horizon + 0.02 + share * (1 - horizon)];
      ellipse(canvas, place, [lerp(0.03, 0.13, share), lerp(0.001, 0.004, share)], colour, {
        alpha: 0.16 + 0.1 * Math.sin(time * 5 + phase),
        blur: 0.003,
      });
    }
  };
}
