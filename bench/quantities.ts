/** Formats figures for people. */
import type { Spread } from "./statistics.ts";

export function count(value: number): string {
  return value.toLocaleString("en-GB", { maximumFractionDigits: 0 });
}

/** Three digits, and all digits before the point: `0.523`, `1.72`, `31.4`, `1,352`. */
export function figure(value: number): string {
  const digits = Math.abs(value) < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
  return value.toLocaleString("en-GB", digits);
}

/** A median and the range of the runs: `52.1 times (50.3..54)`. */
export function withSpread({ median, min, max, count }: Spread, unit: string): string {
  return count === 1 ? `${figure(median)} ${unit}` : `${figure(median)} ${unit} (${figure(min)}..${figure(max)})`;
}

/** @param part one shown unit in units of the spread, such as 1,000 for seconds from milliseconds */
export function scaled({ median, min, max, count }: Spread, part: number): Spread {
  return { median: median / part, min: min / part, max: max / part, count };
}
