import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { oldestCountsMs } from "../../../src/api/contract/age-of-counts.ts";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { FeedState } from "./job-feed.ts";
import { hasEnded } from "./job-state.ts";
import { loadAgain } from "./load-again.ts";
import { useJobFeed } from "./use-jobs.ts";

/** The pause between refreshes of the library while a scan writes, in milliseconds. */
const refreshMs = 2_000;

/** The time from the last refresh to one more, in milliseconds, if a scan runs but writes nothing: then no count is old. */
const onceMoreMs = oldestCountsMs + 1_000;

/** The keys of queries whose answers change when a scan writes. */
export const libraryKey = "library";
export const historyKey = "history";

/** Kept in the query cache for as long as the lists that are compared by it. */
const turnKey = ["turn"] as const;

/** The number of turns so far. A turn is the start or end of a scan, or the return of the server. */
export function turnOf(queries: QueryClient): number {
  return queries.getQueryData<number>(turnKey) ?? 0;
}

/**
 * Refreshes the visible part of the library now and then while a scan writes. Refreshes the library and the history at once
 * when a scan starts or ends, and when the server is back.
 */
export function useLibraryRefresh(): void {
  const feed = useJobFeed();
  const queries = useQueryClient();
  useEffect(() => {
    queries.setQueryDefaults(turnKey, { gcTime: Number.POSITIVE_INFINITY });
    let before = feed.state();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let onceMore: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      clearTimeout(timer);
      clearTimeout(onceMore);
      timer = undefined;
    };
    const refreshLibrary = () => void queries.invalidateQueries({ queryKey: [libraryKey] });
    const refreshOnceMore = () => {
      stop();
      if (feed.state().active.length > 0) onceMore = setTimeout(refreshLibrary, onceMoreMs);
    };
    const onChange = () => {
      const now = feed.state();
      const change = changeBetween(before, now);
      before = now;
      if (change === "turned") {
        queries.setQueryData(turnKey, turnOf(queries) + 1);
        void loadAgain(queries, [libraryKey]);
        void loadAgain(queries, [historyKey]);
        refreshOnceMore();
      } else if (change === "wrote") {
        timer ??= setTimeout(() => {
          refreshLibrary();
          refreshOnceMore();
        }, refreshMs);
      }
    };
    const unsubscribe = feed.subscribe(onChange);
    return () => {
      unsubscribe();
      stop();
    };
  }, [feed, queries]);
}

/**
 * Whether scans have written (`wrote`), or a scan started or ended or the server came back (`turned`). A short scan may
 * start and end between two states, so its first state may be its end.
 */
export function changeBetween(before: FeedState, now: FeedState): "none" | "wrote" | "turned" {
  if (isAway(before) && !isAway(now)) return "turned";
  let wrote = false;
  for (const [id, job] of now.jobs) {
    const known = before.jobs.get(id);
    if (known === job) continue;
    if (known === undefined || hasEnded(known) !== hasEnded(job)) return "turned";
    wrote ||= written(known) !== written(job);
  }
  for (const id of now.gone) if (!before.gone.has(id)) return "turned";
  return wrote ? "wrote" : "none";
}

/** The number of videos that a job has written, removed, checked or compared. */
function written({ counts }: JobJson): number {
  return (
    counts.new +
    counts.updated +
    counts.moved +
    counts.missing +
    counts.excluded +
    (counts.forgotten ?? 0) +
    (counts.checked ?? 0) +
    (counts.compared ?? 0)
  );
}

function isAway({ connection }: FeedState): boolean {
  return connection === "unreachable" || connection === "failing";
}
