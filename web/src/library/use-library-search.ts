import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { type LibrarySearch, readLibrarySearch } from "./library-search.ts";

const route = getRouteApi("/");

/** Of no video: stands in the address until that of a video takes its place. */
const anyVideo = "00000000-0000-0000-0000-000000000000";

export interface LibrarySearchState {
  readonly search: LibrarySearch;
  /**
   * Goes to where `changes` are made to what is shown; undefined takes something away.
   *
   * @param options.replace true: the address before is not one to go back to. Default false
   */
  readonly change: (changes: LibrarySearch, options?: { readonly replace?: boolean }) => void;
  /** The address of the details of a video. */
  readonly hrefOf: (videoId: string) => string;
}

/** What of the library is shown is in the address; so is the scan dialog, which these changes leave alone. */
export function useLibrarySearch(): LibrarySearchState {
  const address = route.useSearch();
  // What makes no sense is left out by the route as well, but the router lays that over what the address says.
  const search = useMemo(() => readLibrarySearch(address), [address]);
  const navigate = useNavigate();
  const router = useRouter();
  const change = useCallback<LibrarySearchState["change"]>(
    (changes, { replace = false } = {}) =>
      void navigate({
        from: "/",
        to: "/",
        // What is scrolled stays so: the list itself knows when to begin at its top.
        resetScroll: false,
        replace,
        search: (now) => {
          const next = { ...now, ...changes };
          return { ...readLibrarySearch(next), scan: next.scan };
        },
      }),
    [navigate],
  );
  const hrefOf = useMemo(() => {
    // Built once for all videos: building one for each is felt while scrolling.
    const { publicHref: href } = router.buildLocation({ to: "/", search: { ...search, video: anyVideo } });
    return (videoId: string) => href.replace(anyVideo, encodeURIComponent(videoId));
  }, [router, search]);
  return { search, change, hrefOf };
}
