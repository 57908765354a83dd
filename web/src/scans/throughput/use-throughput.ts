import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { JobJson } from "../../../../src/api/contract.ts";
import { useApi } from "../../api/use-api.ts";
import { hasEnded } from "../../live/job-state.ts";

const refetchMs = 2_000;

/** The files that a scan handled over time: asked for again while it goes on, and once more at its end. */
export function useThroughput(job: JobJson) {
  const api = useApi();
  const ended = hasEnded(job);
  return useQuery({
    // The end is another question: its answer is the last, and what came before stays until it is there.
    queryKey: ["throughput", job.job_id, ended],
    queryFn: ({ signal }) => api.throughput(job.job_id, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ended ? false : refetchMs,
    staleTime: ended ? Number.POSITIVE_INFINITY : 0,
  });
}
