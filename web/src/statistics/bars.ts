import type { FacetsJson, TotalsJson } from "../../../src/api/contract/facets.ts";
import type { VideoPropertyJson } from "../../../src/api/contract/video-filters.ts";
import {
  manyValued,
  measures,
  type NumberMeasure,
  shortTime,
  splitValues,
  type TimeMeasure,
  together,
  without,
} from "../library/filter-values.ts";
import { texts } from "../texts/texts.ts";
import type { Filters } from "./statistics-search.ts";

const words = texts.filters;

/** A value of a property, or a part of a range, with its videos. */
export interface Bar {
  /** Unique among the bars beside it. */
  readonly key: string;
  readonly name: string;
  readonly totals: TotalsJson;
  /** The filters that have exactly these videos. */
  readonly filters: Filters;
}

/** A bar for each value of a property. */
export function valueBars(facets: FacetsJson, property: VideoPropertyJson, filters: Filters): readonly Bar[] {
  return facets.values[property].map(({ value, ...totals }) => ({
    key: value,
    name: words.valueName(property, value),
    totals,
    filters: withValue(filters, property, value),
  }));
}

/** A video may have the value beside others that the filters ask for, such as English beside German. */
function withValue(filters: Filters, property: VideoPropertyJson, value: string): Filters {
  if (!manyValued.has(property)) return { ...filters, [property]: [value] };
  const { wanted, required, unwanted } = splitValues(property, filters[property] ?? []);
  const kept = [...required.map(together), ...unwanted.map(without)];
  if (required.includes(value)) return filters;
  const own = wanted.length === 0 || wanted.includes(value) ? [value] : [...wanted, together(value)];
  return { ...filters, [property]: [...own, ...kept] };
}

/** A bar for each part of a range of numbers. */
export function rangeBars(facets: FacetsJson, measure: NumberMeasure, filters: Filters): readonly Bar[] {
  const [least, most] = measures[measure];
  return facets.ranges[measure].map(({ min, max, ...totals }) => ({
    key: String(min),
    name: words.chipOfRange(measure, { min, max: max ?? undefined }),
    totals,
    filters: {
      ...filters,
      [least]: Math.max(min, filters[least] ?? min),
      [most]: smallest(max ?? undefined, filters[most]),
    },
  }));
}

function smallest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/** A bar for each year or month, the latest first. */
export function spanBars(facets: FacetsJson, measure: TimeMeasure, filters: Filters): readonly Bar[] {
  const [first, end] = measures[measure];
  const bars = facets.spans[measure].map(({ after, before, ...totals }) => ({
    key: after,
    name: words.spanText({ after, before }),
    totals,
    filters: {
      ...filters,
      [first]: latest(after, filters[first]),
      [end]: before === null ? filters[end] : earliest(before, filters[end]),
    },
  }));
  return bars.toReversed();
}

function latest(one: string, other: string | undefined): string {
  return shortTime(other !== undefined && Date.parse(other) > Date.parse(one) ? other : one);
}

function earliest(one: string, other: string | undefined): string {
  return shortTime(other !== undefined && Date.parse(other) < Date.parse(one) ? other : one);
}
