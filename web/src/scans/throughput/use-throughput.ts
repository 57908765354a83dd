import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { useApi } from "../../api/use-api.ts";
import { hasEnded } from "../../live/job-state.ts";

const refetchMs = 2_000;

/** The number of scanned files over time. It is loaded again while the scan runs, and once more at its end. */
export function useThroughput(job: JobJson) {
  const api = useApi();
  const ended = hasEnded(job);
  return useQuery({
    // An ended scan has its own key, so it is loaded once more. The old data stays until then.
    queryKey: ["throughput", job.job_id, ended],
    queryFn: ({ signal }) => api.throughput(job.job_id, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ended ? false : refetchMs,
    staleTime: ended ? Number.POSITIVE_INFINITY : 0,
  });
}
