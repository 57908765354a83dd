import { useQuery } from "@tanstack/react-query";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";

/** How often to ask whether directories are watched, in milliseconds: while that is about to change, and later. */
const watchMs = { soon: 5_000, later: 15_000 };

/** The directories of the library. Asked for again while a scan writes, and when one starts or ends. */
export function useRoots() {
  const api = useApi();
  return useQuery({
    queryKey: [libraryKey, "roots"],
    queryFn: ({ signal }) => api.roots({ signal }),
    refetchInterval: ({ state: { data } }) => {
      if (data?.roots.some(({ watch }) => watch) !== true) return false;
      return data.roots.some(isBeingWatchedSoon) ? watchMs.soon : watchMs.later;
    },
  });
}

function isBeingWatchedSoon({ watch, watch_state: state }: RootJson): boolean {
  return watch && (state === "starting" || state === "off");
}
