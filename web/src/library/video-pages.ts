/**
 * The videos of a list, page by page. All pages show the list as it was when its first page came: a scan that goes on
 * does not move what is looked at. It is `refreshList` that brings the list up to date.
 * Only pages in view are asked for, so that a list of 100,000 can be entered
 * anywhere; a page that was only scrolled past is not asked for, and one that is left is asked for no longer.
 */
import { type QueryClient, queryOptions, type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { VideoJson, VideoListJson } from "../../../src/api/contract.ts";
import type { ApiClient, VideoFilters } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { turnOf } from "../live/use-library-refresh.ts";
import { knownTotal, type Seen } from "./list-snapshot.ts";

/** The most that the server gives at once. */
const pageSize = 100;

/** How long pages have to be in view before they are asked for, in milliseconds. */
const calmMs = 100;

/** How long pages are kept that nobody sees, in milliseconds: scrolling through all of a library must not keep it all. */
const keptMs = 30_000;

/** After a failure that trying again at once did not mend, in milliseconds. */
export const retryMs = 5_000;

export interface VideoPage extends VideoListJson, Omit<Seen, "total"> {
  /** What was asked for: while other filters are on their way, the page before is still shown. */
  readonly filters: VideoFilters;
}

export function videoPageOptions(api: ApiClient, filters: VideoFilters, page: number) {
  return queryOptions({
    queryKey: [...listKey(filters), page],
    queryFn: async ({ signal, client }): Promise<VideoPage> => {
      const seen = { filters, turn: turnOf(client), askedAt: performance.now() };
      const offset = page * pageSize;
      const ask = (from: number) => api.videos(filters, { limit: pageSize, offset: from }, { signal });
      if (page === 0 || filters.sort !== "-created_at") return { ...(await ask(offset)), ...seen };
      const { total } = await client.query(videoPageOptions(api, filters, 0));
      return { ...(await fitting(ask, { offset, total, now: knownTotal(client, filters) })), ...seen };
    },
    gcTime: keptMs,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.status === "error" ? retryMs : false),
  });
}

/** How often a page is asked for while new videos push it on. */
const mostTries = 3;

/**
 * A page as it was when the list had `total` videos. New ones all stand on top of it.
 *
 * @param now how many the list has by now, as far as is known
 */
export async function fitting<List extends { readonly total: number }>(
  ask: (offset: number) => Promise<List>,
  {
    offset,
    total,
    now = total,
  }: { readonly offset: number; readonly total: number; readonly now?: number | undefined },
): Promise<List> {
  let added = Math.max(0, now - total);
  for (let tries = 1; ; tries += 1) {
    const list = await ask(offset + added);
    const isFitting = Math.max(0, list.total - total) === added;
    if (isFitting || tries === mostTries) return list;
    added = Math.max(0, list.total - total);
  }
}

/** Brings lists up to date, as far as they are looked at; the others once they are. Default: all lists. */
export function refreshList(queries: QueryClient, filters?: VideoFilters): Promise<void> {
  const queryKey = filters === undefined ? videosKey : listKey(filters);
  return queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
}

/**
 * The videos from `first` to `last` of a list, as far as they are there; both may be seen, or will be in a moment.
 * The function is the same until something has come in, or others are in view.
 */
export function useVideos(
  filters: VideoFilters,
  { first, last }: { readonly first: number; readonly last: number },
): (index: number) => VideoJson | undefined {
  const api = useApi();
  const firstPage = Math.floor(Math.max(0, first) / pageSize);
  const lastPage = Math.floor(Math.max(0, last) / pageSize);
  const calm = useCalm(firstPage, lastPage);
  const queries = [];
  for (let page = firstPage; page <= lastPage; page += 1) {
    // One that is not asked for may be known from before, and is shown.
    queries.push({ ...videoPageOptions(api, filters, page), enabled: calm.first <= page && page <= calm.last });
  }
  const pages = useQueries({ queries, combine: videosOf });
  return useCallback(
    (index) => pages[Math.floor(index / pageSize) - firstPage]?.[index % pageSize],
    [pages, firstPage],
  );
}

function videosOf(results: readonly UseQueryResult<VideoPage>[]): readonly (readonly VideoJson[] | undefined)[] {
  return results.map(({ data }) => data?.videos);
}

/** The pages that were in view when they last stayed the same for a moment; at first those that are. */
function useCalm(first: number, last: number): { readonly first: number; readonly last: number } {
  const [calm, setCalm] = useState({ first, last });
  useEffect(() => {
    const timer = setTimeout(() => setCalm({ first, last }), calmMs);
    return () => clearTimeout(timer);
  }, [first, last]);
  return calm;
}

/** Where in a list a video is, as far as pages of it are there; null where it is in none of them. */
export function positionOf(queries: QueryClient, filters: VideoFilters, videoId: string): number | null {
  for (const [key, page] of queries.getQueriesData<VideoPage>({ queryKey: listKey(filters) })) {
    const index = page?.videos.findIndex(({ id }) => id === videoId) ?? -1;
    if (index !== -1) return Number(key.at(-1)) * pageSize + index;
  }
  return null;
}

/** The video at a place of a list, asked for where it is not there; null where the list has none. */
export async function videoAt(
  { queries, api }: { readonly queries: QueryClient; readonly api: ApiClient },
  filters: VideoFilters,
  index: number,
): Promise<VideoJson | null> {
  if (index < 0) return null;
  const options = videoPageOptions(api, filters, Math.floor(index / pageSize));
  const page = await queries.query({ ...options, staleTime: "static" });
  return page.videos[index % pageSize] ?? null;
}

/** A video as a list has it. */
export function knownVideo(queries: QueryClient, videoId: string): VideoJson | undefined {
  for (const [, page] of queries.getQueriesData<VideoPage>({ queryKey: videosKey })) {
    const video = page?.videos.find(({ id }) => id === videoId);
    if (video !== undefined) return video;
  }
  return undefined;
}

/** Not among what a scan that writes refreshes. */
const videosKey = ["videos"] as const;

function listKey(filters: VideoFilters) {
  return [...videosKey, filters] as const;
}
