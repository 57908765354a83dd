/**
 * The videos of a list, in pages. All pages show the list as it was when its first page was loaded, so a running scan
 * does not move the videos on the screen. `refreshList` loads the list again.
 *
 * Only pages in view are loaded, so scrolling can start anywhere in a list of 100,000. A page that is only scrolled past
 * is not requested, and a request for a page out of view is cancelled.
 */
import { type QueryClient, queryOptions, type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { VideoJson, VideoListJson } from "../../../src/api/contract/videos.ts";
import type { ApiClient } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import type { VideoFilters } from "../api/video-filters.ts";
import { turnOf } from "../live/use-library-refresh.ts";
import { knownTotal, type ListState } from "./list-snapshot.ts";

/** The server's limit for one request. */
const pageSize = 100;

/** How long a page must be in view before it is requested, in milliseconds. */
const calmMs = 100;

/** How long a page out of view is kept, in milliseconds. Scrolling through a library must not keep all of it. */
const keptMs = 30_000;

/** The pause before a failed page is requested again, after the first quick retries, in milliseconds. */
export const retryMs = 5_000;

export interface VideoPage extends VideoListJson, Omit<ListState, "total"> {
  /** The filters of the request. The old page stays on the screen while a page with other filters loads. */
  readonly filters: VideoFilters;
}

export function videoPageOptions(api: ApiClient, filters: VideoFilters, page: number) {
  return queryOptions({
    queryKey: [...listKey(filters), page],
    queryFn: async ({ signal, client }): Promise<VideoPage> => {
      const state = { filters, turn: turnOf(client), requestedAt: performance.now() };
      const offset = page * pageSize;
      const ask = (from: number) => api.videos(filters, { limit: pageSize, offset: from }, { signal });
      if (page === 0 || filters.sort !== "-created_at") return { ...(await ask(offset)), ...state };
      const { total } = await client.query(videoPageOptions(api, filters, 0));
      return { ...(await fitting(ask, { offset, total, now: knownTotal(client, filters) })), ...state };
    },
    gcTime: keptMs,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.status === "error" ? retryMs : false),
  });
}

/** The number of requests for one page while new videos move it. */
const maxTries = 3;

/**
 * Loads a page as it was when the list had `total` videos. All new videos are at the top of the list.
 *
 * @param now the newest known number of videos in the list
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
    if (isFitting || tries === maxTries) return list;
    added = Math.max(0, list.total - total);
  }
}

/** Loads visible lists again, and others when they become visible. @param filters of one list; default: all lists */
export function refreshList(queries: QueryClient, filters?: VideoFilters): Promise<void> {
  const queryKey = filters === undefined ? videosKey : listKey(filters);
  return queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
}

/**
 * The loaded videos of a list, and the request for those from `first` to `last`, which are in view or will be soon.
 *
 * @returns the video at a place, if it is loaded. The function is the same until a page arrives or the view moves
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
    // A page that is not requested may still be in the cache.
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

/** The pages in view, once the view has been still for a moment. The first pages count at once. */
function useCalm(first: number, last: number): { readonly first: number; readonly last: number } {
  const [calm, setCalm] = useState({ first, last });
  useEffect(() => {
    const timer = setTimeout(() => setCalm({ first, last }), calmMs);
    return () => clearTimeout(timer);
  }, [first, last]);
  return calm;
}

/** The place of a video in the loaded pages of a list; null if it is in none of them. */
export function positionOf(queries: QueryClient, filters: VideoFilters, videoId: string): number | null {
  for (const [key, page] of queries.getQueriesData<VideoPage>({ queryKey: listKey(filters) })) {
    const index = page?.videos.findIndex(({ id }) => id === videoId) ?? -1;
    if (index !== -1) return Number(key.at(-1)) * pageSize + index;
  }
  return null;
}

/** The video at a place of a list, loaded if needed; null if the list has no such place. */
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

/** A video from any loaded list. */
export function knownVideo(queries: QueryClient, videoId: string): VideoJson | undefined {
  for (const [, page] of queries.getQueriesData<VideoPage>({ queryKey: videosKey })) {
    const video = page?.videos.find(({ id }) => id === videoId);
    if (video !== undefined) return video;
  }
  return undefined;
}

/** This key is not below `libraryKey`, so a scan that writes does not refresh the lists. */
const videosKey = ["videos"] as const;

function listKey(filters: VideoFilters) {
  return [...videosKey, filters] as const;
}
