import type { SavedFilterJson, SavedFilterListJson } from "../../../src/api/contract/saved-filters.ts";
import type { CallOptions, Connection } from "./connection.ts";

export type NewSavedFilter = Pick<SavedFilterJson, "name" | "filter" | "sort">;

/** Filters under names. */
export interface SavedFilterCalls {
  /** Filters under names, in the order of their names. */
  savedFilters(options?: CallOptions): Promise<readonly SavedFilterJson[]>;
  saveFilter(filter: NewSavedFilter, options?: CallOptions): Promise<SavedFilterJson>;
  changeSavedFilter(id: string, changes: Partial<NewSavedFilter>, options?: CallOptions): Promise<SavedFilterJson>;
  removeSavedFilter(id: string, options?: CallOptions): Promise<void>;
}

export function savedFilterCalls({ call, get, post }: Connection): SavedFilterCalls {
  return {
    savedFilters: async (callOptions) => (await get<SavedFilterListJson>("/saved-filters", callOptions)).saved_filters,
    saveFilter: (filter, callOptions) => post("/saved-filters", filter, callOptions),
    changeSavedFilter: (id, body, { signal } = {}) =>
      call("PATCH", `/saved-filters/${encodeURIComponent(id)}`, { body, signal }),
    removeSavedFilter: (id, { signal } = {}) => call("DELETE", `/saved-filters/${encodeURIComponent(id)}`, { signal }),
  };
}
