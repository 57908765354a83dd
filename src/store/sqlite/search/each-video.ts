import type { BytesOfEach } from "../../../library/video-library.ts";
import { type BlockSums, brokenSlot, facetNames, firstSlots, partsOfMeasure } from "./block-facets.ts";
import { numbersOfMeasure } from "./numbers-of-measure.ts";
import { totalsOfSlot } from "./sums-by-slot.ts";
import { factBits, readRows } from "./video-block.ts";
import type { ReadableBlock } from "./video-blocks.ts";

const lengths = facetNames.indexOf("duration_seconds");

/** Adds up what averages are made of. */
export class EachVideo {
  #bytes = 0;
  #bytesWithLength = 0;

  /** Adds a block whose videos all count. @param counted the sums of its slots, with the bytes of all hard links */
  addWhole(block: BlockSums, counted: Float64Array): void {
    this.#bytes += totalsOfSlot(counted, 0).bytes + totalsOfSlot(counted, brokenSlot).bytes;
    const first = firstSlots(block)[lengths] as number;
    const parts = partsOfMeasure(block, "duration_seconds");
    for (let slot = 0; slot < parts.length / 2; slot += 1)
      if (isLength(parts[2 * slot] as number)) this.#bytesWithLength += totalsOfSlot(counted, first + slot).bytes;
  }

  /** @param rows the videos that count, by their places in the block */
  addSome(block: ReadableBlock, rows: Uint16Array): void {
    const { facts } = readRows(block.bytes("rows"));
    const sizes = block.numbers("file_size");
    const durations = numbersOfMeasure("duration_seconds", block.numbers("duration_seconds"), facts);
    for (let nth = 0; nth < rows.length; nth += 1) {
      const row = rows[nth] as number;
      if (((facts[row] as number) & factBits.missing) !== 0) continue;
      const size = sizes[row] as number;
      this.#bytes += size;
      if (isLength(durations[row] as number)) this.#bytesWithLength += size;
    }
  }

  bytes(): BytesOfEach {
    return { bytes: this.#bytes, bytesWithLength: this.#bytesWithLength };
  }
}

/** A length that is not known, or in doubt, is `noNumber` as a measure. No part of lengths has it beside others. */
function isLength(number: number): boolean {
  return number >= 0;
}
