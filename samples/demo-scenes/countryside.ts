/** What stands on a field or flies above it. */
import { type Canvas, glow, type Point } from "./canvas.ts";
import { blended, darker, lighter, mix, rgb } from "./colours.ts";
import type { Palette } from "./palettes.ts";
import { clamp, lerp, type Random, smoothstep } from "./random.ts";
import { disc, ellipse, line, polygon, rectangle } from "./shapes.ts";
import type { Draw } from "./sky.ts";

export type Detail = (canvas: Canvas, time: number, palette: Palette) => void;

export function drawWindmill(canvas: Canvas, [x, foot]: Point, tall: number, palette: Palette, time: number): void {
  const wall = mix(rgb("#a8603f"), palette.near, 0.35);
  const top = foot - tall * 0.72;
  polygon(
    canvas,
    [
      [x - tall * 0.17, foot],
      [x - tall * 0.1, top],
      [x + tall * 0.1, top],
      [x + tall * 0.17, foot],
    ],
    (px) => blended(wall, palette.near, smoothstep(x - tall * 0.05, x + tall * 0.17, px) * 0.6),
  );
  polygon(
    canvas,
    [
      [x - tall * 0.12, top + tall * 0.005],
      [x - tall * 0.05, top - tall * 0.11],
      [x + tall * 0.05, top - tall * 0.11],
      [x + tall * 0.12, top + tall * 0.005],
    ],
    darker(palette.near, 0.1),
  );
  rectangle(canvas, [x - tall * 0.04, foot - tall * 0.15, x + tall * 0.04, foot], darker(palette.near, 0.15));
  const hub: Point = [x, top - tall * 0.035];
  const cloth = mix(rgb("#fff6e4"), palette.near, 0.08);
  for (let blade = 0; blade < 4; blade += 1) {
    const angle = time * 1.1 + 0.5 + (blade * Math.PI) / 2;
    const along: Point = [Math.cos(angle), Math.sin(angle)];
    const at = (far: number, side: number): Point => [
      hub[0] + tall * (along[0] * far - along[1] * side),
      hub[1] + tall * (along[1] * far + along[0] * side),
    ];
    polygon(canvas, [at(0.1, 0), at(0.48, 0), at(0.48, 0.1), at(0.1, 0.075)], cloth, 0.92);
    line(canvas, hub, at(0.49, 0), tall * 0.016, darker(palette.near, 0.2));
  }
  disc(canvas, hub, tall * 0.022, darker(palette.near, 0.3));
}

export function drawFarm(canvas: Canvas, [x, foot]: Point, palette: Palette): void {
  const red = mix(rgb("#a5443a"), palette.near, 0.25);
  const roof = mix(rgb("#4a3a38"), palette.near, 0.3);
  rectangle(canvas, [x - 0.09, foot - 0.075, x + 0.05, foot], red);
  polygon(
    canvas,
    [
      [x - 0.1, foot - 0.073],
      [x - 0.075, foot - 0.125],
      [x + 0.035, foot - 0.125],
      [x + 0.06, foot - 0.073],
    ],
    roof,
  );
  rectangle(canvas, [x - 0.04, foot - 0.05, x, foot], lighter(red, 0.6));
  rectangle(canvas, [x + 0.075, foot - 0.12, x + 0.11, foot], mix(rgb("#b9bdbb"), palette.near, 0.2));
  disc(canvas, [x + 0.0925, foot - 0.12], 0.0175, mix(rgb("#9aa09f"), palette.near, 0.25));
  for (const [tree, size] of [
    [-0.16, 0.04],
    [0.17, 0.05],
    [-0.22, 0.028],
  ] as const) {
    line(canvas, [x + tree, foot], [x + tree, foot - size], size * 0.2, roof);
    ellipse(canvas, [x + tree, foot - size * 1.5], [size * 0.8, size], mix(palette.near, palette.far, 0.25));
  }
}

