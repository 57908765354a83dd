import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { say } from "../sentences/say.ts";
import type { ListedSetting } from "../settings/listed-setting.ts";
import type { SettingChanges } from "../settings/live-settings.ts";
import { answers, asking, changing } from "./answers.ts";
import type { SettingsPart } from "./app-parts.ts";
import { type SettingJson, settingsChangedSchema, settingsChangeSchema, settingsSchema } from "./contract/settings.ts";
import { ApiError, type ErrorCode } from "./error-codes.ts";

const tags = ["Server"];

/** The settings of the server, and changes of those that may change while it runs. */
export function settingsRoutes(app: FastifyInstance, settings: SettingsPart): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const json = () => ({ settings: settings.list().map(settingJson) });

  routes.get(
    "/settings",
    {
      schema: {
        tags,
        summary: "List the settings of the server",
        description: "A flag wins, then the environment, then what was saved here, then the default.",
        response: answers({ 200: settingsSchema }, asking),
      },
    },
    async () => {
      await settings.refresh();
      return json();
    },
  );

  routes.patch(
    "/settings",
    {
      schema: {
        tags,
        summary: "Change settings of the server",
        description:
          "They hold at once, also in scans that run, except patterns: these hold from the next scan on. The library keeps " +
          "them, so they also hold after the next start, and within seconds in all servers of a library on Postgres.",
        body: settingsChangeSchema,
        response: answers({ 200: settingsChangedSchema }, [
          "SETTING_GIVEN" satisfies ErrorCode,
          ...changing,
          ...asking,
        ]),
      },
    },
    async ({ body }) => {
      const outcome = await settings.change(body as SettingChanges);
      if (outcome.kind === "given") {
        throw new ApiError("SETTING_GIVEN", say("setting_given", { name: outcome.name, by: outcome.by }));
      }
      return { ...json(), new_webhook_secret: outcome.newSecret };
    },
  );
}

export function settingJson(setting: ListedSetting): SettingJson {
  const { name, value, default: usual, source, by, environment, isChangeable, isSecret, isSet, unit } = setting;
  return {
    name,
    value: value as SettingJson["value"],
    default: usual as SettingJson["default"],
    source,
    set_by: by,
    environment,
    changeable: isChangeable,
    secret: isSecret,
    is_set: isSet,
    unit,
    description: setting.description,
  };
}
