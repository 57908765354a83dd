/** `gleaner settings …`: the arguments, options and help of its commands. */
import type { Command } from "commander";
import type { ChangeableName } from "../../settings/changeable-settings.ts";
import { asCsv } from "../as-csv-option.ts";
import { type CommonFlags, type RunCommand, withServer } from "../common-options.ts";
import { ArgumentWithValues } from "../completion/argument-with-values.ts";

const nameHelp = "the name of the setting, as `gleaner settings` lists it, such as max_rate";

/** Named here, as the module of the settings is loaded by their commands only. */
const changeableNames = Object.keys({
  max_rate: true,
  probers: true,
  exclude: true,
  exclude_samples: true,
  keep_history: true,
  webhook: true,
  webhook_secret: true,
  webhook_events: true,
  webhook_after_changes: true,
} satisfies Record<ChangeableName, true>);

function settingName(): ArgumentWithValues {
  return new ArgumentWithValues("<name>", nameHelp, changeableNames);
}

/** Each command loads its own module only. */
export function addSettingCommands(program: Command, run: RunCommand): void {
  const settings = program
    .command("settings")
    .helpCommand("help [command]", "show the help of a command")
    .description("list the settings and where their values come from, and change those that the library keeps");

  withServer(settings.command("list", { isDefault: true }))
    .description("list the settings, with their values and where these come from")
    .option("--json", "print one JSON object per line", false)
    .addOption(asCsv("print them as CSV, for spreadsheets", ["json"]))
    .action(async (flags: CommonFlags & { json: boolean; csv: boolean }) => {
      const { listSettings } = await import("./list-settings.ts");
      await run(flags, (context) => listSettings(context, flags));
    });

  withServer(settings.command("set"))
    .addArgument(settingName())
    .argument("<value...>", "the value; several values for a list, such as patterns")
    .description("change a setting in the library, also for a server that runs")
    .action(async (name: string, values: readonly string[], flags: CommonFlags) => {
      const { setSetting } = await import("./change-settings.ts");
      await run(flags, (context) => setSetting(context, name, values));
    });

  withServer(settings.command("reset"))
    .addArgument(settingName())
    .description("go back to the default of a setting")
    .action(async (name: string, flags: CommonFlags) => {
      const { resetSetting } = await import("./change-settings.ts");
      await run(flags, (context) => resetSetting(context, name));
    });
}
