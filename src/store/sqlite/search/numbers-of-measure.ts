import type { VideoMeasure } from "../../../library/video-filter.ts";
import { factBits, noNumber } from "./video-block.ts";

/** The numbers of the videos of a block for ranges: a length in doubt counts as not known. @param facts see `Rows` */
export function numbersOfMeasure(measure: VideoMeasure, numbers: Float64Array, facts: Uint8Array): Float64Array {
  if (measure !== "duration_seconds" || !facts.some((bits) => (bits & factBits.suspectLength) !== 0)) return numbers;
  return numbers.map((number, index) => (((facts[index] ?? 0) & factBits.suspectLength) === 0 ? number : noNumber));
}
