import { type FoldedJobs, foldJobs } from "../api/contract/fold-jobs.ts";
import type { JobJson } from "../api/contract/jobs.ts";
import type { ApiClient } from "./api-client.ts";

/** The server's limit for one request. */
const pageSize = 100;

/** How many requests a list takes at most. */
const mostRequests = 20;

/**
 * The newest rows of the history, with scans after changes folded as on the page.
 *
 * @param limit how many rows
 * @returns `areMore`: whether earlier scans were not read, because so many are folded
 */
export async function newestRows(
  client: Pick<ApiClient, "jobs">,
  limit: number,
): Promise<{ readonly rows: readonly FoldedJobs[]; readonly areMore: boolean }> {
  const jobs: JobJson[] = [];
  let rows: readonly FoldedJobs[] = [];
  let cursor: string | undefined;
  for (let request = 0; request < mostRequests; request += 1) {
    const page = await client.jobs({ limit: request === 0 ? limit : pageSize, cursor });
    jobs.push(...page.jobs);
    cursor = page.next_cursor ?? undefined;
    rows = foldJobs(jobs, { hasMore: cursor !== undefined }).slice(0, limit);
    const areComplete = rows.length === limit && !rows.some(({ mayHaveMore }) => mayHaveMore);
    if (cursor === undefined || areComplete) return { rows, areMore: false };
  }
  return { rows, areMore: true };
}
