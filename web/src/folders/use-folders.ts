import { useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";

/**
 * The folders in a folder, page by page. Asked for again while a scan writes.
 *
 * @param path undefined: the deepest folder that holds all videos
 */
export function useFolders(path: string | undefined) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [libraryKey, "folders", path ?? null],
    queryFn: ({ pageParam, signal }) => api.folders({ path, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
}
