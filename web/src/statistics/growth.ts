import type { FacetsJson } from "../../../src/api/contract/facets.ts";
import { type Amount, amountOf } from "./amount.ts";

/** The library at the end of a month. */
export interface GrowthPoint {
  /** The end of the month, in milliseconds since 1970. */
  readonly at: number;
  /** In videos, bytes or seconds. */
  readonly inAll: number;
}

/**
 * What was in the library at the end of each month, of the videos that are in it now. It begins at the first month, with
 * nothing. Months without additions have a point, too, as the line is level there.
 *
 * @param added months in rising order
 */
export function growthOf(added: FacetsJson["spans"]["added"], amount: Amount): readonly GrowthPoint[] {
  const [first] = added;
  if (first === undefined) return [];
  const points: GrowthPoint[] = [{ at: Date.parse(first.after), inAll: 0 }];
  let inAll = 0;
  for (const { after, before, ...totals } of added) {
    const [start, end] = [Date.parse(after), Date.parse(before ?? after)];
    if (start > (points.at(-1)?.at ?? 0)) points.push({ at: start, inAll });
    inAll += amountOf(totals, amount);
    points.push({ at: end, inAll });
  }
  return points;
}
