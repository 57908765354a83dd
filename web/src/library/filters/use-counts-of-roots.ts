import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useApi } from "../../api/use-api.ts";
import { libraryKey } from "../../live/use-library-refresh.ts";
import { backwardsMeasure } from "../filter-values.ts";
import { filtersOf, type LibrarySearch } from "../library-search.ts";

/** Of how many directories of the library videos are counted. Each takes a request. */
const mostCounted = 20;

/**
 * How many videos the list has if it is that of a directory of the library instead, with all other filters.
 *
 * @param paths of the directories
 * @returns in their order. Undefined until it is known, and for all that are too many
 */
export function useCountsOfRoots(search: LibrarySearch, paths: readonly string[]): readonly (number | undefined)[] {
  const api = useApi();
  const queries = paths.slice(0, mostCounted).map((path) => {
    const filters = filtersOf({ ...search, sort: undefined, path });
    return {
      queryKey: [libraryKey, "count", filters],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
        const { total } = await api.videos(filters, { limit: 1, offset: 0 }, { signal });
        return total;
      },
      enabled: backwardsMeasure(search) === undefined,
      // The number of the filters before, until that of these is there.
      placeholderData: (before: number | undefined) => before,
    };
  });
  return useQueries({ queries, combine: countsOf });
}

function countsOf(results: readonly UseQueryResult<number>[]): readonly (number | undefined)[] {
  return results.map(({ data }) => data);
}
