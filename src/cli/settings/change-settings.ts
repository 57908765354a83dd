import type { SettingJson } from "../../api/contract/settings.ts";
import type { ApiClient } from "../api-client.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { withServer } from "../reach-server.ts";
import { ApiError } from "../server-errors.ts";
import { WrongUsage } from "../wrong-usage.ts";
import { valueOf } from "./list-settings.ts";

/** `gleaner settings set NAME VALUE...` */
export async function setSetting(context: CommandContext, name: string, values: readonly string[]): Promise<ExitCode> {
  return change(context, name, (setting) => parsed(setting, values));
}

/** `gleaner settings reset NAME` */
export async function resetSetting(context: CommandContext, name: string): Promise<ExitCode> {
  return change(context, name, () => null);
}

async function change(
  context: CommandContext,
  typed: string,
  valueFor: (setting: SettingJson) => SettingJson["value"],
): Promise<ExitCode> {
  const { out } = context;
  return withServer<ExitCode>(context, "gleaner settings set", async (client) => {
    const setting = await changeable(client, typed, context);
    const { name } = setting;
    const { settings, new_webhook_secret: secret } = await client
      .changeSettings({ [name]: valueFor(setting) })
      .catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== "VALIDATION_ERROR") throw error;
        // People in a terminal send no body, and no null.
        const message = error.message.replaceAll(" in the body", "").replaceAll(", or null", "");
        throw new WrongUsage(`${message} For the default: ${context.ownCommand("settings", "reset", name)}`, {
          cause: error,
        });
      });
    const changed = settings.find((one) => one.name === name) ?? setting;
    out.say(`${name}: ${valueOf(changed)}${changed.source === "default" ? " (default)" : ""}`);
    // It is shown only now.
    if (secret !== null) out.line(`webhook_secret: ${secret}`);
    return 0;
  });
}

/** Also finds `max-rate` and `GLEANER_MAX_RATE`. */
async function changeable(
  client: ApiClient,
  typed: string,
  { ownCommand }: Pick<CommandContext, "ownCommand">,
): Promise<SettingJson> {
  const settings = await client.settings();
  const wanted = typed
    .toLowerCase()
    .replaceAll("-", "_")
    .replace(/^gleaner_/, "");
  const setting = settings.find(({ name }) => name === wanted);
  if (setting === undefined) {
    throw new WrongUsage(`There is no setting "${typed}". List them with: ${ownCommand("settings")}`);
  }
  if (setting.changeable) return setting;
  throw new WrongUsage(
    setting.set_by === null
      ? `"${setting.name}" cannot change while Gleaner runs. Set ${setting.environment} where it is started.`
      : `"${setting.name}" is set by ${setting.set_by} where the server was started. Change it there.`,
  );
}

/** @throws WrongUsage */
function parsed({ name, default: usual, unit }: SettingJson, values: readonly string[]): SettingJson["value"] {
  if (Array.isArray(usual)) return [...values];
  const [value = "", ...others] = values;
  if (others.length > 0) throw new WrongUsage(`"${name}" takes one value.`);
  if (typeof usual === "boolean") {
    if (["1", "true", "yes"].includes(value)) return true;
    if (["0", "false", "no"].includes(value)) return false;
    throw new WrongUsage(`"${name}" must be yes or no.`);
  }
  if (usual === null && unit === null) return value;
  if (!/^-?\d+(\.\d+)?$/.test(value)) throw new WrongUsage(`"${name}" must be a number, and "${value}" is none.`);
  return Number(value);
}
