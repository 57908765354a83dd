import { useQuery } from "@tanstack/react-query";
import type { WorkerJson } from "../../../../src/api/contract/workers.ts";
import { useApi } from "../../api/use-api.ts";
import { historyKey } from "../../live/use-library-refresh.ts";

/** How often the workers are asked for while some are shown, in milliseconds. */
const shownMs = 3_000;
/** How often they are asked for while none are shown: one may join. */
const noneMs = 30_000;

export interface Workers {
  /** Empty while loading, and if only the server itself reads files. */
  readonly workers: readonly WorkerJson[];
  /** When the server listed them, in milliseconds since 1970. */
  readonly listedAt: number;
}

const none: readonly WorkerJson[] = [];

/** The workers of all machines, if there is one besides the server. Asks only while the page is visible. */
export function useWorkers(): Workers {
  const api = useApi();
  const { data = none, dataUpdatedAt } = useQuery({
    // Asks at once when a scan starts or ends, as the history does.
    queryKey: [historyKey, "workers"],
    queryFn: ({ signal }) => api.workers({ signal }),
    select: (workers) => (hasOthers(workers) ? workers : none),
    refetchInterval: ({ state }) => (hasOthers(state.data) ? shownMs : noneMs),
  });
  return { workers: data, listedAt: dataUpdatedAt };
}

function hasOthers(workers: readonly WorkerJson[] = none): boolean {
  return workers.some(({ is_this_server }) => !is_this_server);
}
