import type { VideoBlocks } from "./video-blocks.ts";

/** A video whose file has other videos, too: hard links of one file. */
export interface LinkedVideo {
  /** The place of the video in its block. */
  readonly row: number;
  /** A number that all videos of the file have, and no other video. */
  readonly file: number;
}

/** The videos of hard links, by the first numbers of their blocks. */
export type LinkedVideos = ReadonlyMap<number, readonly LinkedVideo[]>;

const none: readonly LinkedVideo[] = [];

export function linkedIn(linked: LinkedVideos, { firstNumber }: { readonly firstNumber: number }) {
  return linked.get(firstNumber) ?? none;
}

/**
 * Finds the videos that are not missing and whose files have other videos that are not missing. A million videos take some
 * 20 ms: a bit for each hash finds the few hashes that may be there twice, and only those are compared.
 */
export function findLinkedVideos(blocks: VideoBlocks): LinkedVideos {
  const columns: { readonly firstNumber: number; readonly files: Float64Array }[] = [];
  let videos = 0;
  blocks.forEach({ direction: "ascending" }, (block) => {
    const files = block.numbers("file");
    columns.push({ firstNumber: block.firstNumber, files });
    videos += files.length;
  });
  const repeated = new Bits(videos);
  const seen = new Bits(videos);
  let areAllDifferent = true;
  for (const { files } of columns) {
    for (let row = 0; row < files.length; row += 1) {
      const file = files[row] as number;
      if (file < 0 || !seen.add(file)) continue;
      repeated.add(file);
      areAllDifferent = false;
    }
  }
  if (areAllDifferent) return new Map();
  const places = new Map<number, (LinkedVideo & { readonly firstNumber: number })[]>();
  for (const { firstNumber, files } of columns) {
    for (let row = 0; row < files.length; row += 1) {
      const file = files[row] as number;
      if (file < 0 || !repeated.has(file)) continue;
      const same = places.get(file);
      if (same === undefined) places.set(file, [{ row, file, firstNumber }]);
      else same.push({ row, file, firstNumber });
    }
  }
  const linked = [...places.values()].filter((same) => same.length > 1).flat();
  return Map.groupBy(linked, ({ firstNumber }) => firstNumber);
}

/** A set of hashes that may take one for another. */
class Bits {
  readonly #bits: Uint32Array;
  readonly #mask: number;

  /** @param count how many hashes it will have */
  constructor(count: number) {
    // 16 to 32 bits for each.
    const words = 2 ** Math.ceil(Math.log2(Math.max(count, 32) / 2));
    this.#bits = new Uint32Array(words);
    this.#mask = words - 1;
  }

  /** @returns whether it was there before */
  add(hash: number): boolean {
    // The low half of a hash. `>>> 0` takes the number modulo 2^32.
    const low = hash >>> 0;
    const word = (low >>> 5) & this.#mask;
    const bit = 1 << (low & 31);
    const before = this.#bits[word] as number;
    this.#bits[word] = before | bit;
    return (before & bit) !== 0;
  }

  has(hash: number): boolean {
    const low = hash >>> 0;
    return ((this.#bits[(low >>> 5) & this.#mask] as number) & (1 << (low & 31))) !== 0;
  }
}
