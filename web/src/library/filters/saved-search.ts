import type { SavedFilterJson } from "../../../../src/api/contract/saved-filters.ts";
import { filterJson } from "../../api/filter-json.ts";
import type { NewSavedFilter } from "../../api/saved-filter-calls.ts";
import { filtersOf, type LibrarySearch, noFilters, readLibrarySearch } from "../library-search.ts";

/** The filters of an address, and its order, as the server keeps them. */
export function savedOf(search: LibrarySearch): Omit<NewSavedFilter, "name"> {
  return { filter: filterJson(filtersOf(search)), sort: search.sort ?? null };
}

/** Spread over a search, this shows what was saved, and nothing else. */
export function searchOf({ filter, sort }: Pick<SavedFilterJson, "filter" | "sort">): LibrarySearch {
  const { job_id: job, ...filters } = filter;
  const read = readLibrarySearch({ ...filters, job });
  return { ...noFilters, ...read, ...(sort !== null && { sort }) };
}

/** Whether the address shows what was saved. */
export function isShown(saved: Pick<SavedFilterJson, "filter" | "sort">, search: LibrarySearch): boolean {
  const { sort: _sort, view: _view, video: _video, ...filters } = search;
  const { sort, ...wanted } = searchOf(saved);
  return (
    sameText(wanted) === sameText(filters) && (sort === undefined || readLibrarySearch({ sort }).sort === search.sort)
  );
}

/** The same for the same filters in another order. */
function sameText(filters: LibrarySearch): string {
  const entries = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value.toSorted(byText) : value] as const);
  return JSON.stringify(entries.toSorted(([one], [other]) => byText(one, other)));
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
