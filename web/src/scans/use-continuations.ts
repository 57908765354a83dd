import { useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import type { JobJson } from "../../../src/api/contract.ts";
import { useApi } from "../api/use-api.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { historyKey } from "../live/use-library-refresh.ts";

/** As many as the server lists at once. */
const most = 100;

const none: readonly JobJson[] = [];

export interface Continuations {
  /** The newest scan that goes on with a scan, by the id of that. */
  readonly ids: ReadonlyMap<string, string>;
  /** Whether the server has been asked, so that a scan without one has none, as far as can be known. */
  readonly known: boolean;
}

/**
 * The scans that go on with others, among those that the page knows and the newest ones of a directory: a scan says
 * only which one it goes on with itself.
 *
 * @param listed what a list has loaded anyway
 * @param asked of which directories the server is asked for the newest scans; null where it need not be asked
 */
export function useContinuations(
  listed: readonly JobJson[] | null,
  asked: { readonly q: string } | null,
): Continuations {
  const api = useApi();
  const feed = useJobFeed();
  const q = asked?.q ?? "";
  const { data, isPending } = useQuery({
    queryKey: [historyKey, "newest", q],
    queryFn: ({ signal }) => api.jobs({ q, limit: most }, { signal }),
    enabled: asked !== null,
  });
  // As text, which is the same as long as nothing has changed, however often the feed has news.
  const live = useSyncExternalStore(feed.subscribe, () => JSON.stringify(linksOf(feed.state().jobs.values())));
  const ids = useMemo(() => {
    const links = [...linksOf(listed ?? none), ...linksOf(data?.jobs ?? none), ...(JSON.parse(live) as Link[])];
    const oldestFirst = links.toSorted((one, other) => one.at.localeCompare(other.at));
    return new Map(oldestFirst.map(({ from, to }) => [from, to]));
  }, [listed, data, live]);
  return { ids, known: asked === null || !isPending };
}

interface Link {
  readonly from: string;
  readonly to: string;
  readonly at: string;
}

function linksOf(jobs: Iterable<JobJson>): readonly Link[] {
  return [...jobs].flatMap(({ job_id, resumes, submitted_at }) =>
    resumes === null ? [] : [{ from: resumes, to: job_id, at: submitted_at }],
  );
}