/** Hot-air balloons. */
export function createBalloons(random: Random, aspect: number, count = 6): Detail {
  const pairs = [
    ["#e4572e", "#ffc857"],
    ["#2e86ab", "#f6f5ae"],
    ["#a23b72", "#f7c1bb"],
    ["#3bb273", "#fdf0d5"],
    ["#f18f01", "#fff1d0"],
    ["#5b5f97", "#ffc145"],
  ] as const;
  const balloons = Array.from({ length: count }, (_, index) => ({
    x: ((index + random.between(0.25, 0.75)) / count) * aspect,
    y: random.between(0.12, 0.42),
    size: [0.1, 0.045, 0.07, 0.125, 0.035, 0.06][index % 6] ?? 0.06,
    colours: (pairs[index % pairs.length] ?? pairs[0]).map(rgb),
    phase: random.between(0, 6),
  }));
  return (canvas, time, palette) => {
    for (const { x, y, size, colours, phase } of balloons) {
      const middle: Point = [x + 0.03 * time, y - 0.03 * time + 0.006 * Math.sin(time * 4 + phase)];
      const haze = lerp(0.4, 0.05, clamp(size / 0.11));
      const outline = (share: number): Point[] => {
        const right: Point[] = Array.from({ length: 22 }, (_, step): Point => {
          const angle = -Math.PI / 2 + (step / 21) * (Math.PI * 0.72);
          return [middle[0] + Math.cos(angle) * size * share, middle[1] + Math.sin(angle) * size];
        });
        const skirt: Point[] = [
          [middle[0] + size * 0.17 * share, middle[1] + size * 1.32],
          [middle[0] - size * 0.17 * share, middle[1] + size * 1.32],
        ];
        return [...right, ...skirt, ...right.toReversed().map(([px, py]): Point => [2 * middle[0] - px, py])];
      };
      for (const [index, share] of [1, 0.74, 0.44, 0.15].entries()) {
        const colour = mix(colours[index % 2] ?? [255, 255, 255], palette.horizon, haze);
        polygon(canvas, outline(share), (px) =>
          blended(colour, palette.near, 0.32 * smoothstep(middle[0] - size * 0.2, middle[0] + size, px)),
        );
      }
      const dark = mix(palette.near, palette.horizon, haze);
      for (const side of [-1, 1])
        line(
          canvas,
          [middle[0] + side * size * 0.14, middle[1] + size * 1.32],
          [middle[0] + side * size * 0.1, middle[1] + size * 1.6],
          size * 0.018,
          dark,
        );
      rectangle(
        canvas,
        [middle[0] - size * 0.13, middle[1] + size * 1.58, middle[0] + size * 0.13, middle[1] + size * 1.8],
        dark,
      );
    }
  };
}

/** A tent with a light in it. */
export function drawTent(x: number, foot: number): (palette: Palette) => Draw {
  return (palette) => (canvas, time) => {
    const flicker = 0.85 + 0.15 * Math.sin(time * 17);
    glow(canvas, [x, foot - 0.04], 0.4, rgb("#ff9d4d"), 0.4 * flicker);
    const cloth = mix(rgb("#f0a04b"), palette.near, 0.1);
    polygon(
      canvas,
      [
        [x - 0.13, foot],
        [x - 0.015, foot - 0.15],
        [x + 0.14, foot],
      ],
      (_, y) => blended(rgb("#ffdf95"), cloth, clamp((foot - y) / 0.13)),
    );
    polygon(
      canvas,
      [
        [x - 0.02, foot],
        [x - 0.015, foot - 0.15],
        [x + 0.04, foot],
      ],
      darker(cloth, 0.35),
    );
    line(canvas, [x - 0.145, foot + 0.004], [x - 0.012, foot - 0.158], 0.005, darker(palette.near, 0.2));
    line(canvas, [x + 0.155, foot + 0.004], [x - 0.018, foot - 0.158], 0.005, darker(palette.near, 0.2));
  };
}
