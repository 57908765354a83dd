import { Argument, type Command, Option } from "commander";
import { asCsv, csvHasNoLimit } from "./as-csv-option.ts";
import { type CommonFlags, type RunCommand, withServer } from "./common-options.ts";
import { excludePatterns } from "./exclude-patterns-flag.ts";
import { followLinksHelp, includeHiddenHelp } from "./help-texts.ts";
import type { JobsFlags } from "./jobs.ts";
import type { ProblemsFlags } from "./problems.ts";
import { notEmptyDirectories, notEmptyDirectory, wholeNumber } from "./read-argument.ts";
import type { ScanFlags } from "./scan.ts";

const scanId = "the id of the scan, or at least 4 characters from its start";

/** Commands that scan, and that show and end scans. Each loads its own module only, so that no command waits for the code of another. */
export function addScanCommands(program: Command, run: RunCommand): void {
  withServer(program.command("scan"))
    .argument(
      "<path...>",
      "directories to scan, one after the other; or videos of the library to read again",
      notEmptyDirectories,
    )
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
    .description("continue a scan that was cancelled, failed or timed out, or repeat a completed one")
    .option("--max-rate <files>", "read at most this many files per second; 0 for no limit")
    .option("--json", "print the scan as JSON at its end, and nothing else", false)
    .action(async (id: string, flags: CommonFlags & { json: boolean }) => {
      const { resume } = await import("./resume.ts");
      await run(flags, (context) => resume(context, id, flags));
    });

  withServer(program.command("jobs"))
    .argument("[id]", `only this scan, with all its errors: ${scanId}`)
    .description("list the newest scans; those after changes in a directory are one line a day")
    .addOption(new Option("--limit <number>", "how many lines to list").default(20).argParser(wholeNumber(1, 100)))
    .option("--no-fold", "give every scan after changes a line of its own")
    .option("--json", "print one JSON object per line", false)
    .addOption(asCsv("print all scans as CSV, for spreadsheets", ["json"]))
    .action(async (id: string | undefined, flags: CommonFlags & JobsFlags, command: Command) => {
      if (flags.csv && command.getOptionValueSource("limit") === "cli") return command.error(csvHasNoLimit("scans"));
      if (id !== undefined && flags.csv)
        return command.error("--csv prints all scans. For the errors of one, use `problems --scan ID --csv`.");
      const { jobs } = await import("./jobs.ts");
      await run(flags, (context) => jobs(context, id, flags));
    });

  withServer(program.command("problems"))
    .addArgument(
      new Argument("[dir]", "only this directory, and what is in it at any depth (default: all)").argParser(
        notEmptyDirectory,
      ),
    )
    .description("list the files and directories that could not be read when last tried, with the reasons")
    .addOption(new Option("--scan <id>", `what this scan could not read, also if a later scan could: ${scanId}`))
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
}
