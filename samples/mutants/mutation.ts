import type { Random } from "./random.ts";

/**
 * A kind of damage: what disks and networks do to files, or what someone would write who wants a reader to fail. It
 * leaves `bytes` as they are, and gives a new file.
 *
 * @param other another clip, for mutations that take a part of one
 */
export type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Mutated;

export interface Mutated {
  readonly bytes: Buffer;
  /** What was done, for people. */
  readonly done: string;
}
