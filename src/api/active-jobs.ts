import type { ActiveJob, Job } from "../jobs/job.ts";
import { hasEnded } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";

const pageSize = 100;

/** Every job that has not ended, newest first. */
export async function* activeJobs(queue: AsyncJobQueue): AsyncGenerator<ActiveJob> {
  let cursor: string | null = null;
  do {
    const query = { statuses: ["pending", "running"] as const, limit: pageSize };
    const page: { jobs: readonly Job[]; nextCursor: string | null } = await queue.list(
      cursor === null ? query : { ...query, cursor },
    );
    for (const job of page.jobs) if (!hasEnded(job)) yield job;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
