import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useApi } from "../api/use-api.ts";
import type { VideoFilters } from "../api/video-filters.ts";
import { choiceFor, totalOptions } from "./list-snapshot.ts";
import { refreshList, type VideoPage } from "./video-pages.ts";

export interface ListSnapshot {
  /** The current number of videos in the list; null while it is unknown. */
  readonly total: number | null;
  /** The number of new videos that the list does not show by itself; else null. */
  readonly added: number | null;
  /** Brings the list up to date. */
  readonly refresh: () => Promise<void>;
}

export interface ListSnapshotOptions {
  /** The filters of the address. */
  readonly filters: VideoFilters;
  /** The list is loaded again when this changes. */
  readonly listKey: string;
  readonly isAtTop: () => boolean;
}

/** Keeps the shown list unchanged during a scan if a change would make people lose their place. */
export function useListSnapshot(
  { page, isFetching }: { readonly page: VideoPage | undefined; readonly isFetching: boolean },
  { filters, listKey, isAtTop }: ListSnapshotOptions,
): ListSnapshot {
  const api = useApi();
  const queries = useQueryClient();
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

  // Pages cached under these filters may be out of date.
  useEffect(() => {
    void refreshList(queries, latest.current.filters);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the key stands for the filters
  }, [queries, listKey]);

  useEffect(() => {
    if (page === undefined || now === undefined || isFetching) return;
    const choice = choiceFor(page, now, { isAtTop: latest.current.isAtTop() });
    setIsOffered(choice === "offer");
    if (choice === "refresh") void refresh();
  }, [page, now, isFetching, refresh]);

  if (page === undefined) return { total: null, added: null, refresh };
  const total = now === undefined || now.requestedAt < page.requestedAt ? page.total : now.total;
  return { total, added: isOffered && total !== page.total ? total - page.total : null, refresh };
}
