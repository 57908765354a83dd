import { useQuery } from "@tanstack/react-query";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";

/** How often to ask whether watches have been set, in milliseconds. */
const watchMs = 5_000;

/** The directories of the library. Asked for again while a scan writes, and when one starts or ends. */
export function useRoots() {
  const api = useApi();
  return useQuery({
    queryKey: [libraryKey, "roots"],
    queryFn: ({ signal }) => api.roots({ signal }),
    refetchInterval: ({ state }) => (state.data?.roots.some(isBeingWatchedSoon) === true ? watchMs : false),
  });
}

function isBeingWatchedSoon({ watch, watch_state: state }: RootJson): boolean {
  return watch && (state === "starting" || state === "off");
}
