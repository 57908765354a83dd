/** What stands at the shore. */
import { type Canvas, glow, type Point, paintBelow } from "./canvas.ts";
import { blended, darker, lighter, mix, rgb } from "./colours.ts";
import type { Palette } from "./palettes.ts";
import { lerp, smoothstep } from "./random.ts";
import { ellipse, line, polygon, rectangle } from "./shapes.ts";

export function drawLighthouse(canvas: Canvas, palette: Palette, [x, foot]: Point, time: number): void {
  const rock = darker(palette.near, 0.05);
  const lamp: Point = [x, foot - 0.37];
  const white = mix(lighter(palette.horizon, 0.5), palette.near, 0.12);
  const red = mix(rgb("#c8423b"), palette.near, 0.2);
  const angle = 0.16 * Math.sin(time * 3.2);
  for (const side of [-1, 1]) {
    const beam = (spread: number): Point => [lamp[0] + side * 1.6, lamp[1] + 1.6 * (side * angle * 0.6 + spread)];
    polygon(canvas, [lamp, beam(-0.07), beam(0.07)], rgb("#fff0bd"), 0.2);
  }
  for (let band = 0; band < 5; band += 1) {
    const [from, to] = [band / 5, (band + 1) / 5];
    const [low, high] = [foot - 0.02 - 0.31 * from, foot - 0.02 - 0.31 * to];
    const points: Point[] = [
      [x - edgeAt(from), low],
      [x + edgeAt(from), low],
      [x + edgeAt(to), high],
      [x - edgeAt(to), high],
    ];
    const colour = band % 2 === 0 ? white : red;
    polygon(canvas, points, (px) => blended(colour, rock, smoothstep(x - 0.02, x + 0.05, px) * 0.45));
  }
  rectangle(canvas, [x - 0.033, foot - 0.338, x + 0.033, foot - 0.329], rock);
  rectangle(canvas, [x - 0.017, foot - 0.378, x + 0.017, foot - 0.336], rgb("#ffe9a8"));
  polygon(
    canvas,
    [
      [x - 0.024, foot - 0.376],
      [x + 0.024, foot - 0.376],
      [x, foot - 0.41],
    ],
    red,
  );
  glow(canvas, lamp, 0.22, rgb("#ffe2a0"), 0.8);
  const rocks: Point[] = [
    [x - 0.3, foot + 0.05],
    [x - 0.2, foot + 0.005],
    [x - 0.13, foot - 0.002],
    [x - 0.08, foot - 0.034],
    [x + 0.07, foot - 0.036],
    [x + 0.12, foot - 0.006],
    [x + 0.19, foot + 0.008],
    [x + 0.29, foot + 0.05],
  ];
  polygon(canvas, rocks, rock);
  ellipse(canvas, [x, foot + 0.052], [0.31, 0.008], lighter(palette.horizon, 0.3), { alpha: 0.35, blur: 0.008 });
}

/** Half of how wide the tower is. */
function edgeAt(up: number): number {
  return lerp(0.036, 0.024, up);
}

export function drawPalms(canvas: Canvas, palette: Palette, aspect: number, onLeft: boolean, time: number): void {
  const dark = darker(palette.near, 0.25);
  const side = onLeft ? 1 : -1;
  const edge = onLeft ? 0 : aspect;
  paintBelow(canvas, (x) => 0.86 + 0.5 * (Math.abs(x - edge) / aspect) ** 1.6, dark);
  for (const [place, tall, lean] of [
    [0.12, 0.62, 0.16],
    [0.26, 0.5, 0.2],
    [0.02, 0.45, 0.1],
  ] as const) {
    const foot: Point = [edge + side * place, 0.92];
    const sway = 0.01 * Math.sin(time * 4 + place * 20);
    const joint = (share: number): Point => [
      foot[0] + side * (lean * share ** 1.8) + sway * share,
      foot[1] - tall * share,
    ];
    for (let step = 0; step < 8; step += 1)
      line(canvas, joint(step / 8), joint((step + 1) / 8), lerp(0.02, 0.011, step / 8), dark);
    const crown = joint(1);
    for (const angle of [-3.35, -2.95, -2.5, -2, -1.45, -0.95, -0.5, -0.1, 0.25]) {
      const long = tall * 0.46 * (0.9 + 0.1 * Math.sin(angle * 7));
      const spine = (share: number): Point => [
        crown[0] + Math.cos(angle) * long * share * (1 - 0.2 * share) + sway * share,
        crown[1] + Math.sin(angle) * long * share * 0.75 + long * 0.62 * share ** 2.2,
      ];
      const shares = Array.from({ length: 13 }, (_, step) => step / 12);
      const leaf = (share: number) => long * 0.13 * Math.sin(Math.PI * share ** 0.8);
      const upper = shares.map((share): Point => [spine(share)[0], spine(share)[1] - leaf(share) * 0.25]);
      const lower = shares.map((share): Point => [spine(share)[0], spine(share)[1] + leaf(share)]);
      polygon(canvas, [...upper, ...lower.toReversed()], dark);
    }
  }
}
