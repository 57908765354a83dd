/** Old houses by the water. */
import { type Canvas, glow, mirror, type Point } from "./canvas.ts";
import { darker, lighter, mix, type Rgb, rgb } from "./colours.ts";
import type { Palette } from "./palettes.ts";
import { lerp } from "./random.ts";
import { createRipple } from "./ripple.ts";
import { disc, ellipse, line, polygon, rectangle } from "./shapes.ts";
import { cloudColour, createClouds, createStars, drawSky, type Scene } from "./sky.ts";

const walls = ["#d9695f", "#e8b04b", "#5d8aa8", "#c98f6b", "#7fa08a", "#efe0c2", "#b5576b", "#e08a4f"] as const;

/** Gabled houses on a quay. */
export function harbour({ lit = 0.3, boats = 3 }: { readonly lit?: number; readonly boats?: number } = {}): Scene {
  return (palette, random, aspect) => {
    const quay = 0.68;
    const clouds = createClouds(random.fork(), aspect, { count: 4, from: 0.14, to: 0.3 });
    const stars = createStars(random.fork(), aspect, 0.5);
    const ripple = createRipple(random.fork());
    const houses: { x: number; width: number; tall: number; colour: Rgb; gable: number; lamps: boolean[] }[] = [];
    let last = "";
    for (let x = -0.06; x < aspect + 0.1; ) {
      const width = random.between(0.11, 0.165);
      let wall = random.pick(walls);
      while (wall === last) wall = random.pick(walls);
      last = wall;
      houses.push({
        x,
        width,
        tall: random.between(0.24, 0.36),
        colour: rgb(wall),
        gable: Math.floor(random() * 3),
        lamps: Array.from({ length: 12 }, () => random() < lit),
      });
      x += width;
    }
    const shade = palette.stars > 0 ? 0.55 : 0.12;
    const moored = Array.from({ length: boats }, (_, index) => ({
      x: ((index + random.between(0.3, 0.7)) / boats) * aspect,
      size: random.between(0.09, 0.13),
      colour: rgb(random.pick(walls)),
    }));
    return (canvas, time) => {
      drawSky(canvas, palette, quay);
      if (palette.stars > 0) stars(canvas, time, palette.stars);
      glow(canvas, [aspect * 0.7, quay - 0.2], 0.7, mix(palette.light, palette.horizon, 0.4), 0.4);
      clouds(canvas, time, cloudColour(palette));
      for (const house of houses) drawHouse(canvas, house, quay, palette, shade);
      rectangle(canvas, [0, quay - 0.014, aspect, quay + 0.004], darker(mix(palette.near, palette.far, 0.25), 0.1));
      mirror(canvas, quay, (x, y) => 0.8 * ripple(x, y, time, quay), {
        squeeze: 1.15,
        tint: mix(palette.near, palette.sky(0.3), 0.45),
        tintAt: (y) => lerp(0.25, 0.65, (y - quay) / (1 - quay)),
      });
      for (const { x, size, colour } of moored)
        drawMooredBoat(
          canvas,
          [x, quay + 0.075 + 0.003 * Math.sin(time * 6 + x * 9)],
          size,
          mix(colour, palette.near, shade),
          palette,
        );
    };
  };
}

function drawHouse(
  canvas: Canvas,
  {
    x,
    width,
    tall,
    colour,
    gable,
    lamps: lit,
  }: { x: number; width: number; tall: number; colour: Rgb; gable: number; lamps: readonly boolean[] },
  quay: number,
  palette: Palette,
  shade: number,
): void {
  const wall = mix(mix(colour, palette.near, shade), palette.horizon, 0.1);
  const roof = mix(darker(colour, 0.45), palette.near, 0.5);
  const top = quay - tall;
  const middle = x + width / 2;
  rectangle(canvas, [x, top, x + width - 0.0015, quay], wall);
  if (gable === 0)
    polygon(
      canvas,
      [
        [x, top + 0.001],
        [middle, top - width * 0.62],
        [x + width - 0.0015, top + 0.001],
      ],
      wall,
    );
  if (gable === 1) {
    for (const [step, share] of [0.84, 0.6, 0.36, 0.16].entries())
      rectangle(
        canvas,
        [
          middle - (width * share) / 2,
          top - 0.022 * (step + 1),
          middle + (width * share) / 2,
          top - 0.022 * step + 0.001,
        ],
        wall,
      );
  }
  if (gable === 2)
    polygon(
      canvas,
      [
        [x - 0.004, top + 0.001],
        [x + width * 0.14, top - width * 0.38],
        [x + width * 0.86, top - width * 0.38],
        [x + width + 0.002, top + 0.001],
      ],
      roof,
    );
  if (gable !== 1) rectangle(canvas, [x + width * 0.66, top - width * 0.44, x + width * 0.76, top - width * 0.1], roof);
  const pane = mix(palette.near, palette.sky(0.5), 0.3);
  const frame = lighter(wall, 0.4);
  const lamp = rgb("#ffd684");
  const storeys = Math.floor((tall - 0.06) / 0.066);
  for (let storey = 0; storey < storeys; storey += 1) {
    for (let column = 0; column < 3; column += 1) {
      const cx = x + width * (0.22 + 0.28 * column);
      const cy = top + 0.036 + storey * 0.066;
      rectangle(canvas, [cx - 0.0125, cy - 0.0195, cx + 0.0125, cy + 0.0195], frame);
      rectangle(
        canvas,
        [cx - 0.0092, cy - 0.0162, cx + 0.0092, cy + 0.0162],
        lit[storey * 3 + column] === true ? lamp : pane,
      );
    }
  }
  rectangle(canvas, [middle - 0.014, quay - 0.052, middle + 0.014, quay], roof);
  if (gable === 0) disc(canvas, [middle, top - width * 0.2], 0.01, frame);
}

function drawMooredBoat(canvas: Canvas, [x, y]: Point, size: number, colour: Rgb, palette: Palette): void {
  const dark = darker(palette.near, 0.1);
  ellipse(canvas, [x, y + size * 0.16], [size * 1.05, size * 0.08], dark, { alpha: 0.4, blur: size * 0.14 });
  line(canvas, [x, y], [x, y - size * 2], size * 0.05, dark);
  line(canvas, [x, y - size * 1.95], [x - size * 0.9, y - size * 0.1], size * 0.016, dark);
  line(canvas, [x, y - size * 1.95], [x + size * 0.9, y - size * 0.1], size * 0.016, dark);
  line(
    canvas,
    [x, y - size * 0.36],
    [x - size * 0.75, y - size * 0.32],
    size * 0.1,
    mix(palette.light, palette.near, 0.25),
  );
  polygon(
    canvas,
    [
      [x - size, y - size * 0.14],
      [x + size * 1.08, y - size * 0.2],
      [x + size * 0.72, y + size * 0.17],
      [x - size * 0.8, y + size * 0.17],
    ],
    colour,
  );
  polygon(
    canvas,
    [
      [x - size, y - size * 0.14],
      [x + size * 1.08, y - size * 0.2],
      [x + size * 1.02, y - size * 0.13],
      [x - size * 0.97, y - size * 0.07],
    ],
    lighter(colour, 0.55),
  );
}
