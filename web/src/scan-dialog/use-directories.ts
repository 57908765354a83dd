import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { DirectoriesJson } from "../../../src/api/contract.ts";
import { type ApiClient, messageOf, Refused } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { lastNameOf, parentOf } from "./browsed-path.ts";

/** How often a server that does not answer is asked again, in milliseconds. */
const askAgainMs = 2_000;

export interface Browsed {
  /** Undefined until there is an answer. */
  readonly listing: DirectoriesJson | undefined;
  /** What the names begin with that are looked for. */
  readonly beginning: string;
  /** Why there is no listing. */
  readonly problem: string | null;
  /** The roots that this server is limited to; empty where it is not. */
  readonly roots: readonly string[];
}

/**
 * What a path leads to: the directory of that name, or else, as it may be half typed, the one above it with the
 * beginning of a name in it. Until there is an answer, what was shown before.
 *
 * @param path empty: where to begin
 * @param options.typed whether it is being typed, so that the directory above tells whether it names one already
 */
export function useDirectories(path: string, { typed }: { readonly typed: boolean }): Browsed {
  const api = useApi();
  const start = useQuery(listingOf(api, ""));
  const above = typed && !path.endsWith("/") ? parentOf(path) : null;
  const parent = useQuery({ ...listingOf(api, above ?? ""), enabled: above !== null });
  // Half a name is asked for only where the directory above cannot tell: servers and browsers log what is not there.
  const isHalf = above !== null && parent.error === null && !mayHold(parent.data, lastNameOf(path));
  const there = useQuery({ ...listingOf(api, path), enabled: !isHalf, placeholderData: keepPreviousData });
  const roots = start.data?.path === null ? start.data.directories.map((directory) => directory.path) : [];
  const isAnswered = there.isSuccess && !there.isPlaceholderData;
  if (above !== null && parent.data !== undefined && (isHalf || !isAnswered)) {
    return { listing: parent.data, beginning: lastNameOf(path), problem: null, roots };
  }
  if (there.error !== null) return { listing: undefined, beginning: "", problem: messageOf(there.error), roots };
  return { listing: there.data, beginning: "", problem: null, roots };
}

/** Whether there may be a directory of this name. */
function mayHold(listing: DirectoriesJson | undefined, name: string): boolean {
  if (listing === undefined) return false;
  const { directories, total } = listing;
  return total > directories.length || directories.some((directory) => directory.name === name);
}

/** @param path empty: where to begin */
function listingOf(api: ApiClient, path: string) {
  return queryOptions({
    queryKey: ["directories", path],
    queryFn: ({ signal }) => api.directories(path === "" ? undefined : path, { signal }),
    staleTime: 5_000,
    retry: false,
    refetchInterval: ({ state }) => (state.error !== null && !(state.error instanceof Refused) ? askAgainMs : false),
  });
}
