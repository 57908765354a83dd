/** The light of a scene: what the sky, the distance and the foreground look like at an hour of a season. */
import { type Gradient, gradient, type Rgb, rgb, turned } from "./colours.ts";

export interface Palette {
  /** From the top of the sky, 0, to the horizon, 1. */
  readonly sky: Gradient;
  readonly top: Rgb;
  readonly horizon: Rgb;
  /** Of the sun or the moon. */
  readonly light: Rgb;
  readonly far: Rgb;
  readonly near: Rgb;
  /** How bright stars are, from 0 to 1. */
  readonly stars: number;
}

const colours = {
  dawn: { sky: ["#34467f", "#8a6fa6", "#eba497", "#ffdcae"], light: "#fff4da", far: "#cb94a6", near: "#2b2549" },
  golden: { sky: ["#3d6ea3", "#8fb5c9", "#f4d7a0", "#ffb865"], light: "#fff5d2", far: "#dfa273", near: "#46282c" },
  ember: {
    sky: ["#241149", "#642a70", "#cc4a6a", "#ff8e5c", "#ffc67d"],
    light: "#ffe7b0",
    far: "#b04a6d",
    near: "#1d0f33",
  },
  blueHour: { sky: ["#11214a", "#2b4c82", "#7492bf", "#d3cfe0"], light: "#f6f1df", far: "#6c87b4", near: "#0e1a38" },
  night: { sky: ["#070b22", "#0f1a40", "#1f3064", "#42558c"], light: "#f4efdc", far: "#2d3f74", near: "#070b1c" },
  polar: { sky: ["#040d1f", "#08213d", "#0f3b54", "#246a68"], light: "#eaf6ee", far: "#1c4b5c", near: "#04101a" },
  clear: { sky: ["#2c7ac6", "#67ade2", "#b4dbf2", "#eff8fb"], light: "#fffdf0", far: "#97bdd6", near: "#1c4650" },
  spring: { sky: ["#4fa8d4", "#98d5e6", "#dff3e8"], light: "#fffbe0", far: "#9acbb2", near: "#1f5b40" },
  autumn: { sky: ["#5f8bab", "#b9c5c2", "#f5dfb2"], light: "#fff3cf", far: "#d9a96d", near: "#5c2a1d" },
  winter: { sky: ["#7aa2cb", "#b3cce2", "#e7edf4", "#fcefe6"], light: "#fffaf0", far: "#b4c8dc", near: "#35506f" },
  desert: { sky: ["#3f86b8", "#9fc6cd", "#f5dbac", "#f9bb78"], light: "#fff6d8", far: "#eaaa6b", near: "#8e3c2b" },
  mesa: { sky: ["#2e1b52", "#7e3b6e", "#e5645c", "#fbad63"], light: "#ffe9bd", far: "#c4584f", near: "#38142f" },
  storm: { sky: ["#2a3442", "#495868", "#7d8d95", "#b9c2bd"], light: "#e4e7df", far: "#7d8f90", near: "#23302d" },
  lavender: { sky: ["#474c92", "#988ac6", "#e3c7e1", "#ffead9"], light: "#fff6e6", far: "#a794c9", near: "#31295d" },
  teal: { sky: ["#0d3c46", "#2b7d7e", "#8fcab8", "#f8e7b9"], light: "#fff9dc", far: "#6db2a3", near: "#0a2c31" },
  coral: {
    sky: ["#325a80", "#6f5f86", "#c56f88", "#f8797f", "#fbbd9a"],
    light: "#fff0dc",
    far: "#b5667f",
    near: "#2a2342",
  },
  fog: { sky: ["#94a4ad", "#c1cbce", "#e8e9e4"], light: "#fbfaf4", far: "#b5c0c3", near: "#34454c" },
} as const;

export type PaletteName = keyof typeof colours;

/** @param turn by how many degrees to turn every hue, for another of the kind */
export function createPalette(name: PaletteName, turn = 0): Palette {
  const { sky, light, far, near } = colours[name];
  const colour = (hex: string) => turned(rgb(hex), turn);
  const steps = sky.map(colour);
  const nightly = name === "night" || name === "polar";
  return {
    sky: gradient(...steps),
    top: steps[0] ?? rgb("#000000"),
    horizon: steps.at(-1) ?? rgb("#ffffff"),
    light: rgb(light),
    far: colour(far),
    near: colour(near),
    stars: nightly ? 1 : name === "blueHour" || name === "ember" || name === "mesa" ? 0.5 : 0,
  };
}
