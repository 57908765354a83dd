import { queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../api/api-client.ts";
import { historyKey } from "../live/use-library-refresh.ts";

/** The scan that wrote a video last. The server may have deleted an old scan. */
export function scanOptions(api: ApiClient, jobId: string) {
  return queryOptions({
    queryKey: [historyKey, "scan", jobId],
    queryFn: ({ signal }) => api.job(jobId, { signal }),
    // The directory and the time of a scan never change.
    staleTime: Number.POSITIVE_INFINITY,
  });
}
