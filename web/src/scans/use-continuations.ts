import { useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import type { JobJson } from "../../../src/api/contract.ts";
import { useApi } from "../api/use-api.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { historyKey } from "../live/use-library-refresh.ts";

/** As many as the server lists at once. */
const most = 100;

export interface Continuations {
  /**
   * The later scan that goes on with one: that was told to, or else the newest of the same directory, as every scan
   * goes on where others have stopped. By the id of the earlier one.
   */
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
export function useContinuations(listed: readonly JobJson[], asked: { readonly q: string } | null): Continuations {
  const api = useApi();
  const feed = useJobFeed();
  const q = asked?.q ?? "";
  const { data, isPending } = useQuery({
    queryKey: [historyKey, "newest", q],
    queryFn: ({ signal }) => api.jobs({ q, limit: most }, { signal }),
    enabled: asked !== null,
  });
  // As text, which is the same as long as nothing has changed, however often the feed has news.
  const live = useSyncExternalStore(feed.subscribe, () => JSON.stringify(scansOf(feed.state().jobs.values())));
  const ids = useMemo(
    () => continuationsOf([...scansOf(listed), ...scansOf(data?.jobs ?? []), ...(JSON.parse(live) as Scan[])]),
    [listed, data, live],
  );
  return { ids, known: asked === null || !isPending };
}

interface Scan {
  readonly id: string;
  readonly directory: string;
  readonly recursive: boolean;
  readonly resumes: string | null;
  readonly at: string;
}

function scansOf(jobs: Iterable<JobJson>): readonly Scan[] {
  return [...jobs].map(({ job_id: id, payload, resumes, submitted_at: at }) => ({
    id,
    directory: payload.path,
    recursive: payload.recursive,
    resumes,
    at,
  }));
}

function continuationsOf(scans: readonly Scan[]): ReadonlyMap<string, string> {
  const oldestFirst = scans.toSorted((one, other) => one.at.localeCompare(other.at));
  /** The newest scan of a directory, alone and with what is below it. */
  const newest = new Map<string, { any: Scan; recursive?: Scan }>();
  for (const scan of oldestFirst) {
    const recursive = scan.recursive ? scan : newest.get(scan.directory)?.recursive;
    newest.set(scan.directory, { any: scan, ...(recursive !== undefined && { recursive }) });
  }
  const ids = new Map<string, string>();
  for (const { id, directory, recursive, at } of oldestFirst) {
    const known = newest.get(directory);
    // One without the subdirectories has not gone on with all of one that had them.
    const later = recursive ? known?.recursive : known?.any;
    if (later !== undefined && later.at > at) ids.set(id, later.id);
  }
  for (const { id, resumes } of oldestFirst) if (resumes !== null) ids.set(resumes, id);
  return ids;
}
