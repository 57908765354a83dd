import { useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { useApi } from "../api/use-api.ts";
import { isOfPart, isScan } from "../live/check-job.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { historyKey } from "../live/use-library-refresh.ts";

/** The server's limit for one request. */
const most = 100;

export interface Continuations {
  /**
   * The ids of later jobs by the ids of the jobs they continue. A later job is one that resumes the earlier one, or else
   * the newest scan of the same directory, since every scan skips files that earlier scans have read.
   */
  readonly ids: ReadonlyMap<string, string>;
  /** Whether the server has answered. Before, a job may have a continuation that is not known yet. */
  readonly known: boolean;
}

/**
 * The jobs that continue others. A job names only the job that it resumes, so they are found among the jobs that the page
 * knows and the newest jobs of a directory.
 *
 * @param listed jobs that are loaded already
 * @param asked the directories whose newest jobs are requested; null for no request
 */
export function useContinuations(listed: readonly JobJson[], asked: { readonly q: string } | null): Continuations {
  const api = useApi();
  const feed = useJobFeed();
  const q = asked?.q ?? "";
  const { data, isPending } = useQuery({
    queryKey: [historyKey, "newest", q],
    queryFn: ({ signal }) => api.jobs({ q, limit: most }, { signal }),
    enabled: asked !== null,
  });
  // As text, which stays the same until something relevant changes.
  const live = useSyncExternalStore(feed.subscribe, () => JSON.stringify(jobsIn(feed.state().jobs.values())));
  const ids = useMemo(
    () => continuationsOf([...jobsIn(listed), ...jobsIn(data?.jobs ?? []), ...(JSON.parse(live) as Known[])]),
    [listed, data, live],
  );
  return { ids, known: asked === null || !isPending };
}

interface Known {
  readonly id: string;
  /** Null for a removal and a check: only a job that resumes one continues it. */
  readonly directory: string | null;
  /** See `isOfPart`. Such a scan continues no other one. */
  readonly isPart: boolean;
  readonly recursive: boolean;
  /** Whether it reads all files again. */
  readonly full: boolean;
  readonly resumes: string | null;
  readonly at: string;
}

function jobsIn(jobs: Iterable<JobJson>): readonly Known[] {
  return Array.from(jobs, (job) => ({
    id: job.job_id,
    directory: isScan(job) ? job.payload.path : null,
    isPart: isOfPart(job),
    recursive: job.payload.recursive,
    full: job.payload.full === true,
    resumes: job.resumes,
    at: job.submitted_at,
  }));
}

function continuationsOf(jobs: readonly Known[]): ReadonlyMap<string, string> {
  // Times in ISO 8601 are sorted as texts. Comparing them as words takes ten times as long, and there may be 10,000.
  const oldestFirst = jobs.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  /** The newest scan that reads all that a scan wants to read, by the directory and what that is. */
  const newest = new Map<string, Known>();
  for (const scan of oldestFirst) if (!scan.isPart) for (const key of keysOfAllIn(scan)) newest.set(key, scan);
  const ids = new Map<string, string>();
  for (const job of oldestFirst) {
    const later = job.directory === null ? undefined : newest.get(keyOf(job));
    if (later !== undefined && later.at > job.at) ids.set(job.id, later.id);
  }
  for (const { id, resumes } of oldestFirst) if (resumes !== null) ids.set(resumes, id);
  return ids;
}

function keyOf({ directory, recursive, full }: Pick<Known, "directory" | "recursive" | "full">): string {
  return JSON.stringify([directory, recursive, full]);
}

/** A scan without subdirectories does not continue one with subdirectories, nor a usual scan one that reads all files again. */
function keysOfAllIn({ directory, recursive, full }: Known): readonly string[] {
  if (directory === null) return [];
  const wishes = [recursive, false].flatMap((inAll) =>
    [full, false].map((again) => ({ recursive: inAll, full: again })),
  );
  return wishes.map((wish) => keyOf({ directory, ...wish }));
}
