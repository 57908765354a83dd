import type { TotalsJson } from "../../../src/api/contract/facets.ts";

/** What bars compare: the number of videos, the size of their files, or their length. */
export const amounts = ["count", "size", "length"] as const;
export type Amount = (typeof amounts)[number];

/** In videos, bytes or seconds. */
export function amountOf({ count, bytes, duration_seconds: seconds }: TotalsJson, amount: Amount): number {
  return amount === "count" ? count : amount === "size" ? bytes : seconds;
}
