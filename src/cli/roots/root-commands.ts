/** `gleaner roots …`: the arguments, options and help of its commands. */
import { type Command, InvalidArgumentError } from "commander";
import type { RootChangeJson } from "../../api/contract/roots.ts";
import { asCsv } from "../as-csv-option.ts";
import { type CommonFlags, type RunCommand, withServer } from "../common-options.ts";
import { excludePatterns } from "../exclude-patterns-flag.ts";
import { notEmptyDirectory } from "../read-argument.ts";
import type { ForgetRootFlags } from "./forget-root.ts";
import type { ScanRootsFlags } from "./scan-roots.ts";

/** Flags that every command has. */
type EveryFlags = Pick<CommonFlags, "data" | "server" | "verbose">;

interface SettingFlags extends EveryFlags {
  readonly name?: string;
  readonly recursive?: boolean;
  // commander takes null for no value at all.
  readonly maxRate?: number | "default";
  readonly followLinks?: boolean | "default";
  readonly includeHidden?: boolean | "default";
  /** False: none. */
  readonly exclude?: readonly string[] | false;
  /** False: no schedule. */
  readonly schedule?: string | false;
  readonly timeZone?: string;
  readonly watch?: boolean;
  readonly json: boolean;
}

const rootHelp = "the directory: its path, its name, or at least 4 characters from the start of its id";

/** Each command loads its own module only. */
export function addRootCommands(program: Command, run: RunCommand): void {
  const roots = program
    .command("roots")
    .helpCommand("help [command]", "show the help of a command")
    .description("list, add, set, scan and forget the directories of the library; without a command, list them");

  withServer(roots.command("list", { isDefault: true }))
    .description("list the directories of the library, with their videos and last scans")
    .option("--json", "print one JSON object per line", false)
    .addOption(asCsv("print them as CSV, for spreadsheets", ["json"]))
    .action(async (flags: CommonFlags & { json: boolean; csv: boolean }) => {
      const { listRoots } = await import("./list-roots.ts");
      await run(common(flags), (context) => listRoots(context, flags));
    });

  withSettings(withServer(roots.command("add")))
    .argument("<dir>", "the directory", notEmptyDirectory)
    .description("add a directory to the library, and scan nothing yet; the first scan of a directory adds it, too")
    .action(async (directory: string, flags: SettingFlags, command: Command) => {
      const settings = await settingsOf(flags, command);
      const { addRoot } = await import("./change-roots.ts");
      await run(common(flags), (context) => addRoot(context, directory, { ...settings, json: flags.json }));
    });

  withSettings(withServer(roots.command("set")))
    .argument("<root>", rootHelp, notEmptyDirectory)
    .description("change settings of a directory of the library")
    .action(async (root: string, flags: SettingFlags, command: Command) => {
      const settings = await settingsOf(flags, command);
      if (Object.keys(settings).length === 0) return command.error("Say what to change, such as --name NAME.");
      const { setRoot } = await import("./change-roots.ts");
      await run(common(flags), (context) => setRoot(context, root, { ...settings, json: flags.json }));
    });

  withServer(roots.command("scan"))
    .argument("[root...]", rootHelp, (text: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      notEmptyDirectory(text),
    ])
    .description(
      "scan directories of the library with their settings; Ctrl-C cancels the scans and keeps their results",
    )
    .option("--all", "scan all directories: one after the other on each disk, several disks at the same time", false)
    .option("--retry-errors", "read files again that an earlier scan could not read", false)
    .option("--full", "read all files again, also unchanged files", false)
    .option("--json", "print each scan as JSON at its end, and nothing else", false)
    .action(async (names: readonly string[] = [], flags: CommonFlags & ScanRootsFlags, command: Command) => {
      if (flags.all === names.length > 0) return command.error("Name directories of the library, or add --all.");
      const { scanRoots } = await import("./scan-roots.ts");
      await run(common(flags), (context) => scanRoots(context, names, flags));
    });

  withServer(roots.command("forget"))
    .argument("<root>", rootHelp, notEmptyDirectory)
    .description("remove a directory from the library; files are never touched")
    .option("--videos", "remove its videos from the library, too; says how many, and asks first", false)
    .option("--dry-run", "only say what would be forgotten", false)
    .option("-y, --yes", "do not ask", false)
    .option("--json", "print the result as JSON, and nothing else", false)
    .action(async (root: string, flags: CommonFlags & ForgetRootFlags) => {
      const { forgetRoot } = await import("./forget-root.ts");
      await run(common(flags), (context) => forgetRoot(context, root, flags));
    });
}

