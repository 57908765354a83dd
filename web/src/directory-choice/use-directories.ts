import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DirectoriesJson } from "../../../src/api/contract/directories.ts";
import type { ApiClient } from "../api/api-client.ts";
import { messageOf, Refused } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { lastNameOf, parentOf } from "./browsed-path.ts";

/** The pause before a server that does not answer is asked again, in milliseconds. */
const askAgainMs = 2_000;

export interface Browsed {
  /** Undefined until the first answer. After a wrong path: the directory shown before, or else the first one. */
  readonly listing: DirectoriesJson | undefined;
  /** Only names that begin with this text are looked for. */
  readonly beginning: string;
  /** Why the path cannot be shown. */
  readonly problem: string | null;
  /** The directories this server may scan; empty: all. */
  readonly roots: readonly string[];
}

/**
 * The directory of a path. A path that is half typed leads to the directory above it and the beginning of a name in it.
 *
 * @param path empty: the home directory, or the directories this server may scan
 * @param options.typed whether the path is being typed: the directory above then tells whether the path exists
 * @param options.hidden whether to list directories whose names begin with a dot; a typed dot lists them too
 */
export function useDirectories(
  path: string,
  { typed, hidden }: { readonly typed: boolean; readonly hidden: boolean },
): Browsed {
  const api = useApi();
  const start = useQuery(listingOf(api, "", hidden));
  const above = typed && !path.endsWith("/") ? parentOf(path) : null;
  const parent = useQuery({
    ...listingOf(api, above ?? "", hidden || lastNameOf(path).startsWith(".")),
    enabled: above !== null,
  });
  // Half a name is requested only if the directory above cannot tell: servers and browsers log absent paths.
  const isHalf = above !== null && parent.error === null && !mayHold(parent.data, lastNameOf(path));
  const there = useQuery({ ...listingOf(api, path, hidden), enabled: !isHalf, placeholderData: keepPreviousData });
  const roots = start.data?.path === null ? start.data.directories.map((directory) => directory.path) : [];
  const isAnswered = there.isSuccess && !there.isPlaceholderData;
  const isAbove = above !== null && parent.data !== undefined && (isHalf || !isAnswered);
  const listing = isAbove ? parent.data : there.data;
  // A wrong path must not lose the place.
  const [last, setLast] = useState(listing);
  if (listing !== undefined && listing !== last) setLast(listing);
  if (isAbove) return { listing, beginning: lastNameOf(path), problem: null, roots };
  if (there.error !== null)
    return { listing: last ?? start.data, beginning: "", problem: messageOf(there.error), roots };
  return { listing, beginning: "", problem: null, roots };
}

/** Whether the listing may contain a directory with this name. */
function mayHold(listing: DirectoriesJson | undefined, name: string): boolean {
  if (listing === undefined) return false;
  const { directories, total } = listing;
  return total > directories.length || directories.some((directory) => directory.name === name);
}

/** The server's limit for one request. */
const limit = 1_000;

/** @param path empty: see `useDirectories` */
function listingOf(api: ApiClient, path: string, hidden: boolean) {
  return queryOptions({
    queryKey: ["directories", path, hidden],
    queryFn: ({ signal }) => api.directories({ path: path === "" ? undefined : path, hidden, limit }, { signal }),
    staleTime: 5_000,
    retry: false,
    refetchInterval: ({ state }) => (state.error !== null && !(state.error instanceof Refused) ? askAgainMs : false),
  });
}
