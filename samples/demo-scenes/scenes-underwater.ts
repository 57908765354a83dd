/** What is below the sea. */
import { brighten, type Canvas, glow, type Point, paintAll, paintBelow } from "./canvas.ts";
import { blended, darker, gradient, lighter, mix, type Rgb, rgb } from "./colours.ts";
import type { Palette } from "./palettes.ts";
import { createNoise1, layered, lerp, smoothstep } from "./random.ts";
import { disc, ellipse, line, polygon } from "./shapes.ts";
import type { Scene } from "./sky.ts";

/** Light from above, weed on the ground, and somebody swimming. */
export function underwater({ who }: { readonly who: "fish" | "jellyfish" | "whale" }): Scene {
  return (palette, random, aspect) => {
    const water = gradient(
      lighter(palette.horizon, 0.15),
      palette.far,
      mix(palette.far, palette.near, 0.6),
      palette.near,
    );
    const grounds = [0.8, 0.9].map((base) => ({ base, noise: layered(createNoise1(random.fork()), 3) }));
    const shafts = layered(createNoise1(random.fork()), 2);
    const weeds = Array.from({ length: Math.round(6 * aspect) }, (_, clump) => ({
      x: (clump + random.between(0, 1)) / 6,
      blades: Array.from({ length: 5 }, (_, blade) => ({
        x: (blade - 2) * 0.014,
        tall: random.between(0.08, 0.3),
        phase: random.between(0, 2),
      })),
    }));
    const school = Array.from({ length: 46 }, () => ({
      x: random.between(-0.5, 0.5),
      y: random.between(-0.24, 0.24),
      size: random.between(0.024, 0.045),
      phase: random.between(0, 6),
    }));
    const bubbles = Array.from({ length: 16 }, () => ({
      x: random.between(0, aspect),
      y: random(),
      size: random.between(0.003, 0.009),
      speed: random.between(0.1, 0.3),
    }));
    return (canvas, time) => {
      paintAll(canvas, (_, y) => water(y));
      brighten(
        canvas,
        [0, 0, aspect, 0.9],
        (x, y) => {
          const ray = shafts((x - aspect * 0.5) * (5.5 / (1 + y * 1.4)) + 20 + time * 0.35);
          return 0.42 * smoothstep(-0.1, 0.85, ray) * (1 - y / 0.9) ** 1.4;
        },
        () => palette.light,
      );
      glow(canvas, [aspect * 0.5, -0.05], 0.7, palette.light, 0.55);
      const middle: Point = [aspect * 0.5 + 0.06 * time, 0.45];
      if (who === "fish") {
        for (const { x, y, size, phase } of school) {
          if ((x / 0.5) ** 2 + (y / 0.24) ** 2 > 1) continue;
          drawFish(
            canvas,
            [middle[0] + x, middle[1] + y + 0.006 * Math.sin(time * 6 + phase)],
            size,
            mix(palette.near, palette.far, 0.12 + 0.3 * ((phase * 7) % 1)),
            time * 16 + phase,
          );
        }
      }
      if (who === "jellyfish") {
        for (const [x, y, size] of [
          [0.36, 0.42, 0.13],
          [0.66, 0.3, 0.08],
          [0.58, 0.68, 0.06],
          [0.16, 0.66, 0.05],
        ] as const) {
          drawJellyfish(
            canvas,
            [aspect * x, y - 0.03 * time],
            size,
            mix(palette.light, rgb("#ff9fcf"), 0.45),
            time + x * 5,
          );
        }
      }
      if (who === "whale") drawWhale(canvas, [middle[0], middle[1] - 0.01], 0.36, palette, time);
      for (const [index, { base, noise }] of grounds.entries()) {
        const colour = mix(palette.near, palette.far, 0.25 - index * 0.25);
        for (const [number, { x, blades }] of weeds.entries()) {
          if (number % 2 !== index) continue;
          for (const blade of blades)
            drawWeed(canvas, [x + blade.x, base + 0.08], blade.tall + 0.06, colour, time * 3 + blade.phase + x * 4);
        }
        paintBelow(canvas, (x) => base + 0.07 * noise(x * 1.5 + index * 4), colour);
      }
      for (const { x, y, size, speed } of bubbles) {
        const risen = 1 - ((y + time * speed) % 1);
        disc(canvas, [x + 0.008 * Math.sin(risen * 20), risen], size, palette.light, { alpha: 0.4, blur: size * 0.8 });
      }
    };
  };
}

function drawWeed(canvas: Canvas, [x, foot]: Point, tall: number, colour: Rgb, phase: number): void {
  const joint = (share: number): Point => [x + 0.035 * share * Math.sin(phase + share * 3.5), foot - tall * share];
  for (let step = 0; step < 7; step += 1)
    line(canvas, joint(step / 7), joint((step + 1) / 7), lerp(0.02, 0.003, step / 7), colour);
}

