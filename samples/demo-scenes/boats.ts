/** Small boats. */
import type { Canvas, Point } from "./canvas.ts";
import { darker, mix } from "./colours.ts";
import type { Palette } from "./palettes.ts";
import { disc, ellipse, line, polygon } from "./shapes.ts";

export function drawSailboat(canvas: Canvas, [x, foot]: Point, tall: number, palette: Palette, time: number): void {
  const lean = 0.05 * Math.sin(time * 4);
  const at = (across: number, up: number): Point => [
    x + tall * (across + up * lean),
    foot - tall * up + tall * 0.012 * Math.sin(time * 6),
  ];
  const sail = mix(palette.light, palette.horizon, 0.22);
  const hull = darker(palette.near, 0.1);
  ellipse(canvas, [x, foot + tall * 0.1], [tall * 0.3, tall * 0.035], hull, { alpha: 0.35, blur: tall * 0.06 });
  polygon(
    canvas,
    [
      [x - tall * 0.16, foot + tall * 0.06],
      [x + tall * 0.24, foot + tall * 0.06],
      [x + tall * 0.05, foot + tall * 0.62],
    ],
    sail,
    0.16,
  );
  polygon(canvas, [at(-0.02, 0.12), at(-0.02, 1), at(0.26, 0.5), at(0.34, 0.13)], sail);
  polygon(canvas, [at(-0.05, 0.14), at(-0.04, 0.86), at(-0.28, 0.16)], mix(sail, palette.far, 0.3));
  line(canvas, at(-0.03, 0.05), at(-0.03, 1.02), tall * 0.014, hull);
  polygon(canvas, [at(-0.32, 0.09), at(0.38, 0.09), at(0.28, -0.02), at(-0.22, -0.02)], hull);
}

export function drawRowingBoat(canvas: Canvas, [x, foot]: Point, size: number, palette: Palette, time: number): void {
  const dark = darker(palette.near, 0.15);
  const y = foot + 0.003 * Math.sin(time * 6);
  ellipse(canvas, [x, y + size * 0.2], [size * 1.05, size * 0.09], dark, { alpha: 0.4, blur: size * 0.12 });
  polygon(
    canvas,
    [
      [x - size, y - size * 0.17],
      [x - size * 0.6, y - size * 0.02],
      [x + size * 0.6, y - size * 0.02],
      [x + size, y - size * 0.17],
      [x + size * 0.68, y + size * 0.15],
      [x - size * 0.68, y + size * 0.15],
    ],
    dark,
  );
  polygon(
    canvas,
    [
      [x - size * 0.16, y],
      [x - size * 0.13, y - size * 0.42],
      [x + size * 0.06, y - size * 0.42],
      [x + size * 0.16, y],
    ],
    dark,
  );
  disc(canvas, [x - size * 0.03, y - size * 0.56], size * 0.12, dark);
  const stroke = Math.sin(time * 5) * size * 0.35;
  line(canvas, [x, y - size * 0.24], [x + size * 0.75 + stroke, y + size * 0.2], size * 0.05, dark);
}
