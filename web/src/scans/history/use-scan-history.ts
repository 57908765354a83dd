import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../../api/use-api.ts";
import { historyKey } from "../../live/use-library-refresh.ts";
import { endStatuses, type ScansSearch } from "../scans-search.ts";

const pageSize = 50;

/** Scans that have ended, the newest first, a page at a time; asked for again whenever a scan begins or ends. */
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
    // What was there stays until what was asked for has come.
    placeholderData: keepPreviousData,
  });
}
