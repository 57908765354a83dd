/** Conifers, alone and as woods. */
import type { Canvas, Point } from "./canvas.ts";
import type { Rgb } from "./colours.ts";
import { clamp, createNoise1, layered, lerp, type Random } from "./random.ts";
import { polygon } from "./shapes.ts";

/** A wood along a line, of trees that differ. */
export function createConifers(random: Random, aspect: number, share: number, spacing = lerp(0.014, 0.034, share)) {
  const grove = layered(createNoise1(random), 2);
  const trees = Array.from({ length: Math.ceil((aspect + 0.4) / spacing) }, (_, index) => {
    const x = (index + random.between(-0.4, 0.4)) * spacing - 0.1;
    return { x, tall: spacing * random.between(1.5, 3.4) * (0.7 + 0.6 * clamp(grove(x * 3) + 0.5)) };
  });
  return (canvas: Canvas, topAt: (x: number) => number, colour: Rgb, shift: number): void => {
    for (const { x, tall } of trees) drawConifer(canvas, [x - shift, topAt(x - shift) + tall * 0.12], tall, colour);
  };
}

export function drawConifer(canvas: Canvas, [x, foot]: Point, tall: number, fill: Rgb, tiers = 5): void {
  const right: Point[] = [];
  const left: Point[] = [];
  for (let tier = 0; tier < tiers; tier += 1) {
    const from = tier / tiers;
    const to = (tier + 1) / tiers;
    right.push(
      [x + tall * 0.2 * from * 0.62, foot - tall * (1 - from)],
      [x + tall * 0.2 * to, foot - tall * (1 - to) + tall * 0.03],
    );
    left.push(
      [x - tall * 0.2 * from * 0.62, foot - tall * (1 - from)],
      [x - tall * 0.2 * to, foot - tall * (1 - to) + tall * 0.03],
    );
  }
  polygon(canvas, [...right, ...left.toReversed()], fill);
}
