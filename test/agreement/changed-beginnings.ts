/**
 * Clips with a few changed bits in the headers of their first picture or sound. Containers and lengths stay as they are,
 * so what differs is what a decoder makes of it.
 */
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { createRandom } from "../../samples/mutants/random.ts";

/** A clip, how its first picture or sound begins, how many bytes before that belong to its headers, and how many in all. */
export type Headers = readonly [clip: string, begins: string, before: number, length: number];

export const picturesOfSamples: readonly Headers[] = [
  ["vp9-10-bit-subtitles.webm", "498342", 1, 16],
  ["vp8-vorbis.webm", "9d012a", 3, 14],
  ["vp8-opus-recorded.webm", "9d012a", 3, 14],
  // The message of x264, and the first slice after it.
  ["rotated-90.mp4", "78323634202d20636f7265", 24, 36],
  ["rotated-90.mp4", "6588", 4, 16],
  ["h264-aac-faststart.mp4", "6588", 4, 16],
  ["several-audio.mkv", "6588", 4, 16],
  ["h264-ac3-interlaced.mts", "00000167", 30, 120],
];

/** By the names of the recipes. */
export const soundOfCorpus: readonly Headers[] = [
  ["sound-ac3.mkv", "0b77", 0, 8],
  ["sound-ac3.mp4", "0b77", 0, 8],
  ["sound-flac.mkv", "664c6143", 0, 42],
  ["sound-flac.mkv", "fff85a8800", 0, 8],
];

interface Beginning {
  readonly extension: string;
  readonly file: Buffer;
  readonly start: number;
  readonly length: number;
}

/** @returns the function from a seed to its file. The same seed always gives the same file */
export function changedBeginnings(
  directory: string,
  headers: readonly Headers[],
): (seed: number) => { readonly bytes: Buffer; readonly extension: string } {
  const [first, ...others] = headers.map(([clip, begins, before, length]): Beginning => {
    const file = readFileSync(join(directory, clip));
    const found = file.indexOf(Buffer.from(begins, "hex"));
    if (found < 0) throw new Error(`${clip} has no such header.`);
    return { extension: extname(clip), file, start: found - before, length };
  });
  if (first === undefined) throw new Error("There are no clips.");
  return (seed) => {
    const random = createRandom(seed);
    const { extension, file, start, length } = random.pick([first, ...others]);
    const bytes = Buffer.from(file);
    for (let change = random.pick([1, 1, 2, 3]); change > 0; change -= 1) {
      const offset = start + Math.floor(random.between(0, length));
      const flipped = bytes.readUInt8(offset) ^ (1 << Math.floor(random.between(0, 8)));
      bytes.writeUInt8(random.pick([flipped, flipped, 0, 255, Math.floor(random.between(0, 256))]), offset);
    }
    return { bytes, extension };
  };
}
