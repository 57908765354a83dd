import type { VideoFilterJson } from "../../../src/api/contract/video-filters.ts";
import type { VideoFilters } from "./video-filters.ts";

/** The filters of a list, as the body of a request has them. */
export function filterJson({ sort: _sort, q, ...filters }: VideoFilters): VideoFilterJson {
  const set = Object.entries({ ...filters, q: q === "" ? undefined : q }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set);
}
