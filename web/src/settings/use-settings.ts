import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SettingJson, SettingsChangeJson } from "../../../src/api/contract/settings.ts";
import { useApi } from "../api/use-api.ts";

const settingsKey = ["settings"] as const;

/** The settings of the server. */
export function useSettings() {
  const api = useApi();
  return useQuery({ queryKey: settingsKey, queryFn: ({ signal }) => api.settings({ signal }) });
}

/** Changes settings, and shows what the server has made of it. */
export function useChangeSettings() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (changes: SettingsChangeJson) => api.changeSettings(changes),
    onSuccess: (settings: readonly SettingJson[]) => queries.setQueryData(settingsKey, settings),
  });
}
