import { type Command, Option } from "commander";
import { asCsv, csvHasNoLimit } from "./as-csv-option.ts";
import type { CheckFlags } from "./check.ts";
import { type CommonFlags, type RunCommand, withServer } from "./common-options.ts";
import { OptionWithValues } from "./completion/option-with-values.ts";
import type { DuplicatesFlags } from "./duplicates.ts";
import type { ForgetFlags } from "./forget.ts";
import { notEmptyDirectory, wholeNumber } from "./read-argument.ts";
import type { StatisticsFlags } from "./statistics.ts";
import { addVideoFilters } from "./video-filter-flags.ts";
import type { VideosFlags } from "./videos.ts";

const savedHelp = "apply the filters that were saved on the page under this name; other options are added";

/** Commands about the videos of the library. Each loads its own module only, so that no command waits for the code of another. */
export function addVideoCommands(program: Command, run: RunCommand): void {
  addVideoFilters(withServer(program.command("videos")), notEmptyDirectory)
    .argument("[words...]", "only videos with all of these words in their path")
    .description("list the videos of the library, and say how much they are together")
    .addOption(new OptionWithValues("--saved <name>", savedHelp, "saved filters"))
    .addOption(
      new Option("--limit <number>", "how many videos to list (default: 100 on a terminal, else all)").argParser(
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
    .addOption(asCsv("print all of them as CSV, for spreadsheets", ["paths", "nul", "json"]))
    .action(async (words: readonly string[], flags: CommonFlags & VideosFlags, command: Command) => {
      if (flags.csv && flags.limit !== undefined) return command.error(csvHasNoLimit("videos that match"));
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

  withServer(program.command("folders"))
    .argument("[dir]", "a folder of the library (default: the deepest folder that holds all videos)")
    .description("list the folders in a folder, with how much is in each")
    .option("--json", "print one JSON object per line", false)
    .addOption(asCsv("print the folders as CSV, for spreadsheets", ["json"]))
    .action(async (directory: string | undefined, flags: CommonFlags & { json: boolean; csv: boolean }) => {
      const { folders } = await import("./folders.ts");
      await run(flags, (context) => folders(context, directory, flags));
    });

  withServer(program.command("duplicates"))
    .argument("[dir]", "only groups with a file in this directory (default: all)")
    .description("list files that are equal or may be, and how much room can be gained; no file is touched")
    .option("--compare", "first read the files that were not compared yet, to find out which are equal", false)
    .addOption(
      new Option("--paths", "print only the paths of equal files, one per line, without the oldest file of each group")
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

  withServer(program.command("check"))
    .argument("[path]", "a directory or a video of the library (default: all videos)")
    .description("decode videos from beginning to end, and say which are broken, and where")
    .option("--again", "check all videos, also those that were checked before and have not changed", false)
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
}
