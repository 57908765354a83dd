import { isAbsolute, normalize } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { isPostgresUrl } from "../config.ts";
import { InvalidPathMap, parsePathMap } from "../files/path-map.ts";
import type { CommandContext } from "./command-context.ts";
import {
  type CommonFlags,
  type Environment,
  type RunCommand,
  withData,
  withServer,
  withVerbose,
} from "./common-options.ts";
import { followLinksHelp, includeHiddenHelp } from "./help-texts.ts";

/** Commands that serve, read files for other machines, and look after the library as a whole. Each loads its own module only, so that no command waits for the code of another. */
export function addServerCommands(program: Command, run: RunCommand, environment: Environment): void {
  withData(program.command("serve"))
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
    .description("check everything that a scan needs, and say what is wrong")
    .option("--json", "print the checks as JSON", false)
    .action(async (flags: CommonFlags & { json: boolean }) => {
      const { doctor, printInvalidSetting } = await import("./doctor.ts");
      const onInvalidSetting = flags.json ? { onInvalidSetting: printInvalidSetting } : {};
      await run(flags, (context) => doctor(context, flags), onInvalidSetting);
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

  withServer(program.command("workers"))
    .description("list the workers that read files for the scans, and what each is doing")
    .option("--json", "print one JSON object per line", false)
    .action(async (flags: CommonFlags & { json: boolean }) => {
      const { workers } = await import("./workers.ts");
      await run(flags, (context) => workers(context, flags));
    });

  withData(program.command("migrate"))
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
