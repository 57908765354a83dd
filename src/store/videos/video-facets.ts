import type { Kysely } from "kysely";
import { type BandsOf, rangeOfBand } from "../../library/measure-bands.ts";
import { resolutions } from "../../library/resolution.ts";
import type { VideoProperty } from "../../library/video-filter.ts";
import {
  type FacetQuery,
  noVideos,
  plusBytes,
  plusTotals,
  type ValueCount,
  type VideoFacets,
  type VideoTotals,
} from "../../library/video-library.ts";
import type { Tables } from "../schema.ts";
import { filtersToFind } from "./list-videos.ts";
import { valuesInText } from "./property-values.ts";
import type { FacetCounts, VideoIndex } from "./video-index.ts";

/** See `VideoLibrary.facets`. */
export async function videoFacets(
  { db, index, bandsOf }: { readonly db: Kysely<Tables>; readonly index: VideoIndex; readonly bandsOf: BandsOf },
  { filter, properties, measures, isWithoutOwn, timeZone }: FacetQuery,
): Promise<VideoFacets> {
  const bands = measures.map((measure) => ({ measure, bands: bandsOf(measure, timeZone) }));
  const counts = await index.countFacets(db, {
    filters: filtersToFind(filter),
    properties,
    ranges: bands.map(({ measure, bands: those }) => ({ measure, edges: those.map(({ min }) => min) })),
    isWithoutOwn,
  });
  const { total, ofEach, missing, broken, texts, linked, ranges } = counts;
  return {
    total,
    ofEach,
    missing,
    broken,
    values: Object.fromEntries(
      properties.map((property, nth) => [property, valueCounts(property, texts[nth] ?? [], linked[nth] ?? [])]),
    ),
    ranges: Object.fromEntries(
      bands.map(({ measure, bands: those }, nth) => [
        measure,
        those.flatMap((band, place) => {
          const totals = ranges[nth]?.[place] ?? noVideos;
          return totals.videos === 0 ? [] : [{ range: rangeOfBand(measure, band), totals }];
        }),
      ]),
    ),
  };
}

/** A video with several values counts for each of them. */
function valueCounts(
  property: VideoProperty,
  texts: FacetCounts["texts"][number],
  linked: FacetCounts["linked"][number],
): readonly ValueCount[] {
  const values = new Map<string, VideoTotals>();
  for (const { text, totals } of texts) {
    for (const value of valuesInText(property, text)) {
      values.set(value, plusTotals(values.get(value) ?? noVideos, totals));
    }
  }
  for (const [value, bytes] of linked) values.set(value, plusBytes(values.get(value) ?? noVideos, bytes));
  return [...values].map(([value, totals]) => ({ value, totals })).toSorted(orders[property] ?? byFrequency);
}

type Order = (one: ValueCount, other: ValueCount) => number;

const byFrequency: Order = (one, other) =>
  other.totals.videos - one.totals.videos || (one.value < other.value ? -1 : one.value > other.value ? 1 : 0);

const orders: { readonly [Property in VideoProperty]?: Order } = {
  resolution: by((value) => resolutions.findIndex((name) => name === value)),
  bit_depth: by((value) => (Number.isNaN(Number(value)) ? Infinity : Number(value))),
};

function by(rank: (value: string) => number): Order {
  return (one, other) => {
    const [a, b] = [rank(one.value), rank(other.value)];
    return a === b ? byFrequency(one, other) : a - b;
  };
}
