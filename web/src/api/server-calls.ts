import type { SessionRequestJson, VersionJson } from "../../../src/api/contract/server.ts";
import type {
  DeliveriesJson,
  DeliveryJson,
  SettingJson,
  SettingsChangedJson,
  SettingsChangeJson,
  SettingsJson,
  WebhookTestJson,
} from "../../../src/api/contract/settings.ts";
import type { WorkerJson, WorkersJson } from "../../../src/api/contract/workers.ts";
import type { CallOptions, Connection } from "./connection.ts";

/** The server: its settings, workers and sessions. */
export interface ServerCalls {
  /** The settings of the server, and where they come from. */
  settings(options?: CallOptions): Promise<readonly SettingJson[]>;
  /** @returns all settings after the change */
  changeSettings(changes: SettingsChangeJson, options?: CallOptions): Promise<SettingsChangedJson>;
  /** Sends a message to the webhook that means nothing. */
  testWebhook(options?: CallOptions): Promise<WebhookTestJson>;
  /** The last messages to the webhook, the newest first. */
  webhookDeliveries(options?: CallOptions): Promise<readonly DeliveryJson[]>;
  version(options?: CallOptions): Promise<VersionJson>;
  /** The workers of all machines, the oldest first. A library in a file has none. */
  workers(options?: CallOptions): Promise<readonly WorkerJson[]>;
  /** Signs this browser in to a server with a token. */
  signIn(request: SessionRequestJson, options?: CallOptions): Promise<void>;
  signOut(options?: CallOptions): Promise<void>;
}

export function serverCalls({ call, get, post }: Connection): ServerCalls {
  return {
    settings: async (callOptions) => (await get<SettingsJson>("/settings", callOptions)).settings,
    changeSettings: (body, { signal } = {}) => call("PATCH", "/settings", { body, signal }),
    testWebhook: (callOptions) => post("/settings/webhook/test", undefined, callOptions),
    webhookDeliveries: async (callOptions) =>
      (await get<DeliveriesJson>("/settings/webhook/deliveries?limit=10", callOptions)).deliveries,
    version: (callOptions) => get("/version", callOptions),
    workers: async (callOptions) => (await get<WorkersJson>("/workers", callOptions)).workers,
    signIn: (request, callOptions) => post("/session", request, callOptions),
    signOut: ({ signal } = {}) => call("DELETE", "/session", { signal }),
  };
}
