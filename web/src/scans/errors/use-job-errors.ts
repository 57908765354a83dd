import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { useApi } from "../../api/use-api.ts";
import { hasEnded } from "../../live/job-state.ts";

const pageSize = 1_000;

/** The limit on the number of errors on a page. A list does not help with more. */
export const maxErrors = 100_000;

/** The pause between requests for the newest errors of a running scan, in milliseconds. */
const refetchMs = 3_000;

/** The limit on the number of pages that are loaded again while the scan runs. */
const mostRefetched = 3;

export interface JobErrors {
  /** The loaded errors; undefined before the first page. */
  readonly errors: readonly FileErrorJson[] | undefined;
  /** Whether more errors can be loaded. */
  readonly hasMore: boolean;
  /** Whether there are more errors than the limit. */
  readonly bounded: boolean;
  readonly isLoading: boolean;
  readonly problem: Error | null;
  /** Loads the next page, unless it is loading already. */
  loadMore(): void;
  /** Loads and returns all errors up to the limit. @throws what the API client throws */
  loadAll(): Promise<readonly FileErrorJson[]>;
  retry(): void;
}

/** The errors of a scan in the order they were found, kept up to date while the scan runs. */
export function useJobErrors(job: JobJson): JobErrors {
  const api = useApi();
  const ended = hasEnded(job);
  const query = useInfiniteQuery({
    queryKey: ["errors", job.job_id],
    queryFn: ({ pageParam, signal }) =>
      api.jobErrors(job.job_id, { limit: pageSize, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page, pages) => (pages.length * pageSize >= maxErrors ? null : page.next_cursor),
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
