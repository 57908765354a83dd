/** Runs the command that the arguments name, and turns its errors into messages and exit codes. */
import { Command, CommanderError } from "commander";
import { type Config, InvalidSetting, loadConfig } from "../config.ts";
import { withAdvice } from "../files/system-error-text.ts";
import { version } from "../version.ts";
import type { ExitCode } from "./command-context.ts";
import { addCommands } from "./commands.ts";
import type { Environment, RunCommand } from "./common-options.ts";
import { helpLayout } from "./help-layout.ts";
import { isLeaving } from "./leave.ts";
import { ownCommand } from "./own-command.ts";
import { Printer } from "./printer.ts";
import { shellPath } from "./shown-path.ts";
import { WrongUsage } from "./wrong-usage.ts";

export interface ProgramIo {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Environment;
}

/**
 * Runs the command that the arguments name.
 *
 * @param args without the name of the program
 * @returns the exit code; errors have been printed on `stderr`
 */
export async function runProgram(args: readonly string[], io: ProgramIo): Promise<ExitCode> {
  const out = await Printer.on(io.stdout);
  const err = await Printer.on(io.stderr);
  const verbose = args.includes("--verbose");
  const name = io.environment["LAUNCHED_AS"] || "gleaner";
  let exitCode: ExitCode = 0;
  const onError = (error: unknown) => {
    // Ctrl-C ends the parts of the program first, and they fail then.
    if (isLeaving()) return;
    if (verbose) err.line(stackOf(error));
    else err.say(messageOf(error));
  };
  const run: RunCommand = async (flags, command, { environment = io.environment, onInvalidSetting } = {}) => {
    let config: Config;
    try {
      config = loadConfig(flags, environment);
    } catch (error) {
      if (!(error instanceof InvalidSetting) || onInvalidSetting === undefined) throw error;
      onInvalidSetting(error, out);
      exitCode = 2;
      return;
    }
    for (const warning of config.warnings) err.say(`Note: ${warning}`);
    exitCode = await command({
      config,
      serverUrl: flags.server,
      ownCommand: ownCommand(name, flags),
      out,
      err,
      onError,
    });
  };
  const program = new Command(shellPath(name))
    .description("Scans directories of videos into a library. Ctrl-C cancels a scan and keeps its results.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .addHelpText(
      "after",
      "\nBegin with `scan DIR`, and look at the videos with `serve --open`. `COMMAND --help` shows the options of a command.",
    )
    .exitOverride()
    .configureOutput({
      // Texts that commands add to their help are wrapped here.
      writeOut: (text) => out.say(text.replace(/\n$/, "")),
      writeErr: (text) => err.write(text),
      getOutHelpWidth: () => out.columns,
      getErrHelpWidth: () => err.columns,
      outputError: (text) => err.say(asSentence(text).trimEnd()),
    })
    .configureHelp(helpLayout);
  addCommands(program, run, io.environment);
  nameHelpAfterErrors(program, program.name());
  try {
    await program.parseAsync(unknownInHelp(program, args) ?? args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    onError(error);
    return error instanceof InvalidSetting || error instanceof WrongUsage ? 2 : 1;
  }
}

function nameHelpAfterErrors(command: Command, path: string): void {
  command.showHelpAfterError(`See: ${path} --help`);
  for (const below of command.commands) nameHelpAfterErrors(below, `${path} ${below.name()}`);
}

/** `scn` for `help scn`, so that the error is that of `scn`: commander would show the help of the program. */
function unknownInHelp(program: Command, [first, second]: readonly string[]): readonly string[] | null {
  if (first !== "help" || second === undefined || second.startsWith("-")) return null;
  const isKnown = program.commands.some((command) => command.name() === second || command.aliases().includes(second));
  return isKnown || second === "help" ? null : [second];
}

/** An error of commander, such as `error: unknown option '-x'`, as all other errors are written. */
function asSentence(text: string): string {
  const [first = "", ...rest] = text.replace(/^error: /, "").split("\n");
  const sentence = first.charAt(0).toUpperCase() + first.slice(1);
  return [/[.?!]$/.test(sentence) ? sentence : `${sentence}.`, ...rest].join("\n");
}

function messageOf(error: unknown): string {
  const advised = withAdvice(error);
  return advised instanceof Error ? advised.message : String(advised);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
