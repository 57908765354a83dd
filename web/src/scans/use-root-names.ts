import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../api/use-api.ts";
import { historyKey } from "../live/use-library-refresh.ts";

const none: ReadonlyMap<string, string> = new Map();

/**
 * The names that people gave to directories of the library, by path. A directory that is named after the end of its path has
 * none here. They are asked for again when a scan starts or ends.
 */
export function useRootNames(): ReadonlyMap<string, string> {
  const api = useApi();
  const { data } = useQuery({
    queryKey: [historyKey, "names of roots"],
    queryFn: async ({ signal }) => (await api.roots({ signal })).roots.map(({ path, name }) => [path, name] as const),
  });
  return useMemo(() => (data === undefined ? none : new Map(data.filter(isGiven))), [data]);
}

function isGiven([path, name]: readonly [path: string, name: string]): boolean {
  return name !== path.slice(path.lastIndexOf("/") + 1) && name !== path;
}
