/** Mutations that overwrite numbers and bits. */
import { blockName, type SizeField } from "./blocks.ts";
import { pickBlock, whole } from "./draw.ts";
import type { Mutated } from "./mutation.ts";
import type { Random } from "./random.ts";

export function flipBits(bytes: Buffer, random: Random): Mutated {
  const edited = Buffer.from(bytes);
  const count = whole(random, 1, 16);
  // Headers are at the start of a file, and in some mp4 files at the end.
  const reach = random.pick([64, 1_024, 4_096, bytes.length]);
  const from = random() < 0.3 ? Math.max(0, bytes.length - reach) : 0;
  for (let flipped = 0; flipped < count; flipped++) {
    const place = from + whole(random, 0, Math.min(reach, bytes.length) - 1);
    edited[place] = (edited[place] ?? 0) ^ (1 << whole(random, 0, 7));
  }
  return { bytes: edited, done: `${count} bits of ${reach} bytes from ${from} flipped` };
}

export function setSize(bytes: Buffer, random: Random): Mutated {
  const block = pickBlock(bytes, random);
  if (!block?.size) return setNumber(bytes, random);
  const { bytes: length } = block.size;
  const value = random() < 0.3 ? BigInt(block.end - block.start + whole(random, -9, 9)) : extreme(random, length);
  return { bytes: withNumber(bytes, block.size, value), done: `the size of ${blockName(block)} set to ${value}` };
}

export function setNumber(bytes: Buffer, random: Random): Mutated {
  const block = pickBlock(bytes, random);
  const [from, to] = block === undefined ? [0, bytes.length] : [block.content, block.end];
  const length = random.pick([1, 2, 4, 4, 8]);
  const offset = from + length * whole(random, 0, Math.min(96, to - from) / length);
  const value = extreme(random, length);
  const field: SizeField = { offset, bytes: length, order: random.pick(["big", "little"]) };
  return { bytes: withNumber(bytes, field, value), done: `the number at ${offset} set to ${value}` };
}

/** A number of that many bytes that programs often mishandle: near 0, near the change of sign, near the maximum. */
export function extreme(random: Random, bytes: number): bigint {
  const bits = BigInt(bytes * 8);
  const top = 1n << bits;
  const kind = whole(random, 0, 6);
  if (kind === 0) return BigInt(whole(random, 0, 3));
  if (kind === 1) return top - BigInt(whole(random, 1, 9));
  if (kind === 2) return top / 2n + BigInt(whole(random, -2, 2));
  if (kind === 3) return top / 4n + BigInt(whole(random, -2, 2));
  // Near a power of two, or any number.
  if (kind < 6) return (1n << BigInt(whole(random, 0, Number(bits) - 1))) + BigInt(whole(random, -1, 1));
  return BigInt(whole(random, 0, 2 ** Math.min(53, Number(bits)) - 1));
}

export function withNumber(bytes: Buffer, { offset, bytes: length, order }: SizeField, value: bigint): Buffer {
  const edited = Buffer.from(bytes);
  // An EBML size begins with one zero bit for each further byte, then a one.
  const bits = BigInt(order === "ebml" ? length * 7 : length * 8);
  const marker = order === "ebml" ? 1n << bits : 0n;
  let rest = (value & ((1n << bits) - 1n)) | marker;
  for (let index = 0; index < length; index++) {
    const place = order === "little" ? offset + index : offset + length - 1 - index;
    if (place < edited.length) edited[place] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return edited;
}
