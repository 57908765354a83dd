import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { ApiClient } from "../api/api-client.ts";
import { Refused } from "../api/failures.ts";
import { handledBy } from "./forget-job.ts";
import type { KnownJobs } from "./known-jobs.ts";

export interface PollOptions {
  readonly api: Pick<ApiClient, "job" | "jobs">;
  readonly known: KnownJobs;
  readonly signal: AbortSignal;
  /** Called after each change of `known`. */
  readonly onChange: () => void;
}

/**
 * Asks the server for all active jobs, and for each job that the page believes to be active or gone missing from that
 * list. An answer may be older than an event that overtook it, so jobs that changed since the poll began are left alone.
 *
 * @returns whether an active job had made progress that the page did not know
 * @throws what the API client throws
 */
export async function pollJobs({ api, known, signal, onChange }: PollOptions): Promise<boolean> {
  const began = known.version;
  let hasProgress = false;
  const put = (job: JobJson) => {
    if (known.putPolled(job, performance.now())) onChange();
  };
  const listed = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await api.jobs(
      { statuses: ["pending", "running"], limit: 100, ...(cursor !== null && { cursor }) },
      { signal },
    );
    for (const job of page.jobs) {
      listed.add(job.job_id);
      if (known.hasChangedSince(job.job_id, began)) continue;
      const before = known.job(job.job_id);
      hasProgress ||= before === null || before === undefined || handledBy(before) !== handledBy(job);
      put(job);
    }
    cursor = page.next_cursor;
  } while (cursor !== null);
  for (const id of known.unlisted(listed)) {
    const job = await jobOrNull(api, id, signal);
    if (known.hasChangedSince(id, began)) continue;
    if (job !== null) put(job);
    else {
      known.putPolledGone(id);
      onChange();
    }
  }
  return hasProgress && known.version === began;
}

/** Null if the server does not know the job. @throws what the API client throws */
export async function jobOrNull(api: Pick<ApiClient, "job">, id: string, signal: AbortSignal): Promise<JobJson | null> {
  try {
    return await api.job(id, { signal });
  } catch (error) {
    // A 404 with another code comes from something between the page and the server.
    if (error instanceof Refused && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
