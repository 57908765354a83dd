/** Mutations of numbers with a known meaning: the length of a table, the size of a picture, the rate of a sound. */
import { blockName, blocksOf } from "./blocks.ts";
import { pickOf, whole } from "./draw.ts";
import type { Mutated } from "./mutation.ts";
import { extreme, setNumber, withNumber } from "./number-mutations.ts";
import type { Random } from "./random.ts";

/** Boxes with a table, and the offset of its number of entries in their content. */
const tables: ReadonlyMap<string, number> = new Map([
  ..."stsd stts ctts stss stsc stco co64 elst dref sbgp cslg trun".split(" ").map((type) => [type, 4] as const),
  ["stsz", 8],
  ["stz2", 8],
  ["sgpd", 8],
  ["sidx", 20],
  ["tfra", 12],
]);

export function setCount(bytes: Buffer, random: Random): Mutated {
  const block = pickOf(
    blocksOf(bytes).filter(({ type }) => tables.has(type)),
    random,
  );
  if (block === undefined) return setNumber(bytes, random);
  const offset = block.content + (tables.get(block.type) ?? 0);
  const value = random() < 0.5 ? BigInt(whole(random, 1, 100_000_000)) : extreme(random, 4);
  const counted = withNumber(bytes, { offset, bytes: 4, order: "big" }, value);
  return { bytes: counted, done: `the number of entries of ${blockName(block)} set to ${value}` };
}

/**
 * The places of picture sizes, rates and numbers of channels: offsets in the content of a box, or the whole content of
 * a Matroska element.
 */
const namedFields: ReadonlyMap<string, readonly { readonly offset: number; readonly bytes: number }[]> = new Map([
  ["mvhd", fields([12, 4], [16, 4])],
  ["mdhd", fields([12, 4], [16, 4])],
  ["tkhd", fields([12, 4], [20, 4], [40, 4], [44, 4], [52, 4], [56, 4], [76, 4], [80, 4])],
  // The first sample of the first table entry: a count and a duration; samples in a chunk; the size of all samples.
  ["stts", fields([8, 4], [12, 4])],
  ["ctts", fields([8, 4], [12, 4])],
  ["stsc", fields([8, 4], [12, 4], [16, 4])],
  ["stsz", fields([4, 4], [12, 4])],
  ["stco", fields([8, 4])],
  ["elst", fields([8, 4], [12, 4], [16, 4])],
  ["tfhd", fields([8, 4], [12, 4])],
  ["tfdt", fields([4, 8])],
  ["trun", fields([8, 4], [12, 4], [16, 4])],
  ["trex", fields([4, 4], [12, 4], [16, 4])],
  // Sample entries: width and height, or channels, bits and rate; bits and colours of old QuickTime pictures.
  ..."avc1 hvc1 hev1 av01 mp4v apcn apch s263 mp4a Opus sowt twos ac-3"
    .split(" ")
    .map((type) => [type, fields([6, 2], [8, 2], [16, 2], [18, 2], [24, 2], [26, 2], [74, 2], [76, 2])] as const),
  // Timestamp scale, duration, width, height, rate, channels, bits, frame duration, track number and type, lacing.
  ..."2ad7b1 4489 b0 ba b5 9f 6264 23e383 d7 83 9c e7 55ee 56aa 56bb 54b0 54ba 54b2"
    .split(" ")
    .map((type) => [type, fields([0, 8])] as const),
  // Headers of an avi file, of its streams and their formats.
  ["avih", fields([0, 4], [16, 4], [24, 4], [32, 4], [36, 4])],
  ["strh", fields([4, 4], [20, 4], [24, 4], [32, 4], [36, 4], [44, 4])],
  ["strf", fields([0, 2], [2, 2], [4, 4], [8, 4], [12, 2], [14, 2], [16, 4], [32, 4])],
]);

function fields(...places: readonly (readonly [offset: number, bytes: number])[]) {
  return places.map(([offset, bytes]) => ({ offset, bytes }));
}

export function setNamedField(bytes: Buffer, random: Random): Mutated {
  const block = pickOf(
    blocksOf(bytes).filter(({ type }) => namedFields.has(type)),
    random,
  );
  const field = pickOf(namedFields.get(block?.type ?? "") ?? [], random);
  if (block === undefined || field === undefined) return setNumber(bytes, random);
  const offset = block.content + field.offset;
  const length = Math.min(field.bytes, block.end - offset);
  if (length <= 0) return setNumber(bytes, random);
  const value = extreme(random, length);
  const order = block.size?.order === "little" ? "little" : "big";
  return {
    bytes: withNumber(bytes, { offset, bytes: length, order }, value),
    done: `a field of ${blockName(block)} set to ${value}`,
  };
}
