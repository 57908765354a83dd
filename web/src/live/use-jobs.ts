import { createContext, use, useCallback, useEffect, useSyncExternalStore } from "react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { Connection, FeedState, JobFeed } from "./job-feed.ts";

export const JobFeedContext = createContext<JobFeed | null>(null);

export function useJobFeed(): JobFeed {
  const feed = use(JobFeedContext);
  if (feed === null) throw new Error("There is no JobFeedContext around this component");
  return feed;
}

/** Renders again when the selected value changes. `select` must return the same object until then. */
function useFeed<Selected>(select: (state: FeedState) => Selected): Selected {
  const feed = useJobFeed();
  return useSyncExternalStore(feed.subscribe, () => select(feed.state()));
}

/** Pending and running jobs, oldest first. */
export function useActiveJobs(): readonly JobJson[] {
  return useFeed((state) => state.active);
}

/** Whether any job is pending or running. Renders again only when that changes, not with the progress of jobs. */
export function useHasActiveJobs(): boolean {
  return useFeed((state) => state.active.length > 0);
}

export function useConnection(): Connection {
  return useFeed((state) => state.connection);
}

/** A message for people about the connection; null while it works. */
export function useConnectionProblem(): string | null {
  return useFeed((state) => state.problem);
}

export interface FollowedJob {
  /** Null while it is unknown, and if it is gone. */
  readonly job: JobJson | null;
  /** Whether the server does not know the job. */
  readonly gone: boolean;
  /** Files per second; undefined while it is unknown. */
  readonly rate: number | undefined;
}

/** A job, kept up to date to its end while the component is mounted. */
export function useFollowedJob(id: string | null): FollowedJob {
  const feed = useJobFeed();
  useEffect(() => (id === null ? undefined : feed.follow(id)), [feed, id]);
  const job = useFeed(useCallback((state: FeedState) => (id === null ? null : (state.jobs.get(id) ?? null)), [id]));
  const gone = useFeed((state) => id !== null && state.gone.has(id));
  const rate = useRate(id);
  return { job, gone, rate };
}

/** Files per second of an active job; undefined while unknown. */
export function useRate(id: string | null): number | undefined {
  return useFeed((state) => (id === null ? undefined : state.rates.get(id)));
}
