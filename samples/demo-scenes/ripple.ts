/** Waves on still water. */
import { createNoise1, type Random } from "./random.ts";

/** How the picture in the water is bent to the side, the more the nearer. */
export function createRipple(random: Random): (x: number, y: number, time: number, horizon: number) => number {
  const noise = createNoise1(random);
  return (x, y, time, horizon) => {
    const near = (y - horizon) / (1 - horizon);
    const wave = Math.sin(60 * Math.log(near + 0.12) + time * 3 + noise(x * 3) * 1.5);
    return 0.011 * (0.15 + near) * wave;
  };
}
