import type { TotalsJson } from "../api/contract/facets.ts";
import { count, countOf } from "./quantities.ts";
import { totalsInWords } from "./totals-in-words.ts";

/**
 * The sentences below a list of videos.
 *
 * @param shown how many were listed
 * @param limit how many were to be listed at most
 * @param all those that match after the list was printed. A scan may have changed the library meanwhile
 */
export function endOfList(shown: number, limit: number, all: TotalsJson): readonly string[] {
  const together = `Together: ${totalsInWords(all)}`;
  if (shown >= limit && all.count > shown)
    return [`${count(shown)} of ${count(all.count)} videos. --limit ${all.count} lists all of them.`, together];
  if (shown === all.count) return [together];
  const now = `${count(all.count)} ${all.count === 1 ? "matches" : "match"} now`;
  const are = shown === 1 ? "is" : "are";
  return [`${countOf(shown, "video")} ${are} listed. The library has changed meanwhile: ${now}.`, together];
}
