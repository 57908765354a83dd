/** The command line: which commands there are, what they take, and how they end. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type Flags, InvalidSetting, loadConfig } from "../config.ts";
import { version } from "../version.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { isLeaving } from "./leave.ts";
import { ownCommand } from "./own-command.ts";
import { shellPath } from "./shown-path.ts";

export interface ProgramIo {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Environment;
}

interface CommonFlags extends Flags {
  readonly server?: string;
  readonly verbose?: boolean;
}

/**
 * Runs the command that the arguments name.
 *
 * @param args without the program's own name
 * @returns the exit code; what went wrong was said on `stderr`
 */
export async function runProgram(args: readonly string[], io: ProgramIo): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const verbose = args.includes("--verbose");
  // As the launcher was called.
  const name = io.environment["LAUNCHED_AS"] || "gleaner";
  /** Loads the command's own module only, so that no command pays for another. */
  const run: Run = async (flags, command, { environment = io.environment } = {}) => {
    const config = loadConfig(flags, environment);
    for (const warning of config.warnings) io.stderr.write(`Note: ${warning}\n`);
    const onError = (error: unknown) => void io.stderr.write(`${textOf(error, verbose)}\n`);
    const { stdout, stderr } = io;
    exitCode = await command({
      config,
      serverUrl: flags.server,
      ownCommand: ownCommand(name, flags),
      stdout,
      stderr,
      onError,
    });
  };
  const program = new Command(shellPath(name))
    .description("Scans directories of videos into a library, and stops the moment it is told to.")
    .version(version)
    .exitOverride()
    .showHelpAfterError(`Show what there is with: ${shellPath(name)} --help`)
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) });
  addCommands(program, run, io.environment);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // Ctrl-C ends the parts of the program first, and they fail then.
    if (isLeaving()) return 130;
    io.stderr.write(`${textOf(error, verbose)}\n`);
    return error instanceof InvalidSetting ? 2 : 1;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Run = (
  flags: CommonFlags,
  command: (context: CommandContext) => Promise<ExitCode>,
  options?: { readonly environment?: Environment },
) => Promise<void>;

const followLinksHelp = "look behind links to directories, too";
const includeHiddenHelp = "look into hidden directories, recycle bins and the like, too";

function addCommands(program: Command, run: Run, environment: Environment): void {
  withServer(program.command("scan"))
    .argument("<dir>", "the directory to scan", notEmpty)
    .description("scan a directory into the library; Ctrl-C stops it and keeps what was found")
    .option("--no-recursive", "leave its subdirectories alone")
    .option("--retry-errors", "try files again that could not be read", false)
    .option("--max-rate <files>", "probe at most so many files a second")
    .option("--follow-links", followLinksHelp)
    .option("--include-hidden", includeHiddenHelp)
    .option("--json", "print the job as JSON at the end, and nothing before", false)
    .action(
      async (directory: string, flags: CommonFlags & { recursive: boolean; retryErrors: boolean; json: boolean }) => {
        const { scan } = await import("./scan.ts");
        await run(flags, (context) => scan(context, directory, flags));
      },
    );

  common(program.command("serve"))
    .description("answer HTTP and run scans until stopped")
    .option("--host <address>", "the address to answer on (default: 127.0.0.1)")
    .option("--port <number>", "the port to answer on (default: 8765)")
    .option("--base-path <path>", "the path below which a reverse proxy shows it, such as /gleaner")
    .option("--open", "open it in the browser", false)
    .option("--follow-links", followLinksHelp)
    .option("--include-hidden", includeHiddenHelp)
    .action(async (flags: CommonFlags & { open: boolean }) => {
      const { serve } = await import("./serve.ts");
      await run(flags, (context) => serve(context, flags));
    });

  withServer(program.command("jobs"))
    .argument("[job-id]", "only this scan, with everything that is known of it")
    .description("list the newest scans")
    .addOption(new Option("--limit <number>", "how many").default(20).argParser(wholeNumber(1, 100)))
    .option("--json", "print one JSON object a line", false)
    .action(async (jobId: string | undefined, flags: CommonFlags & { json: boolean; limit: number }) => {
      const { jobs } = await import("./jobs.ts");
      await run(flags, (context) => jobs(context, jobId, flags));
    });

  withServer(program.command("cancel"))
    .argument("<job-id>", "the scan to stop")
    .description("stop a scan and keep what it has found")
    .option("--reason <text>", "why, for people to read")
    .option("--json", "print the job as JSON", false)
    .action(async (jobId: string, flags: CommonFlags & { reason?: string; json: boolean }) => {
      const { cancel } = await import("./cancel.ts");
      await run(flags, (context) => cancel(context, jobId, { json: flags.json, reason: flags.reason }));
    });

  withServer(program.command("resume"))
    .argument("<job-id>", "the scan to go on with")
    .description("go on with a scan that was stopped")
    .option("--json", "print the job as JSON at the end, and nothing before", false)
    .action(async (jobId: string, flags: CommonFlags & { json: boolean }) => {
      const { resume } = await import("./resume.ts");
      await run(flags, (context) => resume(context, jobId, flags));
    });

  withServer(program.command("videos"))
    .argument("[query]", "only videos with all of these words in their path")
    .description("list the videos of the library, newest first")
    .option("--json", "print one JSON object a line", false)
    .action(async (query: string | undefined, flags: CommonFlags & { json: boolean }) => {
      const { videos } = await import("./videos.ts");
      await run(flags, (context) => videos(context, query, flags));
    });

  withVerbose(program.command("demo"))
    .description("try Gleaner on a few hundred small videos of its own; Ctrl-C ends it and removes them all")
    .option("--port <number>", "the port to answer on (default: 8765, or any other where that is taken)")
    .option("--max-rate <files>", "probe at most so many files a second; 0 for no limit (default: 9)")
    .option("--no-open", "only say where the page is, do not open it in the browser")
    .action(async (flags: CommonFlags & { open: boolean }) => {
      const { demo, demoEnvironment, demoMaxRate } = await import("./demo.ts");
      const { port, maxRate = demoMaxRate } = flags;
      const command = (context: CommandContext) => demo(context, { open: flags.open, port });
      await run({ ...flags, maxRate }, command, { environment: demoEnvironment(environment) });
    });

  withServer(program.command("doctor"))
    .description("check whether everything that a scan needs is there and works")
    .action(async (flags: CommonFlags) => {
      const { doctor } = await import("./doctor.ts");
      await run(flags, doctor);
    });
}

function common(command: Command): Command {
  return withVerbose(
    command.option("--data <dir>", "where the library is kept (default: GLEANER_DATA, or this user's data directory)"),
  );
}

function withVerbose(command: Command): Command {
  return command.option("--verbose", "show where in the program an error came from");
}

function withServer(command: Command): Command {
  return common(command).option("--server <url>", "talk to the Gleaner at this address", url);
}

function notEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It is empty. For the directory you are in, give a dot.");
  return text;
}

function url(text: string): string {
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("It must be an address such as http://127.0.0.1:8765.");
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function textOf(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return String(error);
  return verbose ? (error.stack ?? error.message) : error.message;
}