function withSettings(command: Command): Command {
  return command
    .option("--name <name>", "a name for people")
    .option("--recursive", "scan its subdirectories")
    .option("--no-recursive", "scan no subdirectories")
    .option(
      "--max-rate <files>",
      "read at most this many files per second; 0 for no limit, `default` for the setting of the server",
      rate,
    )
    .option(
      "--follow-links <yes|no|default>",
      "whether to follow links to directories; `default` for the setting of the server",
      choice,
    )
    .option(
      "--include-hidden <yes|no|default>",
      "whether to scan hidden directories and files; `default` for the setting of the server",
      choice,
    )
    .option(
      "--exclude <pattern>",
      "leave out what this pattern of .gitignore matches, in place of the patterns so far; may be repeated",
      excludePatterns,
    )
    .option("--no-exclude", "have no patterns for this directory")
    .option(
      "--schedule <cron>",
      'begin scans at these times, while `gleaner serve` runs: minute, hour, day, month and day of the week, as "0 3 * * *" for every day at 03:00',
    )
    .option("--no-schedule", "begin no scans by a schedule")
    .option(
      "--time-zone <zone>",
      "the time zone of the schedule, such as Europe/Berlin (default: that of this machine)",
    )
    .option("--watch", "begin scans after changes in the directory, while `gleaner serve` runs")
    .option("--no-watch", "begin no scans after changes")
    .option("--json", "print the directory as JSON", false);
}

/** The process has no use for the settings of a directory, some of which have the names of its own. */
function common({ data, server, verbose }: EveryFlags): CommonFlags {
  return {
    ...(data !== undefined && { data }),
    ...(server !== undefined && { server }),
    ...(verbose !== undefined && { verbose }),
  };
}

async function settingsOf(flags: SettingFlags, command: Command): Promise<RootChangeJson> {
  const { name, recursive, maxRate, followLinks, includeHidden, exclude, schedule, timeZone, watch } = flags;
  if (timeZone !== undefined && typeof schedule !== "string") {
    return command.error("Say the schedule of this time zone with --schedule, too.");
  }
  if (typeof schedule === "string") {
    const { checkSchedule } = await import("../../scheduling/schedule.ts");
    const outcome = checkSchedule({ cron: schedule, timeZone: zone(timeZone) }, { now: new Date() });
    if (outcome.kind === "invalid") {
      return command.error(`--${outcome.field === "cron" ? "schedule" : "time-zone"}: ${outcome.message}.`);
    }
  }
  return {
    ...(name !== undefined && { name }),
    ...(recursive !== undefined && { recursive }),
    ...(maxRate !== undefined && { max_rate: orNull(maxRate) }),
    ...(followLinks !== undefined && { follow_links: orNull(followLinks) }),
    ...(includeHidden !== undefined && { include_hidden: orNull(includeHidden) }),
    ...(exclude !== undefined && { exclude: exclude === false ? [] : [...exclude] }),
    ...(watch !== undefined && { watch }),
    ...(schedule !== undefined && {
      schedule: schedule === false ? null : { cron: schedule, time_zone: zone(timeZone) },
    }),
  };
}

function zone(timeZone: string | undefined): string {
  return timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function orNull<Value>(value: Value | "default"): Value | null {
  return value === "default" ? null : value;
}

function rate(text: string): number | "default" {
  if (text === "default") return text;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("It must be a number of 0 or more, or default.");
}

function choice(text: string): boolean | "default" {
  if (text === "default") return text;
  if (text === "yes" || text === "no") return text === "yes";
  throw new InvalidArgumentError("It must be yes, no or default.");
}
