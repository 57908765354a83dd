import { noVideos, type VideoTotals } from "../../../library/video-library.ts";
import { factBits } from "./video-block.ts";

/** What each video of a block adds to a total. */
export interface Weights {
  /** 1, and `missingVideo` more for a video that is missing: two numbers that take one addition. */
  readonly videos: Float64Array;
  /** 0 for a video that is missing. */
  readonly bytes: Float64Array;
  /** 0 for a video that is missing, whose length is not known, or whose length is in doubt. */
  readonly seconds: Float64Array;
}

/** More than the number of all videos. Sums are exact up to 2^53. */
const missingVideo = 2 ** 26;

export function weightsOf(block: {
  readonly facts: Uint8Array;
  readonly sizes: Float64Array;
  readonly durations: Float64Array;
}): Weights {
  const { facts, sizes, durations } = block;
  const count = facts.length;
  const videos = new Float64Array(count).fill(1);
  const [bytes, seconds] = [new Float64Array(count), new Float64Array(count)];
  for (let index = 0; index < count; index += 1) {
    const fact = facts[index] as number;
    if ((fact & factBits.missing) !== 0) {
      videos[index] = 1 + missingVideo;
      continue;
    }
    bytes[index] = sizes[index] as number;
    const duration = durations[index] as number;
    if ((fact & factBits.suspectLength) === 0 && duration > 0) seconds[index] = duration;
  }
  return { videos, bytes, seconds };
}

/** How many numbers a slot has: videos with missing ones, bytes, seconds. */
const width = 3;

/**
 * Totals of videos in numbered slots. Adds up a block at a time, in plain loops over plain arrays, because there may be a
 * million videos, and a dozen facets.
 */
export class SumsBySlot {
  #sums: Float64Array;

  /** @param slots their number */
  constructor(slots: number) {
    this.#sums = new Float64Array(slots * width);
  }

  /**
   * @param rows the videos to add, by their places in the block
   * @param slotOf the slot of each video of the block
   */
  add(rows: Uint16Array, { videos, bytes, seconds }: Weights, slotOf: Uint16Array): void {
    const sums = this.#sums;
    for (let nth = 0; nth < rows.length; nth += 1) {
      const row = rows[nth] as number;
      const at = (slotOf[row] as number) * width;
      sums[at] = (sums[at] as number) + (videos[row] as number);
      sums[at + 1] = (sums[at + 1] as number) + (bytes[row] as number);
      sums[at + 2] = (sums[at + 2] as number) + (seconds[row] as number);
    }
  }

  /** Adds the totals of one slot of others to a slot of these. */
  addSlot(slot: number, others: SumsBySlot, other: number): void {
    this.#growTo(slot + 1);
    for (let nth = 0; nth < width; nth += 1) {
      const at = slot * width + nth;
      this.#sums[at] = (this.#sums[at] as number) + (others.#sums[other * width + nth] as number);
    }
  }

  of(slot: number): VideoTotals {
    const at = slot * width;
    if (at >= this.#sums.length) return noVideos;
    const [sum = 0, bytes = 0, durationSeconds = 0] = this.#sums.subarray(at, at + width);
    return { videos: sum % missingVideo, missing: Math.floor(sum / missingVideo), bytes, durationSeconds };
  }

  #growTo(slots: number): void {
    if (slots * width <= this.#sums.length) return;
    const larger = new Float64Array(slots * width * 2);
    larger.set(this.#sums);
    this.#sums = larger;
  }
}
