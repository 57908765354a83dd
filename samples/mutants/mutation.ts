import type { Random } from "./random.ts";

/**
 * A kind of damage, as disks and networks cause it, or as an attacker would write it. Returns a new file and leaves
 * `bytes` unchanged.
 *
 * @param other another clip, from which some mutations take a part
 */
export type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Mutated;

export interface Mutated {
  readonly bytes: Buffer;
  /** The damage in words. */
  readonly done: string;
}
