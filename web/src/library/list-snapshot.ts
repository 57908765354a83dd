/** Decides when a list is refreshed while scans write to the library. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../api/api-client.ts";
import type { VideoFilters } from "../api/video-filters.ts";
import { libraryKey, turnOf } from "../live/use-library-refresh.ts";

/** The number of videos in a list at a point in time. */
export interface ListState {
  readonly total: number;
  /** The number of scans that had started or ended before. */
  readonly turn: number;
  /** The time of the request, on the clock of `performance.now()`, in milliseconds. */
  readonly requestedAt: number;
}

/** Shorter lists grow while people look. Longer lists stay as they are. */
const shortList = 60;

/**
 * - `keep`: no change is known.
 * - `refresh`: a refresh moves nothing that people look at.
 * - `offer`: a refresh would move the videos on the screen, so people choose when.
 *
 * @param shown the list on the screen
 * @param now the newest knowledge of the list
 */
export function choiceFor(
  shown: ListState,
  now: ListState,
  { isAtTop }: { readonly isAtTop: boolean },
): "keep" | "refresh" | "offer" {
  const hasTurned = shown.turn < now.turn;
  if (now.requestedAt <= shown.requestedAt && !hasTurned) return "keep";
  if (now.total === shown.total) return hasTurned ? "refresh" : "keep";
  if (shown.total < shortList || (hasTurned && isAtTop)) return "refresh";
  return "offer";
}

/** The current number of videos in a list. It is requested again whenever a scan has written. */
export function totalOptions(api: ApiClient, filters: VideoFilters) {
  return queryOptions({
    queryKey: totalKey(filters),
    queryFn: async ({ signal, client }): Promise<ListState> => {
      const state = { turn: turnOf(client), requestedAt: performance.now() };
      const { total } = await api.videos(filters, { limit: 1, offset: 0 }, { signal });
      return { ...state, total };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Undefined if it was never requested. */
export function knownTotal(queries: QueryClient, filters: VideoFilters): number | undefined {
  return queries.getQueryData<ListState>(totalKey(filters))?.total;
}

function totalKey(filters: VideoFilters) {
  return [libraryKey, "total", filters] as const;
}
