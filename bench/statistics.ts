/** Combines several runs. Uses medians, because one disturbed run does not move them. */

/** The median and the range of a few runs. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** @throws RangeError without any figures */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = ascending(figures);
  const low = at(sorted, Math.ceil(sorted.length / 2) - 1);
  const high = at(sorted, Math.floor(sorted.length / 2));
  return { median: (low + high) / 2, min: at(sorted, 0), max: at(sorted, sorted.length - 1), count: sorted.length };
}

/**
 * The smallest figure that at least `share` of all figures do not exceed (nearest rank), so always a measured figure.
 *
 * @param share from 0 to 1, such as 0.99
 * @throws RangeError without any figures
 */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = ascending(figures);
  return at(sorted, Math.max(0, Math.ceil(sorted.length * share) - 1));
}

/**
 * How many times `other` fits into `one`: the ratio of their medians, and the least and the greatest ratio of two
 * consecutive runs.
 *
 * @throws RangeError when their numbers of runs differ
 */
export function ratioOf(one: readonly number[], other: readonly number[]): Spread {
  if (one.length !== other.length) throw new RangeError(`${one.length} runs cannot be paired with ${other.length}`);
  const pairs = spreadOf(one.map((figure, run) => figure / at(other, run)));
  return { ...pairs, median: spreadOf(one).median / spreadOf(other).median };
}

function ascending(figures: readonly number[]): readonly number[] {
  return figures.toSorted((one, other) => one - other);
}

function at(figures: readonly number[], index: number): number {
  const figure = figures[index];
  if (figure === undefined) throw new RangeError("There are no figures to sum up");
  return figure;
}
