import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";

/** The directories of the library. Asked for again while a scan writes, and when one starts or ends. */
export function useRoots() {
  const api = useApi();
  return useQuery({ queryKey: [libraryKey, "roots"], queryFn: ({ signal }) => api.roots({ signal }) });
}
