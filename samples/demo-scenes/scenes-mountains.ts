/** Ridges behind ridges. */
import { mirror, type Point, paintBelow } from "./canvas.ts";
import { blended, darker, lighter, mix, type Rgb, rgb } from "./colours.ts";
import { createConifers } from "./conifers.ts";
import type { Palette } from "./palettes.ts";
import { creased, createNoise1, layered, lerp, type Random, smoothstep } from "./random.ts";
import { createRipple } from "./ripple.ts";
import {
  cloudColour,
  createAurora,
  createBirds,
  createClouds,
  createStars,
  createStreaks,
  type Draw,
  drawMilkyWay,
  drawMoon,
  drawSky,
  drawSun,
  type Scene,
} from "./sky.ts";

interface RidgeOptions {
  readonly light?: {
    readonly kind: "sun" | "moon";
    readonly x: number;
    readonly y: number;
    readonly size?: number;
    readonly phase?: number;
  };
  readonly ridges?: number;
  /** How high the farthest ridge rises. */
  readonly height?: number;
  readonly sharp?: boolean;
  /** Conifers on the nearest so many ridges. */
  readonly wooded?: number;
  readonly snow?: boolean;
  readonly clouds?: "heaps" | "streaks";
  readonly birds?: boolean;
  readonly aurora?: readonly [Rgb, Rgb, Rgb];
  /** Where a lake begins that mirrors it all. */
  readonly lake?: number;
  readonly milkyWay?: boolean;
  /** Something more behind the nearest ridge. */
  readonly behind?: (palette: Palette, random: Random, aspect: number) => Draw;
  /** Something more in front of it all. */
  readonly before?: (palette: Palette, random: Random, aspect: number) => Draw;
}

export function ridges({
  light,
  ridges: count = 5,
  height = 0.3,
  sharp = true,
  wooded = 1,
  snow = false,
  clouds,
  birds = false,
  aurora,
  lake,
  milkyWay = false,
  behind,
  before,
}: RidgeOptions): Scene {
  return (palette, random, aspect) => {
    const stars = createStars(random.fork(), aspect, 0.7);
    const heaps = createClouds(random.fork(), aspect, { from: 0.14, to: 0.4 });
    const streaks = createStreaks(random.fork(), aspect, 0.2, 0.5);
    const flock = createBirds(random.fork(), [aspect * random.between(0.3, 0.7), 0.25]);
    const curtains = aurora === undefined ? null : createAurora(random.fork(), aurora);
    const drawBehind = behind?.(palette, random.fork(), aspect);
    const drawBefore = before?.(palette, random.fork(), aspect);
    const bottom = lake ?? 1;
    const shapes = Array.from({ length: count }, (_, index) => {
      const share = count === 1 ? 1 : index / (count - 1);
      const noise = createNoise1(random.fork());
      const base = lerp(0.6, 0.93, share ** 1.15) * bottom;
      const rise = lerp(height, 0.1, share ** 0.7);
      const rough = creased(noise, 6);
      const soft = layered(noise, sharp ? 5 : 3);
      const steep = sharp ? 1 - share : 0;
      const stretch = lerp(1.25, 1.9, share);
      const topAt = (x: number) => {
        const peak = (rough(x * stretch) - 0.55) * 2.1;
        return base - rise * (steep * peak + (1 - steep) * soft(x * stretch * 0.9));
      };
      const colour = mix(palette.far, palette.near, share ** 1.1);
      const mist = mix(colour, palette.horizon, lerp(0.62, 0.06, share));
      const trees = index >= count - wooded ? createConifers(random.fork(), aspect, share) : null;
      const facets = layered(createNoise1(random.fork()), 3);
      return {
        topAt,
        colour,
        mist,
        share,
        trees,
        facets,
        moves: lerp(0.003, 0.03, share),
        misty: base - rise * 0.75,
        clear: lerp(0.24, 0.4, share),
      };
    });
    const ripple = createRipple(random.fork());

    return (canvas, time) => {
      drawSky(canvas, palette, 0.72 * bottom);
      if (palette.stars > 0) stars(canvas, time, palette.stars);
      curtains?.(canvas, time);
      if (milkyWay) drawMilkyWay(canvas, mix(palette.horizon, rgb("#b9a2e8"), 0.4));
      if (light !== undefined) {
        const centre: Point = [light.x * aspect, light.y - 0.02 * time];
        if (light.kind === "sun") drawSun(canvas, palette, centre, light.size ?? 0.05);
        else drawMoon(canvas, palette, centre, light.size ?? 0.045, light.phase ?? 1);
      }
      if (clouds === "heaps") heaps(canvas, time, cloudColour(palette));
      if (clouds === "streaks") streaks(canvas, time, mix(palette.light, palette.horizon, 0.5));
      if (birds) flock(canvas, time, mix(palette.near, palette.far, 0.3));
      for (const [index, { topAt, colour, mist, trees, facets, moves, misty, clear }] of shapes.entries()) {
        if (index === count - 1) drawBehind?.(canvas, time);
        const shift = time * moves;
        const top = (x: number) => topAt(x + shift);
        trees?.(canvas, top, colour, shift);
        const capped = snow && index === 0;
        const white = mix(lighter(mist, 0.75), palette.light, 0.4);
        const whiteShade = mix(white, colour, 0.42);
        const shade = darker(mist, 0.25);
        paintBelow(canvas, top, (x, y, depth) => {
          const body = blended(colour, mist, (y - misty) / clear);
          if (!capped) return body;
          const wander = facets(x * 5 + shift * 5 + depth * 9);
          const place = x + shift + wander * 0.05;
          const slope = topAt(place + 0.035) - topAt(place - 0.035);
          const lit = smoothstep(-0.004, 0.004, light !== undefined && light.x > 0.5 ? slope : -slope);
          const snowy = 1 - smoothstep(-0.004, 0.004, depth - 0.42 * height * (1 + 0.75 * facets(x * 12 + shift * 12)));
          return blended(blended(body, shade, 1 - lit), blended(white, whiteShade, 1 - lit), snowy);
        });
      }
      drawBefore?.(canvas, time);
      if (lake !== undefined) {
        mirror(canvas, lake, (x, y) => ripple(x, y, time, lake), {
          tint: darker(mix(palette.near, palette.sky(0.4), 0.55), 0.15),
          tintAt: (y) => lerp(0.16, 0.5, (y - lake) / (1 - lake)),
        });
      }
    };
  };
}
