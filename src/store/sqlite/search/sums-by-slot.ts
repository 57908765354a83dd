import { noVideos, type VideoTotals } from "../../../library/video-library.ts";
import { factBits } from "./video-block.ts";

/** What each video of a block adds to a total. */
export interface Weights {
  /** 1 for a video that is missing. */
  readonly missing: Uint8Array;
  /** 0 for a video that is missing. */
  readonly bytes: Float64Array;
  /** 0 for a video that is missing, whose length is not known, or whose length is in doubt. */
  readonly seconds: Float64Array;
}

export function weightsOf(block: {
  readonly facts: Uint8Array;
  readonly sizes: Float64Array;
  readonly durations: Float64Array;
}): Weights {
  const { facts, sizes, durations } = block;
  const count = facts.length;
  const [missing, bytes, seconds] = [new Uint8Array(count), new Float64Array(count), new Float64Array(count)];
  for (let index = 0; index < count; index += 1) {
    const fact = facts[index] as number;
    if ((fact & factBits.missing) !== 0) {
      missing[index] = 1;
      continue;
    }
    bytes[index] = sizes[index] as number;
    const duration = durations[index] as number;
    if ((fact & factBits.suspectLength) === 0 && duration > 0) seconds[index] = duration;
  }
  return { missing, bytes, seconds };
}

/** How many numbers a slot has: videos, missing ones, bytes, seconds. */
const width = 4;

/**
 * Totals of videos in numbered slots. Adds up a block at a time, in plain loops over plain arrays, because there may be a
 * million videos, and a dozen facets.
 */
export class SumsBySlot {
  #sums = new Float64Array(16 * width);

  /**
   * @param rows the videos to add, by their places in the block
   * @param slotOf the slot of each index of a video; below 0 to leave it out
   */
  add(
    rows: Uint16Array,
    weights: Weights,
    { indexes, slotOf }: { readonly indexes: Uint16Array | Uint8Array; readonly slotOf: Int32Array },
  ): void {
    this.#growTo(slotOf);
    const { missing, bytes, seconds } = weights;
    const sums = this.#sums;
    for (let nth = 0; nth < rows.length; nth += 1) {
      const row = rows[nth] as number;
      const slot = slotOf[indexes[row] as number] as number;
      if (slot < 0) continue;
      const at = slot * width;
      sums[at] = (sums[at] as number) + 1;
      sums[at + 1] = (sums[at + 1] as number) + (missing[row] as number);
      sums[at + 2] = (sums[at + 2] as number) + (bytes[row] as number);
      sums[at + 3] = (sums[at + 3] as number) + (seconds[row] as number);
    }
  }

  of(slot: number): VideoTotals {
    const at = slot * width;
    if (at >= this.#sums.length) return noVideos;
    const [videos = 0, missing = 0, bytes = 0, durationSeconds = 0] = this.#sums.subarray(at, at + width);
    return { videos, missing, bytes, durationSeconds };
  }

  #growTo(slots: Int32Array): void {
    let last = 0;
    for (const slot of slots) if (slot > last) last = slot;
    if ((last + 1) * width <= this.#sums.length) return;
    const larger = new Float64Array((last + 1) * width * 2);
    larger.set(this.#sums);
    this.#sums = larger;
  }
}