function drawFish(canvas: Canvas, [x, y]: Point, size: number, colour: Rgb, phase: number): void {
  const flick = 0.3 * Math.sin(phase);
  ellipse(canvas, [x, y], [size, size * 0.38], colour);
  polygon(
    canvas,
    [
      [x - size * 0.75, y],
      [x - size * 1.55, y - size * (0.45 + flick)],
      [x - size * 1.55, y + size * (0.45 - flick)],
    ],
    colour,
  );
}

function drawJellyfish(canvas: Canvas, [x, y]: Point, size: number, colour: Rgb, time: number): void {
  const pulse = 1 + 0.08 * Math.sin(time * 7);
  for (let arm = -4; arm <= 4; arm += 1) {
    const joint = (share: number): Point => [
      x + size * (arm / 4.6) * (1 - 0.35 * share) + size * 0.16 * share * Math.sin(time * 5 + share * 5 + arm),
      y + size * 1.9 * share * (1 - 0.08 * Math.abs(arm)),
    ];
    for (let step = 0; step < 7; step += 1)
      line(
        canvas,
        joint(step / 7),
        joint((step + 1) / 7),
        size * lerp(0.07, 0.02, step / 7),
        colour,
        lerp(0.5, 0.12, step / 7),
      );
  }
  const dome: Point[] = Array.from({ length: 25 }, (_, step): Point => {
    const angle = Math.PI * (1 + step / 24);
    return [x + Math.cos(angle) * size * pulse, y + (Math.sin(angle) * size * 0.86) / pulse];
  });
  const skirt: Point[] = Array.from(
    { length: 17 },
    (_, step): Point => [
      x + size * pulse * (1 - step / 8),
      y + size * 0.1 * Math.abs(Math.sin((step / 16) * Math.PI * 4)),
    ],
  );
  polygon(canvas, [...dome, ...skirt], (_, py) => blended(lighter(colour, 0.45), colour, (py - y + size) / size), 0.86);
  glow(canvas, [x, y - size * 0.2], size * 2.2, colour, 0.35);
}

function drawWhale(canvas: Canvas, [x, y]: Point, size: number, palette: Palette, time: number): void {
  const back = mix(palette.near, palette.far, 0.12);
  const belly = mix(palette.far, palette.light, 0.35);
  const beat = 0.05 * Math.sin(time * 5);
  const spine = (share: number) =>
    y + size * (0.02 * Math.sin(time * 5 - share * 3) + (share < 0.5 ? 0 : (share - 0.5) ** 2 * (0.35 + beat * 3)));
  const thick = (share: number) =>
    size * (0.25 * Math.max(0, Math.sin(Math.PI * share ** 0.62)) ** 0.75 + 0.012 * share);
  const along = Array.from({ length: 33 }, (_, step) => step / 32);
  const place = (share: number) => x + size * (0.95 - share * 1.9);
  polygon(
    canvas,
    [
      ...along.map((share): Point => [place(share), spine(share) - thick(share) * 0.85]),
      ...along.toReversed().map((share): Point => [place(share), spine(share) + thick(share)]),
    ],
    back,
  );
  const chin = along.filter((share) => share < 0.6);
  polygon(
    canvas,
    [
      ...chin.map((share): Point => [place(share), spine(share) + thick(share) * lerp(0.25, 0.8, share / 0.6)]),
      ...chin.toReversed().map((share): Point => [place(share), spine(share) + thick(share)]),
    ],
    belly,
    0.7,
  );
  const tail: Point = [place(1), spine(1)];
  for (const side of [-1, 1]) {
    polygon(
      canvas,
      [
        [tail[0] + size * 0.05, tail[1]],
        [tail[0] - size * 0.12, tail[1] - size * (0.1 + beat) * (side === 1 ? 1 : 0.2) - size * 0.05],
        [tail[0] - size * 0.2, tail[1] + side * -size * 0.13 + size * 0.02],
        [tail[0] - size * 0.06, tail[1] + size * 0.03],
      ],
      back,
    );
  }
  polygon(
    canvas,
    [
      [place(0.3), spine(0.3) + thick(0.3) * 0.6],
      [place(0.42), spine(0.42) + thick(0.42) * 0.7],
      [place(0.52), spine(0.4) + size * (0.42 + beat)],
    ],
    mix(back, palette.far, 0.2),
  );
  disc(canvas, [place(0.14), spine(0.14) + size * 0.03], size * 0.012, darker(palette.near, 0.4));
}
