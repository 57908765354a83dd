import { useQuery } from "@tanstack/react-query";
import type { JobJson } from "../../../src/api/contract.ts";
import { useApi } from "../api/use-api.ts";
import { historyKey } from "../live/use-library-refresh.ts";
import { isDirectory, isPassedOver } from "../scans/use-still-unreadable.ts";

/** How many are counted at most. */
const most = 1_000;

export interface Unreadable {
  /** Whether directories are among what the scan could not read. */
  readonly hasDirectories: boolean;
  /** What it passed over, as it could not be read before and has not changed; zero until that is known. */
  readonly passedOver: { readonly count: number; readonly more: boolean; readonly hasDirectories: boolean };
}

/** What an ended scan could not read, besides how much that is. */
export function useUnreadable(job: JobJson): Unreadable {
  const api = useApi();
  const { path } = job.payload;
  const { data } = useQuery({
    queryKey: [historyKey, "problems", job.job_id, most],
    queryFn: ({ signal }) => api.problems({ path, limit: most }, { signal }),
  });
  const problems = data?.problems ?? [];
  const passedOver = problems.filter((problem) => isPassedOver(problem, job));
  return {
    hasDirectories: problems.some((problem) => problem.job_id === job.job_id && isDirectory(problem)),
    passedOver: {
      count: passedOver.length,
      more: (data?.next_cursor ?? null) !== null,
      hasDirectories: passedOver.some(isDirectory),
    },
  };
}
