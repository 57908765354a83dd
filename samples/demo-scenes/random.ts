/** Randomness that is the same each time, as the clips are to come out the same each time. */

/** Numbers from 0 up to 1. */
export interface Random {
  (): number;
  /** From `least` up to `most`. */
  between(least: number, most: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** A generator of its own, so that what is drawn from it changes nothing here. */
  fork(): Random;
}

/** The mulberry32 generator. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Object.assign(next, {
    between: (least: number, most: number) => least + (most - least) * next(),
    pick: <T>(items: readonly [T, ...T[]]): T => items[Math.floor(next() * items.length)] ?? items[0],
    fork: () => createRandom(Math.floor(next() * 2 ** 31)),
  });
}

/** Smooth, from -1 to 1, with a bump about every 1. */
export type Noise1 = (x: number) => number;
/** The same over a plane. */
export type Noise2 = (x: number, y: number) => number;

const latticeSize = 1_024;

export function createNoise1(random: Random): Noise1 {
  const values = lattice(random);
  return (x) => {
    const left = Math.floor(x);
    return lerp(valueAt(values, left), valueAt(values, left + 1), fade(x - left));
  };
}

export function createNoise2(random: Random): Noise2 {
  const values = lattice(random);
  const corner = (x: number, y: number) => {
    const mixed = Math.imul(Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1), 0x9e3779b1);
    return valueAt(values, mixed ^ (mixed >>> 15));
  };
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const across = fade(x - left);
    return lerp(
      lerp(corner(left, top), corner(left + 1, top), across),
      lerp(corner(left, top + 1), corner(left + 1, top + 1), across),
      fade(y - top),
    );
  };
}

/** Finer and finer copies of a noise on top of each other; still from -1 to 1. */
export function layered(noise: Noise1, octaves: number): Noise1 {
  return (x) => {
    let sum = 0;
    let weight = 0;
    for (let octave = 0; octave < octaves; octave += 1) {
      sum += noise(x * 2 ** octave + octave * 37.7) / 2 ** octave;
      weight += 1 / 2 ** octave;
    }
    return sum / weight;
  };
}

/** The same with creases, as mountains have; from 0 to 1. */
export function creased(noise: Noise1, octaves: number): Noise1 {
  return (x) => {
    let sum = 0;
    let weight = 0;
    for (let octave = 0; octave < octaves; octave += 1) {
      sum += (1 - Math.abs(noise(x * 2 ** octave + octave * 37.7))) / 2.2 ** octave;
      weight += 1 / 2.2 ** octave;
    }
    return sum / weight;
  };
}

export function lerp(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

export function clamp(value: number, least = 0, most = 1): number {
  return Math.min(Math.max(value, least), most);
}

/** 0 up to `from`, 1 beyond `to`, and an S between. */
export function smoothstep(from: number, to: number, value: number): number {
  const share = clamp((value - from) / (to - from));
  return share * share * (3 - 2 * share);
}

function lattice(random: Random): Float64Array {
  return Float64Array.from({ length: latticeSize }, () => random.between(-1, 1));
}

function valueAt(values: Float64Array, index: number): number {
  return values[index & (latticeSize - 1)] ?? 0;
}

function fade(share: number): number {
  return share * share * share * (share * (share * 6 - 15) + 10);
}
