/** Pictures of nothing but light and colour. */
import { brighten, glow, type Point, paintAll, paintBelow } from "./canvas.ts";
import { blended, darker, gradient, lighter, mix, turned } from "./colours.ts";
import { clamp, createNoise1, createNoise2, lerp, smoothstep } from "./random.ts";
import { disc } from "./shapes.ts";
import type { Scene } from "./sky.ts";

/** Sheets of silk behind each other. */
export function ribbons(): Scene {
  return (palette, random, aspect) => {
    const ramp = gradient(palette.horizon, palette.sky(0.75), palette.far, palette.sky(0.3), palette.near);
    const sheets = Array.from({ length: 7 }, (_, index) => ({
      base: 0.16 + index * 0.125,
      swing: random.between(0.07, 0.15),
      length: random.between(1.1, 2.4) / Math.max(aspect, 1),
      phase: random.between(0, 6.28),
      speed: random.between(0.35, 0.8) * (random() < 0.5 ? -1 : 1),
      tilt: random.between(-0.12, 0.12),
    }));
    return (canvas, time) => {
      const first = ramp(0);
      paintAll(canvas, (_, y) => blended(lighter(first, 0.5), first, y * 2));
      for (const [index, { base, swing, length, phase, speed, tilt }] of sheets.entries()) {
        const share = (index + 1) / sheets.length;
        const [light, dark] = [lighter(ramp(share - 0.06), 0.22), darker(ramp(share), 0.12)];
        const topAt = (x: number) =>
          base +
          swing * Math.sin(x * length * 3.1 + phase + time * speed) +
          swing * 0.35 * Math.sin(x * length * 6.3 + phase * 2 - time * speed) +
          tilt * (x - aspect / 2);
        // A soft shadow falls on the sheet behind.
        const shadow = darker(ramp(share), 0.6);
        paintBelow(canvas, (x) => topAt(x) - 0.07, shadow, {
          alphaAt: (depth) => 0.42 * clamp(depth / 0.07) ** 2.4,
          deepest: 0.08,
        });
        paintBelow(canvas, topAt, (_x, _y, depth) => blended(light, dark, clamp(depth / 0.26) ** 0.7));
      }
    };
  };
}

/** Colours that flow into each other. */
export function flow(): Scene {
  return (palette, random, aspect) => {
    const ramp = gradient(
      palette.near,
      palette.top,
      palette.sky(0.33),
      palette.sky(0.66),
      palette.horizon,
      palette.light,
    );
    const noise = createNoise2(random.fork());
    const tilt = random.between(-0.5, 0.5);
    return (canvas, time) => {
      paintAll(canvas, (x, y) => {
        const bend =
          0.34 * noise(x * 1.1 + time * 0.3, y * 0.9) + 0.16 * Math.sin(x * 2.6 + y * 1.7 + time * 1.4 + tilt * 9);
        return ramp(0.1 + 0.68 * (y + tilt * (x / aspect - 0.5)) + bend);
      });
    };
  };
}

/** Lights out of focus. */
export function bokeh(): Scene {
  return (palette, random, aspect) => {
    const hues = [
      palette.horizon,
      palette.sky(0.72),
      turned(palette.horizon, 45),
      turned(palette.sky(0.6), -40),
      palette.far,
    ] as const;
    const lights = Array.from({ length: 34 }, () => ({
      x: random.between(-0.05, aspect + 0.05),
      y: clamp(0.55 + random.between(-0.42, 0.42) * random.between(0.4, 1), 0.02, 0.98),
      size: random.between(0.03, 0.1),
      colour: random.pick(hues),
      alpha: random.between(0.3, 0.75),
      phase: random.between(0, 6.28),
    }));
    return (canvas, time) => {
      paintAll(canvas, (_, y) => blended(darker(palette.top, 0.55), darker(palette.near, 0.35), y));
      glow(canvas, [aspect * 0.5, 0.62], 0.9, palette.sky(0.5), 0.6);
      for (const { x, y, size, colour, alpha, phase } of lights) {
        const middle: Point = [x + 0.03 * Math.sin(time * 2 + phase), y - 0.02 * time];
        const now = alpha * (0.8 + 0.2 * Math.sin(time * 5 + phase));
        brighten(
          canvas,
          [middle[0] - size * 1.1, middle[1] - size * 1.1, middle[0] + size * 1.1, middle[1] + size * 1.1],
          (px, py) => {
            const far = Math.hypot(px - middle[0], py - middle[1]) / size;
            return now * (1 - smoothstep(0.93, 1.06, far)) * lerp(0.72, 1.2, far ** 4);
          },
          () => colour,
        );
      }
    };
  };
}

/** Layers of cut paper, each with its shadow. */
export function paperCut(): Scene {
  return (palette, random, aspect) => {
    const noise = createNoise2(random.fork());
    const ramp = gradient(
      palette.near,
      palette.sky(0.2),
      palette.far,
      palette.sky(0.7),
      palette.horizon,
      palette.light,
    );
    const levels = 7;
    const sheet = (index: number) => ramp(clamp(index / levels));
    const heightAt = (x: number, y: number, time: number) => {
      const away = Math.hypot((x - aspect * 0.52) * 0.9, y - 0.48);
      return (
        levels *
        (away * 1.25 + 0.17 * noise(x * 2.1 + time * 0.22, y * 2.1) + 0.07 * noise(x * 4.3 + 9, y * 4.3 - time * 0.2))
      );
    };
    return (canvas, time) => {
      const soft = (10 * levels) / canvas.height / 4;
      paintAll(canvas, (x, y) => {
        const height = heightAt(x, y, time);
        const level = Math.floor(height);
        const edge = smoothstep(0, soft, height - level);
        // Higher sheets lie farther out, and throw their shadow inwards and down.
        const above = heightAt(x - 0.012, y - 0.02, time);
        const shade = 0.34 * smoothstep(level + 0.9, level + 1.25, above);
        const colour = blended(sheet(level - 1), sheet(level), edge);
        return blended(colour, [10, 8, 24], shade);
      });
    };
  };
}

/** Rings of colour round a low sun. */
export function rings(): Scene {
  return (palette, random, aspect) => {
    const ramp = gradient(
      palette.light,
      palette.horizon,
      palette.sky(0.7),
      palette.sky(0.4),
      palette.top,
      palette.near,
    );
    const hills = createNoise1(random.fork());
    return (canvas, time) => {
      paintAll(canvas, palette.near);
      const centre: Point = [aspect * 0.5, 0.66];
      const count = 9;
      for (let ring = count; ring >= 0; ring -= 1) {
        const radius = 0.11 + ring * 0.105 + 0.02 * Math.sin(time * 3 - ring * 0.7);
        disc(canvas, centre, radius, ramp(ring / count));
      }
      for (const [index, base] of [0.72, 0.8, 0.89].entries()) {
        paintBelow(
          canvas,
          (x) => base + 0.05 * hills(x * (1.2 + index * 0.3) + index * 7 + time * 0.08 * (index + 1)),
          mix(palette.far, palette.near, 0.25 + index * 0.37),
        );
      }
    };
  };
}
