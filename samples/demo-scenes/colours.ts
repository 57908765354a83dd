/** Colours of the demo's scenes. They are mixed in OKLab, in which the middle of two colours is never muddy. */
import { clamp, lerp } from "./random.ts";

/** Red, green and blue of sRGB, from 0 to 255. */
export type Rgb = readonly [number, number, number];
export type Gradient = (share: number) => Rgb;

type Lab = readonly [number, number, number];

export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** @param share 0 gives `from`, 1 gives `to` */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return fromLab(mixLab(toLab(from), toLab(to), clamp(share)));
}

/** The same as they are stored: quick enough to be done for every place of a picture, and good for near colours. */
export function blended(from: Rgb, to: Rgb, share: number): Rgb {
  const part = clamp(share);
  return [lerp(from[0], to[0], part), lerp(from[1], to[1], part), lerp(from[2], to[2], part)];
}

export function lighter(colour: Rgb, share: number): Rgb {
  return mix(colour, [255, 255, 255], share);
}

export function darker(colour: Rgb, share: number): Rgb {
  return mix(colour, [0, 0, 0], share);
}

/** Turns the hue by some degrees, and leaves the lightness as it is. */
export function turned(colour: Rgb, degrees: number): Rgb {
  const [lightness, a, b] = toLab(colour);
  const turn = (degrees * Math.PI) / 180;
  return fromLab([lightness, a * Math.cos(turn) - b * Math.sin(turn), a * Math.sin(turn) + b * Math.cos(turn)]);
}

/** A way through colours at equal distances. */
export function gradient(...colours: readonly Rgb[]): Gradient {
  const steps = 1_024;
  const labs = colours.map(toLab);
  const table = Array.from({ length: steps + 1 }, (_, step): Rgb => {
    const place = (step / steps) * (labs.length - 1);
    const index = Math.min(Math.floor(place), labs.length - 2);
    return fromLab(mixLab(labs[index] ?? [0, 0, 0], labs[index + 1] ?? labs[index] ?? [0, 0, 0], place - index));
  });
  const black: Rgb = [0, 0, 0];
  return (share) => table[Math.round(clamp(share) * steps)] ?? black;
}

function mixLab(from: Lab, to: Lab, share: number): Lab {
  return [lerp(from[0], to[0], share), lerp(from[1], to[1], share), lerp(from[2], to[2], share)];
}

/** Björn Ottosson's OKLab. */
function toLab([red, green, blue]: Rgb): Lab {
  const r = toLinear(red);
  const g = toLinear(green);
  const b = toLinear(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toEncoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toEncoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toEncoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function toLinear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function toEncoded(value: number): number {
  const share = clamp(value);
  return 255 * (share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055);
}
