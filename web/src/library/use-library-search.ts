import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { type LibrarySearch, readLibrarySearch } from "./library-search.ts";

const route = getRouteApi("/");

/** A placeholder for the id of a video in an address. */
const anyVideo = "00000000-0000-0000-0000-000000000000";

export interface LibrarySearchState {
  readonly search: LibrarySearch;
  /**
   * Changes the search in the address. An undefined value removes its key.
   *
   * @param options.replace whether the Back button skips the address before. Default false
   */
  readonly change: (changes: LibrarySearch, options?: { readonly replace?: boolean }) => void;
  /** The address of the details of a video. */
  readonly hrefOf: (videoId: string) => string;
}

/** The search in the address, and how to change it. The scan dialog is in the address too, and stays as it is. */
export function useLibrarySearch(): LibrarySearchState {
  const address = route.useSearch();
  // The route drops invalid values too, but the router merges its result with the raw values of the address.
  const search = useMemo(() => readLibrarySearch(address), [address]);
  const navigate = useNavigate();
  const router = useRouter();
  const change = useCallback<LibrarySearchState["change"]>(
    (changes, { replace = false } = {}) =>
      void navigate({
        from: "/",
        to: "/",
        // The list itself decides when to scroll to its top.
        resetScroll: false,
        replace,
        // Read first: an address of an earlier version has other names.
        search: (now) => ({ ...readLibrarySearch({ ...readLibrarySearch(now), ...changes }), scan: now.scan }),
      }),
    [navigate],
  );
  const hrefOf = useMemo(() => {
    // Built once, with a placeholder: building one address per video makes scrolling slow.
    const { publicHref: href } = router.buildLocation({ to: "/", search: { ...search, video: anyVideo } });
    return (videoId: string) => href.replace(anyVideo, encodeURIComponent(videoId));
  }, [router, search]);
  return { search, change, hrefOf };
}
