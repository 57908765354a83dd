import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../../api/use-api.ts";
import { historyKey } from "../../live/use-library-refresh.ts";
import { endStatuses, type ScansSearch } from "../scans-search.ts";

/** The server's limit for one request. */
const pageSize = 100;

/** The filters of the history, as the API has them. */
export function historyQuery({ status, q }: ScansSearch) {
  return { status: (status === undefined ? endStatuses : [status]).join(), q };
}

/** Ended scans, newest first, in pages. They are loaded again whenever a scan starts or ends. */
export function useScanHistory({ status, q }: ScansSearch) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [historyKey, "ended", { status: status ?? null, q: q ?? "" }],
    queryFn: ({ pageParam, signal }) =>
      api.jobs(
        {
          statuses: status === undefined ? endStatuses : [status],
          q,
          limit: pageSize,
          ...(pageParam !== null && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // The old list stays until the new one is loaded.
    placeholderData: keepPreviousData,
  });
}
