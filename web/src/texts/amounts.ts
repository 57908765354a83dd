/** Sums and shares of the page of statistics, as all languages write them. */
import { bytesText, countText, durationText, percentText } from "./quantities.ts";

/** A sum of lengths. Where there are many hours, minutes do not matter. */
export function lengthSumText(seconds: number): string {
  if (seconds < 0.5) return "0 s";
  return seconds < 360_000 ? durationText(Math.round(seconds) * 1_000) : `${countText(Math.round(seconds / 3_600))} h`;
}

/** Only nothing is 0 %, and only all is 100 %. @param part 0 to 1 */
export function shareText(part: number): string {
  if (part > 0 && part < 0.005) return "< 1 %";
  // Sums of lengths are not exact.
  return percentText(part > 1 - 1e-9 ? 1 : Math.min(0.99, Math.round(part * 100) / 100));
}

export type Amount = "count" | "size" | "length";

/** @param amount in videos, bytes or seconds */
export function amountText(amount: number, of: Amount): string {
  return of === "count" ? countText(amount) : of === "size" ? bytesText(amount) : lengthSumText(amount);
}
