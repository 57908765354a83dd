import type { VideoFilterJson } from "../api/contract/video-filters.ts";
import { backwardsRange } from "../library/backwards-range.ts";
import type { rangeNames } from "../library/filter-payload.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The flags that set the ends of a range. */
type RangeEnd = (typeof rangeNames)[keyof typeof rangeNames][number];
const flags: { readonly [End in RangeEnd]: string } = {
  size_min: "--min-size",
  size_max: "--max-size",
  duration_min: "--min-length",
  duration_max: "--max-length",
  frame_rate_min: "--min-fps",
  frame_rate_max: "--max-fps",
  bit_rate_min: "--min-bit-rate",
  bit_rate_max: "--max-bit-rate",
  modified_after: "--changed-after",
  modified_before: "--changed-before",
  added_after: "--added-after",
  added_before: "--added-before",
};

/** @throws WrongUsage if a range ends before it begins. Saved filters may have one of its ends */
export function requireForwardRanges(filter: VideoFilterJson): void {
  const range = backwardsRange(filter);
  if (range === null) return;
  const [least, most] = range.map((end) => flags[end as RangeEnd]);
  const problem = least?.endsWith("after") === true ? "is not after" : "is less than";
  throw new WrongUsage(`${most} ${problem} ${least}, so no video can match.`);
}
