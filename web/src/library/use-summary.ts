import { useState } from "react";
import type { FacetsJson } from "../../../src/api/contract/facets.ts";
import { texts } from "../texts/texts.ts";

const words = texts.library;

interface SummaryOf {
  /** The number of videos of the list; null until it is known. */
  readonly total: number | null;
  /** Undefined until they are known. */
  readonly facets: FacetsJson | undefined;
  /** Whether the list that the address asks for could not be loaded. */
  readonly isAnyFailed: boolean;
  /** Whether the facets are on their way. */
  readonly isWaiting: boolean;
}

/**
 * How many videos there are, how much room they take, and how long they are. The summary of the list before stays until
 * all of that is known, so that nothing beside it moves twice.
 */
export function useSummary({ total, facets, isAnyFailed, isWaiting }: SummaryOf): string {
  const [last, setLast] = useState<string | null>(null);
  const isWhole = total !== null && (facets !== undefined || !isWaiting);
  const now = total === null ? null : summaryText(total, facets);
  if (isWhole && now !== last) setLast(now);
  if (isAnyFailed) return "\u00a0";
  return (isWhole ? now : (last ?? now)) ?? "\u00a0";
}

function summaryText(count: number, facets: FacetsJson | undefined): string {
  if (facets === undefined) return words.total(count);
  const { missing, bytes, duration_seconds: seconds } = facets.total;
  return words.summary([
    missing > 0 && missing <= count ? words.totalWithMissing(count, missing) : words.total(count),
    ...(bytes > 0 ? [words.bytes(bytes)] : []),
    ...(seconds > 0 ? [words.length(seconds)] : []),
  ]);
}
