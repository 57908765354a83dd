import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { decimalText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import type { PictureJson } from "./stream-words.ts";

const words = texts.library.details;

type Rates = Pick<VideoJson, "frame_rate_numerator" | "frame_rate_denominator">;

/**
 * The frame rate as people call it, and its exact fractions. Null if it is unknown.
 *
 * The base rate is the lowest that all times of the frames fit. The average also depends on the length of the file, so it
 * is a little off in a short clip, and it is twice the base rate in some AVI files. The base rate counts the fields of
 * interlaced pictures. An average far below the base rate is that of a recording whose rate varies.
 *
 * @param film absent if the streams of the video are not known
 */
export function frameRateOf(
  { frame_rate_numerator: numerator, frame_rate_denominator: denominator }: Rates,
  film: Pick<PictureJson, "r_frame_rate"> | undefined,
): { readonly text: string; readonly exact: string } | null {
  if (numerator === null || denominator === null || denominator === 0) return null;
  const average = numerator / denominator;
  const exact = words.fraction(numerator, denominator);
  const base = rateOf(film?.r_frame_rate ?? null);
  if (base === null || film?.r_frame_rate === null) return { text: fps(average), exact };
  return {
    text: nameOf(average, base),
    exact: film?.r_frame_rate === exact ? exact : words.rates(exact, film?.r_frame_rate ?? exact),
  };
}

function nameOf(average: number, base: number): string {
  if (isClose(average, base) || isClose(average, 2 * base)) return fps(base);
  if (isClose(average, base / 2)) return fps(base / 2);
  // The last frame of a short clip may have no length.
  if (average > base && average < base * 1.02) return fps(base);
  return average < base * 0.98 ? words.variableRate(fps(average)) : fps(average);
}

/** Half a percent tells 24 from 25, and lets 23.987 be 24. */
function isClose(rate: number, other: number): boolean {
  return Math.abs(rate - other) <= other * 0.005;
}

function fps(rate: number): string {
  return words.framesPerSecond(decimalText(rate));
}

/** @param fraction such as `24000/1001` */
function rateOf(fraction: string | null): number | null {
  const [numerator = 0, denominator = 0] = (fraction ?? "").split("/").map(Number);
  return numerator > 0 && denominator > 0 ? numerator / denominator : null;
}
