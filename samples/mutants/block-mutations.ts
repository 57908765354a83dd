/** Mutations that move, remove, repeat and rename whole blocks. */
import { type Block, blockName } from "./blocks.ts";
import { pickBlock, whole } from "./draw.ts";
import type { Mutated } from "./mutation.ts";
import { flipBits, setNumber } from "./number-mutations.ts";
import type { Random } from "./random.ts";

export function cutOff(bytes: Buffer, random: Random): Mutated {
  const block = random() < 0.5 ? pickBlock(bytes, random) : undefined;
  const end = block?.end ?? whole(random, 1, bytes.length);
  return { bytes: bytes.subarray(0, end), done: `cut off after ${end}` };
}

export function repeatBlock(bytes: Buffer, random: Random): Mutated {
  const block = pickBlock(bytes, random);
  if (block === undefined) return flipBits(bytes, random);
  const content = bytes.subarray(block.start, block.end);
  // Repeats a small block many times, as in a file with many tracks.
  const times = content.length < 2_048 && random() < 0.3 ? whole(random, 10, 300) : 1;
  const repeated = Buffer.concat([
    bytes.subarray(0, block.end),
    ...Array.from({ length: times }, () => content),
    bytes.subarray(block.end),
  ]);
  return { bytes: repeated, done: `${blockName(block)} repeated ${times} times` };
}

export function dropBlock(bytes: Buffer, random: Random): Mutated {
  const block = pickBlock(bytes, random);
  if (block === undefined) return flipBits(bytes, random);
  const rest = Buffer.concat([bytes.subarray(0, block.start), bytes.subarray(block.end)]);
  return { bytes: rest, done: `${blockName(block)} dropped` };
}

export function swapBlocks(bytes: Buffer, random: Random): Mutated {
  const [one, two] = [pickBlock(bytes, random), pickBlock(bytes, random)];
  if (one === undefined || two === undefined) return flipBits(bytes, random);
  const [first, second] = one.start < two.start ? [one, two] : [two, one];
  if (second.start < first.end) return dropBlock(bytes, random);
  const swapped = Buffer.concat([
    bytes.subarray(0, first.start),
    bytes.subarray(second.start, second.end),
    bytes.subarray(first.end, second.start),
    bytes.subarray(first.start, first.end),
    bytes.subarray(second.end),
  ]);
  return { bytes: swapped, done: `${blockName(first)} and ${blockName(second)} swapped` };
}

/** Gives a block the type of another block, so that readers misread its content. */
export function renameBlock(bytes: Buffer, random: Random): Mutated {
  const [one, two] = [pickBlock(bytes, random), pickBlock(bytes, random)];
  if (!one?.size || !two?.size) return setNumber(bytes, random);
  const edited = Buffer.from(bytes);
  bytes.copy(edited, typePlace(one).from, typePlace(two).from, typePlace(two).to);
  return { bytes: edited, done: `${blockName(one)} renamed to ${two.type}` };
}

/** The bytes of the type. They are before the size; in boxes, behind it. */
function typePlace({ start, content, size }: Block): { readonly from: number; readonly to: number } {
  return size?.offset === start
    ? { from: start + size.bytes, to: content }
    : { from: start, to: size?.offset ?? content };
}

/** Repeats the head of a block before the block, so that the block seems to contain itself. */
export function nestBlock(bytes: Buffer, random: Random): Mutated {
  const block = pickBlock(bytes, random);
  if (block === undefined) return flipBits(bytes, random);
  const head = bytes.subarray(block.start, Math.min(block.content, block.start + 64));
  const depth = whole(random, 2, 2_000);
  const nested = Buffer.concat([
    bytes.subarray(0, block.start),
    ...Array.from({ length: depth }, () => head),
    bytes.subarray(block.start),
  ]);
  return { bytes: nested, done: `${blockName(block)} put into itself ${depth} times` };
}

export function splice(bytes: Buffer, random: Random, other: Buffer): Mutated {
  const head = pickBlock(bytes, random)?.end ?? bytes.length;
  const tail = pickBlock(other, random)?.start ?? 0;
  const spliced = Buffer.concat([bytes.subarray(0, head), other.subarray(tail)]);
  return { bytes: spliced, done: `cut off after ${head}, another clip from ${tail} put in its place` };
}
