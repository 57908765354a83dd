import type { QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Loads what is shown again, after something has changed it. TanStack Query lets a first load go on, although its answer
 * may be older than the change.
 *
 * @param queryKey of these queries, and of those below them
 * @returns when everything is loaded
 */
export async function loadAgain(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  await queries.cancelQueries({ queryKey, predicate: ({ state }) => state.data === undefined });
  await queries.invalidateQueries({ queryKey });
}
