import { type NotReadyJson, notReadySchema, type ReadyJson, readySchema } from "../../api/contract/server.ts";
import {
  type SettingJson,
  type SettingsChangedJson,
  type SettingsChangeJson,
  settingsChangedSchema,
  settingsSchema,
} from "../../api/contract/settings.ts";
import { type WorkerJson, workersSchema } from "../../api/contract/workers.ts";
import { isOk, type ServerConnection } from "./server-connection.ts";

/** The server: its settings, workers and health. */
export function serverCalls(server: ServerConnection) {
  return {
    async settings(): Promise<readonly SettingJson[]> {
      return (await server.call(settingsSchema, "GET", "/api/v1/settings")).settings;
    },

    changeSettings(body: SettingsChangeJson): Promise<SettingsChangedJson> {
      return server.call(settingsChangedSchema, "PATCH", "/api/v1/settings", { body });
    },

    async workers(): Promise<readonly WorkerJson[]> {
      return (await server.call(workersSchema, "GET", "/api/v1/workers")).workers;
    },

    /** The health of the server, good or bad. */
    async ready(): Promise<ReadyJson | NotReadyJson> {
      const path = "/health/ready";
      const response = await server.send(path);
      if (isOk(response)) return server.read(readySchema, response);
      if (response.statusCode !== 503) throw await server.errorOf(response, path);
      return server.read(notReadySchema, response);
    },
  };
}
