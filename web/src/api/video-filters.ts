import type { VideoFilterJson } from "../../../src/api/contract/video-filters.ts";
import type { VideoSortJson } from "../../../src/api/contract/videos.ts";

/** The filters of a list, and its order. */
export type VideoFilters = { readonly [Name in keyof VideoFilterJson]: VideoFilterJson[Name] } & {
  readonly sort?: VideoSortJson | undefined;
};

/** The filters and the order of a list, as a query has them. */
export function inQuery({ q, ...filters }: VideoFilters) {
  return { ...filters, q: q === "" ? undefined : q };
}
