/** The videos that the page of statistics counts, and what its bars show. The filters are those of the library's address. */
import { type LibrarySearch, readLibrarySearch } from "../library/library-search.ts";
import type { Amount } from "./amount.ts";

/** Filters, without what only a list has. */
export type Filters = Omit<LibrarySearch, "sort" | "view" | "video">;

export interface StatisticsSearch extends Filters {
  /** Absent: the number of videos. */
  readonly by?: Exclude<Amount, "count"> | undefined;
}

export function readStatisticsSearch(search: Readonly<Record<string, unknown>>): StatisticsSearch {
  const by = (["size", "length"] as const).find((each) => each === search["by"]);
  return { ...filtersIn(readLibrarySearch(search)), ...(by !== undefined && { by }) };
}

/** Only the filters of an address. */
export function filtersIn({ sort: _sort, view: _view, video: _video, ...filters }: LibrarySearch): Filters {
  return filters;
}
