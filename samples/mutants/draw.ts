/** The random choices of mutations. */
import { type Block, blocksOf } from "./blocks.ts";
import type { Random } from "./random.ts";

/** A random block. Prefers the first ones, because these are the headers. */
export function pickBlock(bytes: Buffer, random: Random): Block | undefined {
  const blocks = blocksOf(bytes);
  const share = random() < 0.7 ? random() ** 3 : random();
  return blocks[Math.floor(share * blocks.length)];
}

export function pickOf<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[Math.floor(random() * items.length)];
}

/** @param most included */
export function whole(random: Random, least: number, most: number): number {
  return Math.floor(random.between(least, Math.floor(most) + 1));
}
