/** The commands of the program: their arguments, options and help. */
import { isAbsolute, normalize } from "node:path";
import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { type Flags, type InvalidSetting, isPostgresUrl } from "../config.ts";
import { InvalidPathMap, parsePathMap } from "../files/path-map.ts";
import { asCsv } from "./as-csv-option.ts";
import type { CheckFlags } from "./check.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { namesCommand } from "./completion/completable-command.ts";
import { OptionWithValues } from "./completion/option-with-values.ts";
import { typedLibrary } from "./completion/typed-library.ts";
import type { DuplicatesFlags } from "./duplicates.ts";
import { excludePatterns } from "./exclude-patterns-flag.ts";
import type { ForgetFlags } from "./forget.ts";
import type { JobsFlags } from "./jobs.ts";
import type { Printer } from "./printer.ts";
import type { ProblemsFlags } from "./problems.ts";
import { addRootCommands } from "./roots/root-commands.ts";
import type { ScanFlags } from "./scan.ts";
import { addSettingCommands } from "./settings/setting-commands.ts";
import type { StatisticsFlags } from "./statistics.ts";
import { addVideoFilters } from "./video-filter-flags.ts";
import type { VideosFlags } from "./videos.ts";

const savedHelp = "the filters that the page has saved under this name; other flags come on top";

export type Environment = Readonly<Record<string, string | undefined>>;

interface CommonFlags extends Flags {
  readonly server?: string;
  readonly verbose?: boolean;
}

/** Reads the settings and runs a command with them. */
export type RunCommand = (
  flags: CommonFlags,
  command: (context: CommandContext) => Promise<ExitCode>,
  options?: {
    readonly environment?: Environment;
    /** Prints an invalid setting. Default: a sentence on standard error. */
    readonly onInvalidSetting?: (error: InvalidSetting, out: Printer) => void;
  },
) => Promise<void>;

const scanId = "the id of the scan, or at least 4 characters from its start";
const followLinksHelp = "follow links to directories";
const includeHiddenHelp = "scan hidden directories, recycle bins and the like as well";

