import type { VideoTotals } from "../../../library/video-library.ts";
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
export const width = 3;

/** The place of the bytes among the numbers of a slot. */
export const bytesAt = 1;

/**
 * Adds videos to the sums of their slots, in a plain loop over plain arrays, because there may be a million videos, and a
 * dozen facets.
 *
 * @param to.first the slot in `sums` that slot 0 is
 * @param to.rows the videos to add, by their places in the block
 * @param to.slotOf the slot of each video of the block
 */
export function addRows(
  sums: Float64Array,
  to: {
    readonly first: number;
    readonly rows: Uint16Array;
    readonly weights: Weights;
    readonly slotOf: Uint8Array | Uint16Array;
  },
): void {
  const { first, rows, slotOf } = to;
  const { videos, bytes, seconds } = to.weights;
  for (let nth = 0; nth < rows.length; nth += 1) {
    const row = rows[nth] as number;
    const at = (first + (slotOf[row] as number)) * width;
    sums[at] = (sums[at] as number) + (videos[row] as number);
    sums[at + 1] = (sums[at + 1] as number) + (bytes[row] as number);
    sums[at + 2] = (sums[at + 2] as number) + (seconds[row] as number);
  }
}

/** The totals of a slot. */
export function totalsOfSlot(sums: Float64Array, slot: number): VideoTotals {
  const [sum = 0, bytes = 0, durationSeconds = 0] = sums.subarray(slot * width, (slot + 1) * width);
  return { videos: sum % missingVideo, missing: Math.floor(sum / missingVideo), bytes, durationSeconds };
}

/** Leaves only the missing videos in sums, or only the others. */
export function keepMarked(sums: Float64Array, isMissing: boolean): void {
  for (let at = 0; at < sums.length; at += width) {
    const sum = sums[at] as number;
    const missing = Math.floor(sum / missingVideo);
    if (isMissing) {
      sums[at] = missing * (1 + missingVideo);
      sums.fill(0, at + 1, at + width);
    } else sums[at] = (sum % missingVideo) - missing;
  }
}

/** Sums of slots whose number is not known at first. */
export class SumsBySlot {
  #sums: Float64Array;

  /** @param slots their number at first */
  constructor(slots: number) {
    this.#sums = new Float64Array(slots * width);
  }

  /** Adds one slot of other sums to a slot of these. */
  add(slot: number, others: Float64Array, other: number): void {
    this.#growTo(slot + 1);
    const sums = this.#sums;
    for (let nth = 0; nth < width; nth += 1) {
      const at = slot * width + nth;
      sums[at] = (sums[at] as number) + (others[other * width + nth] as number);
    }
  }

  of(slot: number): VideoTotals {
    return totalsOfSlot(this.#sums, slot);
  }

  #growTo(slots: number): void {
    if (slots * width <= this.#sums.length) return;
    const larger = new Float64Array(slots * width * 2);
    larger.set(this.#sums);
    this.#sums = larger;
  }
}
