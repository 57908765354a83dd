import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { VideoFilters } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { choiceFor, totalOptions } from "./list-snapshot.ts";
import { refreshList, type VideoPage } from "./video-pages.ts";

export interface ListSnapshot {
  /** How many videos the list has by now; null while that is not known. */
  readonly total: number | null;
  /** How many more there are than are shown, once the list no longer takes them in by itself; else null. */
  readonly added: number | null;
  /** Brings the list up to date. */
  readonly refresh: () => Promise<void>;
}

export interface ListSnapshotOptions {
  /** Those asked for. */
  readonly filters: VideoFilters;
  /** Whenever it changes, the list is asked for anew. */
  readonly listKey: string;
  readonly isAtTop: () => boolean;
}

/** Keeps what is shown of a list as it is while scans write, as far as people would lose their place otherwise. */
export function useListSnapshot(
  first: UseQueryResult<VideoPage>,
  { filters, listKey, isAtTop }: ListSnapshotOptions,
): ListSnapshot {
  const api = useApi();
  const queries = useQueryClient();
  const page = first.data;
  const shownFilters = page?.filters ?? filters;
  const { data: now } = useQuery({
    ...totalOptions(api, shownFilters),
    enabled: page !== undefined,
    ...(page !== undefined && { initialData: page }),
  });
  const [isOffered, setIsOffered] = useState(false);
  const latest = useRef({ filters, shownFilters, isAtTop });
  useEffect(() => {
    latest.current = { filters, shownFilters, isAtTop };
  });
  const refresh = useCallback(() => refreshList(queries, latest.current.shownFilters), [queries]);

  // What was shown before, or under other filters, may be known still, but not as it is by now.
  useEffect(() => {
    void refreshList(queries, latest.current.filters);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the key stands for what is shown
  }, [queries, listKey]);

  const { isFetching } = first;
  useEffect(() => {
    if (page === undefined || now === undefined || isFetching) return;
    const choice = choiceFor(page, now, { isAtTop: latest.current.isAtTop() });
    setIsOffered(choice === "offer");
    if (choice === "refresh") void refresh();
  }, [page, now, isFetching, refresh]);

  if (page === undefined) return { total: null, added: null, refresh };
  const total = now === undefined || now.askedAt < page.askedAt ? page.total : now.total;
  return { total, added: isOffered && total !== page.total ? total - page.total : null, refresh };
}
