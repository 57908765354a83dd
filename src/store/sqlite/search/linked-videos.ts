import type { VideoBlocks } from "./video-blocks.ts";

/** A video whose file has other videos, too: hard links of one file. */
export interface LinkedVideo {
  /** The place of the video in its block. */
  readonly row: number;
  /** The place of the file among those that have several videos. */
  readonly file: number;
}

/** The videos of hard links. */
export interface LinkedVideos {
  /** How many files have several videos. */
  readonly files: number;
  /** By the first numbers of their blocks. */
  readonly blocks: ReadonlyMap<number, readonly LinkedVideo[]>;
}

const none: readonly LinkedVideo[] = [];

export function linkedIn(linked: LinkedVideos, { firstNumber }: { readonly firstNumber: number }) {
  return linked.blocks.get(firstNumber) ?? none;
}

/**
 * The videos that are not missing and whose files have other videos that are not missing. A bit for each hash finds the few
 * hashes that may be there twice, and only those are compared. The answer is kept until the library changes.
 */
export function linkedVideos(blocks: VideoBlocks): LinkedVideos {
  return blocks.kept("linked videos", () => findLinkedVideos(blocks));
}

function findLinkedVideos(blocks: VideoBlocks): LinkedVideos {
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
  if (areAllDifferent) return { files: 0, blocks: new Map() };
  const places = new Map<number, { readonly row: number; readonly firstNumber: number }[]>();
  for (const { firstNumber, files } of columns) {
    for (let row = 0; row < files.length; row += 1) {
      const file = files[row] as number;
      if (file < 0 || !repeated.has(file)) continue;
      const same = places.get(file);
      if (same === undefined) places.set(file, [{ row, firstNumber }]);
      else same.push({ row, firstNumber });
    }
  }
  const linked = [...places.values()].filter((same) => same.length > 1);
  const videosOfBlocks = new Map<number, LinkedVideo[]>();
  for (const [file, same] of linked.entries()) {
    for (const { row, firstNumber } of same) {
      const those = videosOfBlocks.get(firstNumber);
      if (those === undefined) videosOfBlocks.set(firstNumber, [{ row, file }]);
      else those.push({ row, file });
    }
  }
  return { files: linked.length, blocks: videosOfBlocks };
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
