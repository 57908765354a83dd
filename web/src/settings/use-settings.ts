import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SettingsChangedJson, SettingsChangeJson } from "../../../src/api/contract/settings.ts";
import { useApi } from "../api/use-api.ts";

const settingsKey = ["settings"] as const;

/** A secret that a change has made. Nobody can ask for it. */
const secretKey = ["new webhook secret"] as const;

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
    onSuccess: ({ settings, new_webhook_secret: secret }: SettingsChangedJson) => {
      queries.setQueryData(settingsKey, settings);
      if (secret !== null) queries.setQueryData(secretKey, secret);
    },
  });
}

/** The secret of the webhook that a change has made since this page was opened; null: none. */
export function useNewSecret(): string | null {
  const { data = null } = useQuery<string | null>({ queryKey: secretKey, queryFn: () => null, enabled: false });
  return data;
}
