import { bytes, count, countOf, duration } from "./quantities.ts";

/**
 * Such as `37 videos, 612 GB, 71 h 5 min, 2 missing`.
 *
 * @param totals as the API gives them; seconds and bytes of present videos
 */
export function totalsInWords(totals: {
  readonly count: number;
  readonly missing: number;
  readonly bytes: number;
  readonly duration_seconds: number;
}): string {
  const parts = [countOf(totals.count, "video"), bytes(totals.bytes), lengthInWords(totals.duration_seconds)];
  return [...parts, ...(totals.missing > 0 ? [`${count(totals.missing)} missing`] : [])].join(", ");
}

/** Such as `12.2 Mbit/s`. */
export function bitRateInWords(bitsPerSecond: number): string {
  const kilobits = bitsPerSecond / 1_000;
  return kilobits < 1_000 ? `${Math.round(kilobits)} kbit/s` : `${(kilobits / 1_000).toFixed(1)} Mbit/s`;
}

export function lengthInWords(seconds: number): string {
  return seconds < 0.5 ? "0 s" : duration(Math.round(seconds) * 1_000);
}
