/** A branch in bloom. */
import { glow, type Point, paintAll } from "./canvas.ts";
import { gradient, mix, rgb } from "./colours.ts";
import { lerp } from "./random.ts";
import { disc, line, polygon } from "./shapes.ts";
import type { Scene } from "./sky.ts";

/** A branch in bloom before the moon or the sun. */
export function blossom(): Scene {
  return (palette, random, aspect) => {
    const petals = Array.from({ length: 24 }, () => ({
      x: random.between(0, aspect),
      y: random(),
      size: random.between(0.006, 0.011),
      phase: random.between(0, 6.28),
    }));
    const joints: Point[] = Array.from({ length: 9 }, (_, step) => [
      aspect * (1.04 - step * 0.088),
      0.16 + 0.045 * step + random.between(-0.018, 0.018),
    ]);
    const twigs = joints.slice(1).flatMap(([x, y], index) =>
      [-1, 1].map((side): readonly [Point, Point] => [
        [x, y],
        [x - random.between(0.07, 0.16), y + side * random.between(0.05, 0.15) * (index % 2 === 0 ? 1 : 0.6)],
      ]),
    );
    const flowers = twigs.flatMap(([from, to]) =>
      Array.from({ length: 9 }, () => {
        const along = random.between(0.35, 1.08);
        return {
          x: lerp(from[0], to[0], along) + random.between(-0.034, 0.034),
          y: lerp(from[1], to[1], along) + random.between(-0.034, 0.034),
          size: random.between(0.016, 0.034),
          tone: random(),
        };
      }),
    );
    const pink = gradient(rgb("#fff2f5"), rgb("#ffc9d8"), rgb("#f293b3"));
    return (canvas, time) => {
      paintAll(canvas, (_, y) => palette.sky(y));
      glow(canvas, [aspect * 0.36, 0.55], 0.7, palette.light, 0.35);
      disc(canvas, [aspect * 0.36, 0.55], 0.22, mix(palette.light, palette.horizon, 0.18));
      const sway = (x: number) => 0.006 * Math.sin(time * 4 + x * 4) * (aspect - x);
      const bark = mix(palette.near, rgb("#3b1f24"), 0.5);
      for (let step = 0; step + 1 < joints.length; step += 1) {
        const [from, to] = [joints[step] ?? [0, 0], joints[step + 1] ?? [0, 0]];
        line(
          canvas,
          [from[0], from[1] + sway(from[0])],
          [to[0], to[1] + sway(to[0])],
          lerp(0.03, 0.007, step / 8),
          bark,
        );
      }
      for (const [from, to] of twigs)
        line(canvas, [from[0], from[1] + sway(from[0])], [to[0], to[1] + sway(to[0])], 0.006, bark);
      for (const { x, y, size, tone } of flowers) {
        const colour = pink(tone);
        for (let leaf = 0; leaf < 5; leaf += 1) {
          const angle = (leaf / 5) * Math.PI * 2 + tone * 6;
          disc(
            canvas,
            [x + Math.cos(angle) * size * 0.55, y + sway(x) + Math.sin(angle) * size * 0.55],
            size * 0.5,
            colour,
          );
        }
        disc(canvas, [x, y + sway(x)], size * 0.24, mix(colour, rgb("#d9527e"), 0.6));
      }
      for (const { x, y, size, phase } of petals) {
        const fallen = (y + time * 0.22) % 1;
        const angle = time * 4 + phase;
        const at: Point = [x - 0.12 * time + 0.03 * Math.sin(angle), fallen];
        polygon(
          canvas,
          [
            [at[0] - size, at[1]],
            [at[0], at[1] - size * 0.6 * Math.abs(Math.cos(angle)) - 0.001],
            [at[0] + size, at[1]],
            [at[0], at[1] + size * 0.6 * Math.abs(Math.cos(angle)) + 0.001],
          ],
          pink(0.35 + (phase % 1) * 0.4),
        );
      }
    };
  };
}
