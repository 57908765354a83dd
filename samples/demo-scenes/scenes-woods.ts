/** Misty forests, and hills under snow. */
import { brighten, type Canvas, glow, type Point, paintBelow } from "./canvas.ts";
import { blended, darker, lighter, mix, rgb } from "./colours.ts";
import { createConifers, drawConifer } from "./conifers.ts";
import type { Palette } from "./palettes.ts";
import { clamp, createNoise1, layered, lerp, smoothstep } from "./random.ts";
import { ridges } from "./scenes-mountains.ts";
import { disc, line, polygon, rectangle } from "./shapes.ts";
import { createStars, drawSky, type Scene } from "./sky.ts";

/** Conifers in the mist, row before row. */
export function forest({ rows = 5 }: { readonly rows?: number } = {}): Scene {
  return (palette, random, aspect) => {
    const beams = layered(createNoise1(random.fork()), 2);
    const layers = Array.from({ length: rows }, (_, index) => {
      const share = index / (rows - 1);
      const spacing = lerp(0.06, 0.2, share);
      const trees = Array.from({ length: Math.ceil((aspect + 0.6) / spacing) }, (_, tree) => ({
        x: (tree + random.between(-0.38, 0.38)) * spacing - 0.25,
        tall: lerp(0.2, 0.56, share) * random.between(0.62, 1.2),
      }));
      // The nearest trees stand at the sides, and leave the view into the wood open.
      const shown = trees.filter(({ x }) => share < 0.99 || Math.abs(x / aspect - 0.5) > 0.26);
      return { share, trees: shown, base: lerp(0.6, 1, share), ground: createNoise1(random.fork()) };
    });
    return (canvas, time) => {
      drawSky(canvas, palette, 0.7);
      const sun: Point = [aspect * 0.6, 0.26];
      glow(canvas, sun, 0.9, palette.light, 0.55);
      for (const { share, trees, base, ground } of layers) {
        const colour = mix(mix(palette.far, palette.horizon, 0.4), palette.near, share ** 1.2);
        const shift = time * lerp(0.002, 0.012, share);
        const top = (x: number) => base + 0.03 * ground((x + shift) * 2.2);
        for (const { x, tall } of trees) drawConifer(canvas, [x - shift, top(x - shift) + 0.02], tall, colour, 8);
        paintBelow(canvas, top, colour);
        const mist = mix(palette.horizon, palette.light, 0.3);
        const high = lerp(0.3, 0.36, share);
        // Mist lies before each row, deeper at its feet.
        const from = base - high * 0.55 + 0.004 * Math.sin(time * 3 + share * 9);
        if (share < 0.99) {
          paintBelow(canvas, () => from, mist, {
            alphaAt: (depth) => lerp(0.85, 0.45, share) * smoothstep(0, high, depth),
          });
        }
      }
      brighten(
        canvas,
        [0, 0, aspect, 1],
        (x, y) => {
          const angle = Math.atan2(x - sun[0], y + 0.35);
          const far = Math.hypot(x - sun[0], y + 0.35);
          return 0.3 * smoothstep(0.05, 0.7, beams(angle * 7 + time * 0.25)) * clamp(1.25 - far);
        },
        () => palette.light,
      );
    };
  };
}

/** Hills under snow, with a cabin whose window is lit, and flakes. */
export function snowfield({
  cabin = true,
  flakes = 34,
}: {
  readonly cabin?: boolean;
  readonly flakes?: number;
} = {}): Scene {
  return (palette, random, aspect) => {
    const stars = createStars(random.fork(), aspect, 0.6);
    const back = ridges({ ridges: 2, height: 0.22, wooded: 0, snow: true })(palette, random.fork(), aspect);
    const hills = [0.66, 0.76, 0.9].map((base, index) => {
      const noise = layered(createNoise1(random.fork()), 2);
      return { topAt: (x: number) => base + 0.05 * noise(x * 1.1 + index * 5), share: index / 2 };
    });
    const woods = hills.map(({ share }) => createConifers(random.fork(), aspect, share, lerp(0.03, 0.16, share)));
    const cabinX = aspect * random.between(0.28, 0.68);
    const falling = Array.from({ length: flakes }, () => ({
      x: random.between(0, aspect),
      y: random(),
      size: random.between(0.0025, 0.006),
      speed: random.between(0.25, 0.5),
    }));
    return (canvas, time) => {
      back(canvas, 0);
      if (palette.stars > 0) stars(canvas, time, palette.stars);
      for (const [index, { topAt, share }] of hills.entries()) {
        const bright = lighter(
          mix(palette.horizon, palette.far, lerp(0.5, 0.16, share)),
          lerp(0.15, 0.5, share) * (palette.stars === 1 ? 0.45 : 1),
        );
        const shade = mix(bright, palette.far, 0.62);
        woods[index]?.(canvas, topAt, mix(palette.far, palette.near, lerp(0.45, 0.95, share)), 0);
        paintBelow(canvas, topAt, (_x, _y, depth) => blended(bright, shade, depth / 0.2));
        if (cabin && index === 1) drawCabin(canvas, [cabinX, topAt(cabinX) + 0.012], palette, time);
      }
      for (const { x, y, size, speed } of falling) {
        const fallen = (y + time * speed) % 1;
        disc(canvas, [x + 0.02 * Math.sin(fallen * 9 + x * 30), fallen], size, rgb("#ffffff"), {
          alpha: 0.8,
          blur: size,
        });
      }
    };
  };
}

function drawCabin(canvas: Canvas, [x, foot]: Point, palette: Palette, time: number): void {
  const wall = mix(palette.near, rgb("#6b4030"), 0.5);
  const snow = lighter(palette.horizon, 0.55);
  for (let puff = 0; puff < 5; puff += 1) {
    const age = (puff / 5 + time * 0.6) % 1;
    disc(canvas, [x + 0.045 + 0.05 * age, foot - 0.15 - 0.16 * age], 0.008 + 0.02 * age, snow, {
      alpha: 0.4 * (1 - age),
      blur: 0.02,
    });
  }
  rectangle(canvas, [x + 0.034, foot - 0.142, x + 0.052, foot - 0.08], darker(wall, 0.2));
  rectangle(canvas, [x - 0.075, foot - 0.07, x + 0.075, foot], wall);
  polygon(
    canvas,
    [
      [x - 0.1, foot - 0.064],
      [x, foot - 0.142],
      [x + 0.1, foot - 0.064],
    ],
    darker(wall, 0.25),
  );
  polygon(
    canvas,
    [
      [x - 0.104, foot - 0.066],
      [x, foot - 0.15],
      [x + 0.104, foot - 0.066],
      [x + 0.086, foot - 0.066],
      [x, foot - 0.132],
      [x - 0.086, foot - 0.066],
    ],
    snow,
  );
  const lamp = rgb("#ffd27a");
  for (const side of [-0.046, 0.02]) rectangle(canvas, [x + side, foot - 0.05, x + side + 0.028, foot - 0.022], lamp);
  glow(canvas, [x, foot - 0.03], 0.2, rgb("#ffb347"), 0.3);
  line(canvas, [x - 0.11, foot + 0.001], [x + 0.11, foot + 0.001], 0.006, snow);
}
