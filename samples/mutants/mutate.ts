import { cutOff, dropBlock, nestBlock, renameBlock, repeatBlock, splice, swapBlocks } from "./block-mutations.ts";
import { setCount, setNamedField } from "./field-mutations.ts";
import type { Mutated, Mutation } from "./mutation.ts";
import { flipBits, setNumber, setSize } from "./number-mutations.ts";
import type { Random } from "./random.ts";

/** Damages a file in one way, drawn at random. */
export function mutate(bytes: Buffer, random: Random, other: Buffer): Mutated {
  return random.pick(mutations)(bytes, random, other);
}

/** Those that make sound files absurd stand here more than once: they reach deepest into a reader. */
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
