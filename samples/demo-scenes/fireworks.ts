/** Fireworks, which rise and fade in turn. */
import { glow, type Point } from "./canvas.ts";
import { lighter, rgb } from "./colours.ts";
import type { Random } from "./random.ts";
import { disc, line } from "./shapes.ts";
import type { Draw } from "./sky.ts";

export function createFireworks(random: Random, aspect: number): Draw {
  const hues = ["#ffd166", "#ff6b8b", "#7ae0ff", "#c8a2ff", "#8affb0"] as const;
  const bursts = Array.from({ length: 5 }, (_, index) => ({
    x: ((index + random.between(0.3, 0.7)) / 5) * aspect,
    y: random.between(0.13, 0.36),
    size: random.between(0.11, 0.2),
    colour: rgb(hues[index] ?? "#ffd166"),
    start: (index * 0.37) % 1,
  }));
  return (canvas, time) => {
    for (const { x, y, size, colour, start } of bursts) {
      const age = (time + start) % 1;
      const reach = size * (1 - (1 - age) ** 3);
      const alpha = age < 0.75 ? 1 : (1 - age) * 4;
      glow(canvas, [x, y], size * 1.9, colour, 0.34 * alpha);
      for (let ray = 0; ray < 22; ray += 1) {
        const angle = (ray / 22) * Math.PI * 2;
        const length = reach * (ray % 2 === 0 ? 1 : 0.66);
        const point = (share: number): Point => [
          x + Math.cos(angle) * length * share,
          y + Math.sin(angle) * length * share + 0.09 * age * age * share,
        ];
        line(canvas, point(0.5), point(0.93), 0.0026, colour, 0.65 * alpha);
        disc(canvas, point(1), 0.0045, lighter(colour, 0.45), { alpha });
      }
    }
  };
}
