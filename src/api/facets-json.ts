import { type VideoFilter, type VideoMeasure, videoMeasures, videoProperties } from "../library/video-filter.ts";
import type {
  FacetQuery,
  RangeCount,
  ValueCount,
  VideoFacets,
  VideoLibrary,
  VideoTotals,
} from "../library/video-library.ts";
import type { FacetsJson, TotalsJson } from "./contract/facets.ts";
import { countJson, numberJsonOrNull, secondsJson, timeJson } from "./wire-values.ts";

/** The most values in an answer. A library of real videos has fewer. */
const mostValues = 100;

/** @param how see `FacetQuery` */
export async function facetsJson(
  videos: Pick<VideoLibrary, "facets">,
  filter: VideoFilter,
  how: Pick<FacetQuery, "isWithoutOwn" | "timeZone">,
): Promise<FacetsJson> {
  const facets = await videos.facets({ filter, properties: videoProperties, measures: videoMeasures, ...how });
  const values = videoProperties.map((property) => {
    const counted = facets.values[property] ?? [];
    return [property, counted.slice(0, mostValues).map(valueJson)];
  });
  return {
    total: totalsJson(facets.total),
    averages: averagesJson(facets),
    has_hard_links: facets.ofEach.bytes > facets.total.bytes,
    missing: countJson(facets.missing),
    broken: countJson(facets.broken),
    values: Object.fromEntries(values) as FacetsJson["values"],
    ranges: {
      size: ranges(facets, "file_size"),
      duration: ranges(facets, "duration_seconds"),
      frame_rate: ranges(facets, "frame_rate"),
      bit_rate: ranges(facets, "bit_rate"),
    },
    spans: { modified: spans(facets, "modified_at"), added: spans(facets, "created_at") },
  };
}

function totalsJson({ videos, missing, bytes, durationSeconds }: VideoTotals): TotalsJson {
  return {
    count: countJson(videos),
    missing: countJson(missing),
    bytes: numberJsonOrNull(bytes) ?? Number.MAX_VALUE,
    duration_seconds: secondsJson(numberJsonOrNull(durationSeconds) ?? Number.MAX_VALUE),
  };
}

function averagesJson({ total, ofEach }: VideoFacets): FacetsJson["averages"] {
  const present = total.videos - total.missing;
  return {
    bytes: averageJson(ofEach.bytes, present),
    bit_rate: averageJson(8 * ofEach.bytesWithLength, total.durationSeconds),
  };
}

function averageJson(sum: number, of: number): number | null {
  return of > 0 ? countJson(sum / of) : null;
}

function valueJson({ value, totals }: ValueCount): FacetsJson["values"]["video_codec"][number] {
  return { value, ...totalsJson(totals) };
}

function ranges(facets: VideoFacets, measure: Exclude<VideoMeasure, "modified_at" | "created_at">) {
  return (facets.ranges[measure] ?? []).map(rangeJson);
}

function rangeJson({ range: { min = 0, max }, totals }: RangeCount): FacetsJson["ranges"]["size"][number] {
  return { min, max: max ?? null, ...totalsJson(totals) };
}

function spans(facets: VideoFacets, measure: "modified_at" | "created_at") {
  return (facets.ranges[measure] ?? []).map(spanJson);
}

function spanJson({ range: { min = 0, max }, totals }: RangeCount): FacetsJson["spans"]["added"][number] {
  const before = max === undefined ? null : timeJson(new Date(max + 1));
  return { after: timeJson(new Date(min)), before, ...totalsJson(totals) };
}
