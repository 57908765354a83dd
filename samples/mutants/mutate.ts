import { cutOff, dropBlock, nestBlock, renameBlock, repeatBlock, splice, swapBlocks } from "./block-mutations.ts";
import { setCount, setNamedField } from "./field-mutations.ts";
import type { Mutated, Mutation } from "./mutation.ts";
import { flipBits, setNumber, setSize } from "./number-mutations.ts";
import type { Random } from "./random.ts";

/** Damages a file in one random way. */
export function mutate(bytes: Buffer, random: Random, other: Buffer): Mutated {
  return random.pick(mutations)(bytes, random, other);
}

/** Mutations that keep a file readable are listed more than once, because they reach deepest into a reader. */
const mutations: readonly [Mutation, ...Mutation[]] = [
  flipBits,
  setSize,
  setSize,
  setNumber,
  setNumber,
  setNumber,
  setCount,
  setCount,
  setNamedField,
  setNamedField,
  setNamedField,
  cutOff,
  repeatBlock,
  dropBlock,
  swapBlocks,
  renameBlock,
  nestBlock,
  splice,
];
