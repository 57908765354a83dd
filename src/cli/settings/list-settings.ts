import type { SettingJson } from "../../api/contract/settings.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { printCsv } from "../print-csv.ts";
import { printable } from "../printable.ts";
import { withServer } from "../reach-server.ts";

/** `gleaner settings`: the settings of the server of this library, or of the one that a scan would start. */
export async function listSettings(
  context: CommandContext,
  flags: { readonly json: boolean; readonly csv: boolean },
): Promise<ExitCode> {
  const { out, err, ownCommand } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner settings", async (client) => {
    if (flags.csv) return printCsv(client, out, { list: "settings" });
    const settings = await client.settings();
    if (flags.json) {
      for (const setting of settings) out.jsonLine(setting);
      return 0;
    }
    const rows = settings.map((setting) => [setting.name, originOf(setting), valueOf(setting)]);
    out.table({ rows: [head, ...rows], numbers: new Set() });
    const changeable = settings.filter(({ changeable }) => changeable).map(({ name }) => name);
    if (changeable.length > 0) {
      err.say(`Change ${changeable.join(", ")} with: ${ownCommand("settings", "set", "NAME", "VALUE")}`);
    }
    return 0;
  });
}

const head = ["SETTING", "FROM", "VALUE"];

const units = {
  files_per_second: { one: " file per second", many: " files per second" },
  processes: { one: " process", many: " processes" },
  days: { one: " day", many: " days" },
  seconds: { one: " s", many: " s" },
} as const;

function originOf({ source, set_by: by, changeable }: SettingJson): string {
  if (by !== null) return by;
  return source === "saved" ? "the library" : changeable ? "default (may be set)" : "default";
}

/** For people. */
export function valueOf({ name, value, unit, secret, is_set: isSet }: SettingJson): string {
  if (secret) return isSet ? "set (not shown)" : "none";
  if (value === null) return unit === "processes" ? "as many as each disk needs" : "none";
  if (name === "roots" && Array.isArray(value) && value.length === 0) return "all";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(printable).join("  ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === "") return "none";
  if (unit === "files_per_second" && value === 0) return "no limit";
  const isOne = Number(value) === 1;
  return `${printable(String(value))}${unit === null ? "" : units[unit][isOne ? "one" : "many"]}`;
}
