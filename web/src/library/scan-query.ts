import { queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../api/api-client.ts";
import { historyKey } from "../live/use-library-refresh.ts";

/** The scan that wrote a video. Old ones may not be known any more. */
export function scanOptions(api: ApiClient, jobId: string) {
  return queryOptions({
    queryKey: [historyKey, "scan", jobId],
    queryFn: ({ signal }) => api.job(jobId, { signal }),
    // What is told of it never changes: where, and when.
    staleTime: Number.POSITIVE_INFINITY,
  });
}
