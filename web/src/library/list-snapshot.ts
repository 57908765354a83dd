/** When a list that is shown is brought up to date while scans write to the library. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { ApiClient, VideoFilters } from "../api/api-client.ts";
import { libraryKey, turnOf } from "../live/use-library-refresh.ts";

/** How many videos a list had at a moment. */
export interface Seen {
  readonly total: number;
  /** How many scans had begun or ended by then. */
  readonly turn: number;
  /** On the clock of `performance.now()`, in milliseconds. */
  readonly askedAt: number;
}

/** Shorter lists are seen to grow; longer ones stay as they are. */
const shortList = 60;

/**
 * - `keep`: nothing is known to have changed.
 * - `refresh`: nobody loses their place by it.
 * - `offer`: it would move what is looked at, so people choose when.
 *
 * @param shown the list as it is shown
 * @param now what is known of it since
 */
export function choiceFor(
  shown: Seen,
  now: Seen,
  { isAtTop }: { readonly isAtTop: boolean },
): "keep" | "refresh" | "offer" {
  const hasTurned = shown.turn < now.turn;
  if (now.askedAt <= shown.askedAt && !hasTurned) return "keep";
  if (now.total === shown.total) return hasTurned ? "refresh" : "keep";
  if (shown.total < shortList || (hasTurned && isAtTop)) return "refresh";
  return "offer";
}

/** How many videos a list has by now; asked for again whenever a scan has written. */
export function totalOptions(api: ApiClient, filters: VideoFilters) {
  return queryOptions({
    queryKey: totalKey(filters),
    queryFn: async ({ signal, client }): Promise<Seen> => {
      const seen = { turn: turnOf(client), askedAt: performance.now() };
      const { total } = await api.videos(filters, { limit: 1, offset: 0 }, { signal });
      return { ...seen, total };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Undefined where it was never asked for. */
export function knownTotal(queries: QueryClient, filters: VideoFilters): number | undefined {
  return queries.getQueryData<Seen>(totalKey(filters))?.total;
}

function totalKey(filters: VideoFilters) {
  return [libraryKey, "total", filters] as const;
}