/** Each command loads its own module only, so that no command waits for the code of another. */
export function addCommands(program: Command, run: RunCommand, environment: Environment): void {
  withServer(program.command("scan"))
    .argument("<path...>", "directories to scan, one after the other; or videos of the library to read again", notEmpty)
    .description("scan directories into the library; Ctrl-C cancels the scan and keeps its results")
    .option("--recursive", "scan subdirectories, too (default: as the directory of the library is set, or else yes)")
    .option("--no-recursive", "scan no subdirectories")
    .option("--retry-errors", "read files again that an earlier scan could not read", false)
    .option("--full", "read all files again, also unchanged files", false)
    .option(
      "--accept-empty",
      "accept that an empty directory, or one on another disk, has lost its videos, and mark them missing",
      false,
    )
    .addOption(
      new Option("--exclude <pattern>", "leave out what this pattern of .gitignore matches; may be repeated")
        .argParser(excludePatterns)
        .default([], "nothing"),
    )
    .option("--exclude-samples", "leave out samples and trailers", false)
    .option("--dry-run", "only say which known videos the patterns would remove from the library", false)
    .option("--max-rate <files>", "read at most this many files per second; 0 for no limit")
    .option("--follow-links", followLinksHelp)
    .option("--no-follow-links", "follow no links to directories")
    .option("--include-hidden", includeHiddenHelp)
    .option("--no-include-hidden", "scan no hidden directories and the like")
    .option("--json", "print each scan as JSON at its end, and nothing else", false)
    .action(async (paths: readonly string[], flags: CommonFlags & ScanFlags) => {
      await run(flags, async (context) => {
        const { endWarmUp, warmUpProber, warmUpStore } = await import("../server/warm-up.ts");
        if (flags.server === undefined) {
          // Threads open files while the rest of the program is loaded.
          await (await import("../process-limits.ts")).requireProcessLimits();
          warmUpProber(context.config);
          warmUpStore(context.config);
        }
        try {
          const { scan } = await import("./scan.ts");
          return await scan(context, paths, flags);
        } finally {
          endWarmUp();
        }
      });
    });

  common(program.command("serve"))
    .description("serve the web page and the API, and run scans, until Ctrl-C")
    .option("--host <address>", "the address to listen on (default: 127.0.0.1)")
    .option("--port <number>", "the port to listen on (default: 8765)")
    .option("--base-path <path>", "the path below which a reverse proxy shows the server, such as /gleaner")
    .option("--no-worker", "leave all files to `gleaner worker` on this and other machines (needs DATABASE_URL)")
    .option("--open", "open the web page in the browser", false)
    .option("--follow-links", followLinksHelp)
    .option("--include-hidden", includeHiddenHelp)
    .action(async (flags: CommonFlags & { open: boolean; worker: boolean }) => {
      const { serve } = await import("./serve.ts");
      await run({ ...flags, ...(!flags.worker && { noWorker: true }) }, (context) => serve(context, flags));
    });

  withVerbose(program.command("worker"))
    .description("read files for the scans of a library on Postgres (DATABASE_URL), until Ctrl-C")
    .addOption(
      new Option(
        "--map <library=here...>",
        "where this machine has a directory of the library, such as /mnt/films=/volume1/films",
      )
        .argParser((entry: string, previous: readonly string[] | undefined) => mapEntries(entry, previous))
        .default([], "the same directories"),
    )
    .addOption(
      new Option("--only <directory...>", "read only files in these directories, as the library names them")
        .argParser(directories)
        .default([], "all directories"),
    )
    .option(
      "--concurrency <files>",
      "read this many files at a time (default: GLEANER_PROBERS, or one per processor, and as many as each disk needs)",
    )
    .action(async (flags: CommonFlags & { map: readonly string[]; only: readonly string[] }) => {
      const { worker } = await import("./worker.ts");
      await run(flags, (context) => worker(context, { map: parsePathMap(flags.map), only: flags.only }));
    });

  withServer(program.command("folders"))
    .argument("[dir]", "a folder of the library; default: the deepest one that holds all videos")
    .description("list the folders in a folder, with how much is in each")
    .option("--json", "print one JSON object per line", false)
    .addOption(asCsv("print the folders as CSV, for spreadsheets", ["json"]))
    .action(async (directory: string | undefined, flags: CommonFlags & { json: boolean; csv: boolean }) => {
      const { folders } = await import("./folders.ts");
      await run(flags, (context) => folders(context, directory, flags));
    });

  withServer(program.command("duplicates"))
    .argument("[dir]", "only files of which one is in this directory; default: all files")
    .description("list files that are equal or may be, and how much can be gained; no file is touched")
    .option("--compare", "first read the files that were not compared yet, to find out which are equal", false)
    .addOption(
      new Option("--paths", "print only the paths of equal files, one per line, without the oldest of each")
        .default(false)
        .conflicts(["json", "compare"]),
    )
    .addOption(
      new Option("-0, --nul", "print the same paths with a NUL character after each, for xargs -0")
        .default(false)
        .conflicts(["json", "compare"]),
    )
    .option("--json", "print one JSON object per line; with --compare, the comparison at its end", false)
    .addOption(asCsv("print a row for each file as CSV, for spreadsheets", ["compare", "paths", "nul", "json"]))
    .action(async (directory: string | undefined, flags: CommonFlags & DuplicatesFlags) => {
      const { duplicates } = await import("./duplicates.ts");
      await run(flags, (context) => duplicates(context, directory, flags));
    });

  withServer(program.command("workers"))
    .description("list the workers that read files for the scans, and what each is doing")
    .option("--json", "print one JSON object per line", false)
    .action(async (flags: CommonFlags & { json: boolean }) => {
      const { workers } = await import("./workers.ts");
      await run(flags, (context) => workers(context, flags));
    });

  withServer(program.command("jobs"))
    .argument("[id]", `only this scan, with all its errors: ${scanId}`)
    .description("list the newest scans; those after changes in a directory are one line a day")
    .addOption(new Option("--limit <number>", "number of lines").default(20).argParser(wholeNumber(1, 100)))
    .option("--no-fold", "list every scan after changes")
    .option("--json", "print every scan as a JSON object in a line", false)
    .addOption(asCsv("print all scans as CSV, for spreadsheets", ["limit", "json"]))
    .action(async (id: string | undefined, flags: CommonFlags & JobsFlags, command: Command) => {
      if (id !== undefined && flags.csv)
        return command.error("--csv prints all scans. For the errors of one, use `problems --scan ID --csv`.");
      const { jobs } = await import("./jobs.ts");
      await run(flags, (context) => jobs(context, id, flags));
    });

  withServer(program.command("problems"))
    .addArgument(
      new Argument("[dir]", "only this directory, and what is in it at any depth; default: all").argParser(
        notEmptyDirectory,
      ),
    )
    .description("list the files and directories that could not be read when last tried, with the reasons")
    .addOption(
      new Option("--scan <id>", "what this scan could not read, also if a later scan could; the id or its beginning"),
    )
    .option("--paths", "print only paths, one per line", false)
    .option("-0, --nul", "print only paths, with a NUL character after each, for xargs -0", false)
    .option("--json", "print one JSON object per line", false)
    .addOption(asCsv("print them as CSV, for spreadsheets", ["paths", "nul", "json"]))
    .action(async (directory: string | undefined, flags: CommonFlags & ProblemsFlags, command: Command) => {
      if (directory !== undefined && flags.scan !== undefined)
        return command.error("Give a directory or --scan ID, not both.");
      const { problems } = await import("./problems.ts");
      await run(flags, (context) => problems(context, directory, flags));
    });

  withServer(program.command("cancel"))
    .argument("[id]", `${scanId}; may be left out if only one scan is running`)
    .description("cancel a scan and keep its results")
    .option("--reason <text>", "a note, shown with the scan")
    .option("--json", "print the scan as JSON", false)
    .action(async (id: string | undefined, flags: CommonFlags & { reason?: string; json: boolean }) => {
      const { cancel } = await import("./cancel.ts");
      await run(flags, (context) => cancel(context, id, { json: flags.json, reason: flags.reason }));
    });

  withServer(program.command("resume"))
    .argument("<id>", scanId)
    .description("continue a scan that was cancelled, failed or timed out")
    .option("--max-rate <files>", "read at most this many files per second; 0 for no limit")
    .option("--json", "print the scan as JSON at its end, and nothing else", false)
    .action(async (id: string, flags: CommonFlags & { json: boolean }) => {
      const { resume } = await import("./resume.ts");
      await run(flags, (context) => resume(context, id, flags));
    });

  addVideoFilters(withServer(program.command("videos")), notEmptyDirectory)
    .argument("[words...]", "only videos with all of these words in their path")
    .description("list the videos of the library, and say how much they are together")
    .addOption(new OptionWithValues("--saved <name>", savedHelp, "saved filters"))
    .addOption(
      new Option("--limit <number>", "number of videos to list (default: 100 on a terminal, else all)").argParser(
        wholeNumber(1, 1_000_000_000),
      ),
    )
    .addOption(
      new Option(
        "--sort <order>",
        "the order: newest, longest and largest first, names from A to Z (default: added)",
      ).choices(["added", "name", "folder", "length", "size", "modified", "resolution", "codec"]),
    )
    .option("--reverse", "reverse the order", false)
    .option("--paths", "print only paths, one per line", false)
    .option("-0, --nul", "print only paths, with a NUL character after each, for xargs -0", false)
    .option("--json", "print one JSON object per line", false)
    .addOption(asCsv("print all of them as CSV, for spreadsheets", ["limit", "paths", "nul", "json"]))
    .action(async (words: readonly string[], flags: CommonFlags & VideosFlags) => {
      const { videos } = await import("./videos.ts");
      const query = words.length === 0 ? undefined : words.join(" ");
      await run(flags, (context) => videos(context, query, flags));
    });

  addVideoFilters(withServer(program.command("statistics")), null)
    .argument("[dir]", "only videos in this directory, at any depth", notEmptyDirectory)
    .description("say how many videos there are of each kind, how large and how long they are")
    .addOption(new OptionWithValues("--saved <name>", savedHelp, "saved filters"))
    .option("--json", "print the statistics as one JSON object, and nothing else", false)
    .addOption(asCsv("print the statistics as CSV, a row for each number", ["json"]))
    .action(async (directory: string | undefined, flags: CommonFlags & StatisticsFlags) => {
      const { statistics } = await import("./statistics.ts");
      await run(flags, (context) => statistics(context, directory, flags));
    });

  addRootCommands(program, { run, withServer, notEmpty: notEmptyDirectory });

  addSettingCommands(program, { run, withServer });

  withServer(program.command("check"))
    .argument("[path]", "a directory or a video of the library (default: all videos)")
    .description("decode videos from beginning to end, and say which are broken, and where")
    .option("--again", "check videos, too, that were checked before and have not changed since", false)
    .option("--json", "print the check as JSON at its end, and nothing else", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 if no video is broken, 1 if one is or could not be checked, 130 if cancelled.",
    )
    .action(async (path: string | undefined, flags: CommonFlags & CheckFlags) => {
      const { check } = await import("./check.ts");
      await run(flags, (context) => check(context, path, flags));
    });

  withServer(program.command("forget"))
    .description("remove missing videos from the library; says how many, and asks first; files are never touched")
    .option("--missing", "forget videos whose files are missing", false)
    .option("--under <dir>", "only videos in this directory, at any depth", notEmptyDirectory)
    .option("--dry-run", "only say how many videos would be forgotten", false)
    .option("-y, --yes", "do not ask", false)
    .option("--json", "print the result as JSON, and nothing else", false)
    .action(async (flags: CommonFlags & ForgetFlags & { missing: boolean }, command: Command) => {
      if (!flags.missing) return command.error("Say which videos to forget: add --missing.");
      const { forget } = await import("./forget.ts");
      await run(flags, (context) => forget(context, flags));
    });

  common(program.command("migrate"))
    .description("move the library of the data directory into an empty Postgres database, or back")
    .addOption(
      new Option("--to <url>", 'move the library into this Postgres database, such as "$DATABASE_URL"').conflicts(
        "from",
      ),
    )
    .option("--from <url>", "move the library of this Postgres database into the data directory")
    .option("--json", "print the result as JSON", false)
    .addHelpText(
      "after",
      "\nStop all servers and workers of the library first. Ctrl-C stops the move, and the same command goes on with it." +
        "\nAll rows are compared at the end. The library also stays where it was.",
    )
    .action(async (flags: CommonFlags & { to?: string; from?: string; json: boolean }, command: Command) => {
      const url = flags.to ?? flags.from;
      if (url === undefined) return command.error("Add --to URL or --from URL.");
      // Without the text, which may hold a password.
      if (url === "") return command.error("The address is empty. Is DATABASE_URL set in this shell?");
      if (!isPostgresUrl(url))
        return command.error("The address must be one such as postgres://user:password@host:5432/gleaner.");
      const { migrate } = await import("./migrate.ts");
      const direction = flags.to === undefined ? "from" : "to";
      await run(flags, (context) => migrate(context, { direction, url, json: flags.json }));
    });

  withVerbose(program.command("demo"))
    .description("try Gleaner on a few hundred small videos of its own; Ctrl-C ends the demo and removes them")
    .option("--port <number>", "the port to listen on (default: 8765, or any other if that one is taken)")
    .option("--max-rate <files>", "read at most this many files per second; 0 for no limit (default: 9)")
    .option("--no-open", "print the address of the page instead of opening the browser")
    .action(async (flags: CommonFlags & { open: boolean }) => {
      const { demo, demoEnvironment, demoMaxRate } = await import("./demo.ts");
      const { port, maxRate = demoMaxRate } = flags;
      const command = (context: CommandContext) => demo(context, { open: flags.open, port });
      await run({ ...flags, maxRate }, command, { environment: demoEnvironment(environment) });
    });

  withServer(program.command("doctor"))
    .description("check everything that a scan needs")
    .option("--json", "print the checks as JSON", false)
    .action(async (flags: CommonFlags & { json: boolean }) => {
      const { doctor, printInvalidSetting } = await import("./doctor.ts");
      const onInvalidSetting = flags.json ? { onInvalidSetting: printInvalidSetting } : {};
      await run(flags, (context) => doctor(context, flags), onInvalidSetting);
    });

  program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .description("print a script with which the shell completes commands, options and directories")
    // It reads no settings: what is wrong with them must not show at every start of a shell.
    .action(async (shell: "bash" | "zsh" | "fish", _flags: object, command: Command) => {
      const { completion } = await import("./completion/completion.ts");
      command.configureOutput().writeOut?.(completion(program, shell));
    });

  program
    .command(namesCommand, { hidden: true })
    .argument("[typed...]")
    .action(async (typed: readonly string[]) => {
      const { savedFilterNames } = await import("./completion/saved-filter-names.ts");
      await run(typedLibrary(typed), savedFilterNames);
    });
}

function common(command: Command): Command {
  return withVerbose(
    command.option(
      "--data <dir>",
      "the directory of the library (default: GLEANER_DATA, or this user's data directory)",
    ),
  );
}

function withVerbose(command: Command): Command {
  return command.option("--verbose", "print a stack trace with errors");
}

function withServer(command: Command): Command {
  return common(command).option("--server <url>", "use the Gleaner server at this address (token: GLEANER_TOKEN)", url);
}

function mapEntries(entry: string, previous: readonly string[] = []): readonly string[] {
  const entries = [...previous, entry];
  try {
    parsePathMap(entries);
  } catch (error) {
    throw error instanceof InvalidPathMap ? new InvalidArgumentError(error.message) : error;
  }
  return entries;
}

function directories(directory: string, previous: readonly string[] = []): readonly string[] {
  if (isAbsolute(directory)) return [...previous, normalize(`${directory}/.`)];
  throw new InvalidArgumentError("It must be an absolute directory of the library, such as /mnt/films.");
}

function notEmpty(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, notEmptyDirectory(text)];
}

function notEmptyDirectory(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It is empty. For the current directory, use a dot.");
  return text;
}

function url(text: string): string {
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("It must be an address, such as http://127.0.0.1:8765.");
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
