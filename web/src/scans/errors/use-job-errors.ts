import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { FileErrorJson, JobJson } from "../../../../src/api/contract.ts";
import { useApi } from "../../api/use-api.ts";
import { hasEnded } from "../../live/job-state.ts";

const pageSize = 1_000;

/** How many errors a page holds at most: a directory with more is one that needs another tool than a list. */
export const mostErrors = 100_000;

/** How often a scan that goes on is asked for its newest errors, in milliseconds. */
const refetchMs = 3_000;

/** Only a few pages are asked for again and again. */
const mostRefetched = 3;

export interface JobErrors {
  /** Those that are loaded; undefined until the first of them are. */
  readonly errors: readonly FileErrorJson[] | undefined;
  /** Whether there are more that can be loaded. */
  readonly hasMore: boolean;
  /** Whether there are more than are held at most. */
  readonly bounded: boolean;
  readonly isLoading: boolean;
  readonly problem: Error | null;
  /** Loads the next ones, unless that is going on. */
  loadMore(): void;
  /** Loads all of them, up to the bound, and returns them. @throws what the API client throws */
  loadAll(): Promise<readonly FileErrorJson[]>;
  retry(): void;
}

/** The errors of a scan, those found first before others; kept up to date while it goes on. */
export function useJobErrors(job: JobJson): JobErrors {
  const api = useApi();
  const ended = hasEnded(job);
  const query = useInfiniteQuery({
    queryKey: ["errors", job.job_id],
    queryFn: ({ pageParam, signal }) =>
      api.jobErrors(job.job_id, { limit: pageSize, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page, pages) => (pages.length * pageSize >= mostErrors ? null : page.next_cursor),
    refetchInterval: ({ state: { data } }) => {
      if (ended || data === undefined || data.pages.length > mostRefetched) return false;
      const loaded = data.pages.reduce((sum, page) => sum + page.errors.length, 0);
      return data.pages.at(-1)?.next_cursor === null && loaded < job.counts.error_count ? refetchMs : false;
    },
  });
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = query;

  const wasEnded = useRef(ended);
  useEffect(() => {
    if (ended && !wasEnded.current) void refetch();
    wasEnded.current = ended;
  }, [ended, refetch]);

  const next = () => fetchNextPage({ cancelRefetch: false });
  const errors = useMemo(() => data?.pages.flatMap((page) => page.errors), [data]);
  return {
    errors,
    hasMore: hasNextPage,
    bounded: !hasNextPage && data !== undefined && data.pages.at(-1)?.next_cursor !== null,
    isLoading: isFetchingNextPage || query.isPending,
    problem: error,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void next();
    },
    async loadAll() {
      let latest = data;
      for (let more = hasNextPage; more; ) {
        const result = await next();
        if (result.error !== null) throw result.error;
        latest = result.data;
        more = result.hasNextPage;
      }
      return latest?.pages.flatMap((page) => page.errors) ?? [];
    },
    retry: () => void (data === undefined ? refetch() : next()),
  };
}
