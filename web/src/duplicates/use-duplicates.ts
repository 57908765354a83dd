import { useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import type { DuplicateSearch } from "./duplicate-search.ts";

/** Groups of files, page by page. Asked for again while a job writes. */
export function useDuplicates({ path, state }: DuplicateSearch) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [libraryKey, "duplicates", path ?? null, state ?? null],
    queryFn: ({ pageParam, signal }) => api.duplicates({ path, state, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
}
