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
  const columns: FileColumn[] = [];
  let videos = 0;
  blocks.forEach({ direction: "ascending" }, (block) => {
    const hashes = block.numbers("file");
    const halves = new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
    columns.push({ firstNumber: block.firstNumber, hashes, halves });
    videos += hashes.length;
  });
  const repeated = repeatedBits(columns, videos);
  if (repeated === null) return { files: 0, blocks: new Map() };
  const found = candidates(columns, repeated);
  const { files, count } = sameFiles(found.hashes);
  const videosOfBlocks = new Map<number, LinkedVideo[]>();
  for (let nth = 0; nth < files.length; nth += 1) {
    const file = files[nth] as number;
    if (file === -1) continue;
    const firstNumber = found.firstNumbers[nth] as number;
    const linked = { row: found.rows[nth] as number, file };
    const those = videosOfBlocks.get(firstNumber);
    if (those === undefined) videosOfBlocks.set(firstNumber, [linked]);
    else those.push(linked);
  }
  return { files: count, blocks: videosOfBlocks };
}

/**
 * Numbers the hashes that are there twice or more often, from 0; -1 for all others. A table of places instead of a `Map`:
 * numbers beyond 2^31 are slow keys.
 */
function sameFiles(hashes: readonly number[]): { readonly files: Int32Array; readonly count: number } {
  const files = new Int32Array(hashes.length).fill(-1);
  // Half of it stays empty. -1 is empty.
  const table = new Int32Array(2 ** Math.ceil(Math.log2(hashes.length * 2))).fill(-1);
  let count = 0;
  for (let nth = 0; nth < hashes.length; nth += 1) {
    const hash = hashes[nth] as number;
    let place = (hash >>> 0) & (table.length - 1);
    while (table[place] !== -1 && hashes[table[place] as number] !== hash) place = (place + 1) & (table.length - 1);
    const first = table[place] as number;
    if (first === -1) {
      table[place] = nth;
      continue;
    }
    // A file gets its number when its second video is found.
    if (files[first] === -1) {
      files[first] = count;
      count += 1;
    }
    files[nth] = files[first] as number;
  }
  return { files, count };
}

/** The column `file` of a block. */
interface FileColumn {
  readonly firstNumber: number;
  readonly hashes: Float64Array;
  /** The two halves of each hash: reading whole numbers is several times as fast. */
  readonly halves: Uint32Array;
}

/** Whether the other half of a hash is that of a negative number, which no hash is. */
const sign = 0x80000000;

/** Of the halves of a number, which one has its last bits. */
const [low, high] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? ([0, 1] as const) : ([1, 0] as const);

/** Bits for the hashes that may be there twice, and for some others; null if there are none. */
function repeatedBits(columns: readonly FileColumn[], videos: number): Uint32Array | null {
  // 32 to 64 bits for each hash.
  const seen = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(videos, 32))));
  const mask = seen.length - 1;
  // Fewer hashes need fewer bits, which stay in the memory of the processor.
  const repeated = new Uint32Array(Math.max(2, seen.length / 16));
  const placeMask = repeated.length * 32 - 1;
  let isAny = false;
  for (const { halves } of columns) {
    for (let at = 0; at < halves.length; at += 2) {
      const half = halves[at + low] as number;
      if ((halves[at + high] as number) >= sign) continue;
      const word = (half >>> 5) & mask;
      const bit = 1 << (half & 31);
      const before = seen[word] as number;
      if ((before & bit) === 0) seen[word] = before | bit;
      else {
        const place = half & placeMask;
        repeated[place >>> 5] = (repeated[place >>> 5] as number) | (1 << (place & 31));
        isAny = true;
      }
    }
  }
  return isAny ? repeated : null;
}

/** The videos whose hashes have a bit. */
function candidates(columns: readonly FileColumn[], repeated: Uint32Array) {
  const placeMask = repeated.length * 32 - 1;
  const [hashes, rows, firstNumbers]: [number[], number[], number[]] = [[], [], []];
  for (const { firstNumber, halves, hashes: column } of columns) {
    for (let at = 0; at < halves.length; at += 2) {
      const place = (halves[at + low] as number) & placeMask;
      if (((repeated[place >>> 5] as number) & (1 << (place & 31))) === 0) continue;
      if ((halves[at + high] as number) >= sign) continue;
      hashes.push(column[at / 2] as number);
      rows.push(at / 2);
      firstNumbers.push(firstNumber);
    }
  }
  return { hashes, rows, firstNumbers };
}
