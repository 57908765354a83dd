import { useState } from "react";
import type { FacetsJson } from "../../../../src/api/contract/facets.ts";
import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import { hdrKinds, isTime, type Measure, measureNames, properties, resolutions, shortTime } from "../filter-values.ts";

/** A part of a range, with its ends as they are in an address. */
export interface Band {
  readonly from: number | string;
  /** Null for the last. */
  readonly to: number | string | null;
}

export interface SeenValues {
  readonly values: Readonly<Record<VideoPropertyJson, readonly string[]>>;
  readonly bands: Readonly<Record<Measure, readonly Band[]>>;
  readonly isAnyBroken: boolean;
  readonly isAnyMissing: boolean;
}

/**
 * The values that the library had at any time since the panel was opened. A filter takes videos from the values of other
 * filters. If these values went away, everything below them would move while a person is about to press it.
 */
export function useSeenValues(facets: FacetsJson | undefined): SeenValues | null {
  const [seen, setSeen] = useState<{ readonly facets: FacetsJson; readonly all: SeenValues } | null>(null);
  if (facets !== undefined && facets !== seen?.facets) setSeen({ facets, all: merged(seen?.all ?? null, facets) });
  return seen?.all ?? null;
}

function merged(before: SeenValues | null, facets: FacetsJson): SeenValues {
  const values = properties.map((property) => {
    const now = facets.values[property].filter(({ count }) => count > 0).map(({ value }) => value);
    return [property, inOrder(property, [...new Set([...(before?.values[property] ?? []), ...now])])] as const;
  });
  const bands = measureNames.map((measure) => {
    const all = new Map((before?.bands[measure] ?? []).map((band) => [band.from, band]));
    for (const { band } of bandsOf(facets, measure)) all.set(band.from, band);
    const sorted = [...all.values()].toSorted((one, other) => (one.from < other.from ? -1 : 1));
    const ordered: readonly Band[] = isTime(measure) ? sorted.toReversed() : sorted;
    return [measure, ordered] as const;
  });
  return {
    values: Object.fromEntries(values) as SeenValues["values"],
    bands: Object.fromEntries(bands) as Record<Measure, readonly Band[]>,
    isAnyBroken: before?.isAnyBroken === true || facets.broken > 0,
    isAnyMissing: before?.isAnyMissing === true || facets.missing > 0,
  };
}

/** The bands of a measure, and how many videos are in each. */
export function bandsOf(
  facets: FacetsJson,
  measure: Measure,
): readonly { readonly band: Band; readonly count: number }[] {
  if (isTime(measure)) {
    return facets.spans[measure].map(({ after, before, count }) => ({
      band: { from: shortTime(after), to: before === null ? null : shortTime(before) },
      count,
    }));
  }
  return facets.ranges[measure].map(({ min, max, count }) => ({ band: { from: min, to: max }, count }));
}

/** The order of people where there is one; else the server's: the most frequent first. */
const orders: { readonly [Property in VideoPropertyJson]?: readonly string[] } = {
  resolution: resolutions.toReversed(),
  hdr: [...hdrKinds, "sdr"],
  bit_depth: ["16", "14", "12", "10", "9", "8"],
};

/** `none` is the last. */
function inOrder(property: VideoPropertyJson, values: readonly string[]): readonly string[] {
  const order = orders[property] ?? [];
  const rank = (value: string) => {
    if (value === "none") return Number.POSITIVE_INFINITY;
    const place = order.indexOf(value);
    return place === -1 ? order.length : place;
  };
  return values.toSorted((one, other) => (rank(one) === rank(other) ? 0 : rank(one) - rank(other)));
}
