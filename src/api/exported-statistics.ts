import type { FacetsJson, statisticsColumns } from "./contract/facets.ts";

type Counted = FacetsJson["total"];
type StatisticsRow = Readonly<Record<(typeof statisticsColumns)[number], string | number | null>>;

/** The statistics as a list: the total, each value of each property, each range of each measure, and each span of time. */
export function exportedStatistics({ total, values, ranges, spans }: FacetsJson): readonly StatisticsRow[] {
  return [
    rowOf("total", {}, total),
    ...Object.entries(values).flatMap(([property, all]) =>
      all.map(({ value, ...counted }) => rowOf(property, { value }, counted)),
    ),
    ...Object.entries(ranges).flatMap(([property, all]) =>
      all.map(({ min, max, ...counted }) => rowOf(property, { min, max }, counted)),
    ),
    ...Object.entries(spans).flatMap(([property, all]) =>
      all.map(({ after, before, ...counted }) => rowOf(property, { after, before }, counted)),
    ),
  ];
}

function rowOf(property: string, which: Partial<StatisticsRow>, counted: Counted): StatisticsRow {
  return { property, value: null, min: null, max: null, after: null, before: null, ...which, ...counted };
}
