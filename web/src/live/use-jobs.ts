import { createContext, use, useCallback, useEffect, useSyncExternalStore } from "react";
import type { JobJson } from "../../../src/api/contract.ts";
import type { Connection, FeedState, JobFeed } from "./job-feed.ts";

export const JobFeedContext = createContext<JobFeed | null>(null);

export function useJobFeed(): JobFeed {
  const feed = use(JobFeedContext);
  if (feed === null) throw new Error("There is no JobFeedContext around this component");
  return feed;
}

/** Renders anew when what `select` takes from the state has changed: it must return the same object until then. */
function useFeed<Selected>(select: (state: FeedState) => Selected): Selected {
  const feed = useJobFeed();
  return useSyncExternalStore(feed.subscribe, () => select(feed.state()));
}

/** Jobs that are pending or running, the oldest first. */
export function useActiveJobs(): readonly JobJson[] {
  return useFeed((state) => state.active);
}

export function useConnection(): Connection {
  return useFeed((state) => state.connection);
}

/** What is wrong with the connection, for people; null while it works. */
export function useConnectionProblem(): string | null {
  return useFeed((state) => state.problem);
}

export interface FollowedJob {
  /** Null until it is known, and when it is gone. */
  readonly job: JobJson | null;
  /** Whether the server does not know it (any more). */
  readonly gone: boolean;
  /** Files a second, while it is known. */
  readonly rate: number | undefined;
}

/** A job, kept up to date to its end for as long as the component is there. */
export function useFollowedJob(id: string | null): FollowedJob {
  const feed = useJobFeed();
  useEffect(() => (id === null ? undefined : feed.follow(id)), [feed, id]);
  const job = useFeed(useCallback((state: FeedState) => (id === null ? null : (state.jobs.get(id) ?? null)), [id]));
  const gone = useFeed((state) => id !== null && state.gone.has(id));
  const rate = useRate(id);
  return { job, gone, rate };
}

/** Files a second that an active job handles; undefined while that is not known. */
export function useRate(id: string | null): number | undefined {
  return useFeed((state) => (id === null ? undefined : state.rates.get(id)));
}
