import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { JobJson } from "../../../src/api/contract.ts";
import type { FeedState } from "./job-feed.ts";
import { hasEnded } from "./job-state.ts";
import { useJobFeed } from "./use-jobs.ts";

/** How often a library that a scan is filling is asked for again, in milliseconds. */
const refreshMs = 2_000;

/** The keys of queries whose answers change when a scan writes. */
export const libraryKey = "library";
export const historyKey = "history";

/** Kept beside the answers that are compared by it, as long as they may be. */
const turnKey = ["turn"] as const;

/** How many turns the library has taken so far: scans that began or ended, and returns of the server. */
export function turnOf(queries: QueryClient): number {
  return queries.getQueryData<number>(turnKey) ?? 0;
}

/**
 * Asks again for what is shown of the library while a scan writes to it, now and then, and of the history too when a
 * scan begins or ends, and when the server was away: at once, as people wait for that.
 */
export function useLibraryRefresh(): void {
  const feed = useJobFeed();
  const queries = useQueryClient();
  useEffect(() => {
    queries.setQueryDefaults(turnKey, { gcTime: Number.POSITIVE_INFINITY });
    let before = feed.state();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refreshLibrary = () => {
      timer = undefined;
      void queries.invalidateQueries({ queryKey: [libraryKey] });
    };
    const onChange = () => {
      const now = feed.state();
      const change = changeBetween(before, now);
      before = now;
      if (change === "turned") {
        clearTimeout(timer);
        queries.setQueryData(turnKey, turnOf(queries) + 1);
        refreshLibrary();
        void queries.invalidateQueries({ queryKey: [historyKey] });
      } else if (change === "wrote") timer ??= setTimeout(refreshLibrary, refreshMs);
    };
    const unsubscribe = feed.subscribe(onChange);
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [feed, queries]);
}

/**
 * Whether scans have written something, or the history has taken a turn. A short scan may begin and end between two
 * states, so that it has ended when it is seen first.
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

/** How many rows of the library it has written. */
function written({ counts }: JobJson): number {
  return counts.new + counts.updated + counts.missing;
}

function isAway({ connection }: FeedState): boolean {
  return connection === "unreachable" || connection === "failing";
}
