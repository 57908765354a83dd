import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { NewSavedFilter } from "../../api/saved-filter-calls.ts";
import { useApi } from "../../api/use-api.ts";
import { loadAgain } from "../../live/load-again.ts";

const savedKey = "saved filters";

/** The filters that are kept under names. */
export function useSavedFilters() {
  const api = useApi();
  return useQuery({ queryKey: [savedKey], queryFn: ({ signal }) => api.savedFilters({ signal }) });
}

/** Calls that change saved filters. Each list of them is read again before a call counts as done. */
export function useChangeSaved() {
  const api = useApi();
  const queries = useQueryClient();
  const onSuccess = () => loadAgain(queries, [savedKey]);
  return {
    add: useMutation({ mutationFn: (filter: NewSavedFilter) => api.saveFilter(filter), onSuccess }),
    change: useMutation({
      mutationFn: ({ id, ...changes }: Partial<NewSavedFilter> & { readonly id: string }) =>
        api.changeSavedFilter(id, changes),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.removeSavedFilter(id), onSuccess }),
  };
}
