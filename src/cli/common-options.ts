import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { Flags, InvalidSetting } from "../config.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import type { Printer } from "./printer.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Flags that nearly every command has, and those that are settings of the process. */
export interface CommonFlags extends Flags {
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

/** Adds the options of a command that opens the library of this machine. */
export function withData(command: Command): Command {
  return withVerbose(
    command.option(
      "--data <dir>",
      "where Gleaner keeps the library (default: GLEANER_DATA, or this user's data directory)",
    ),
  );
}

/** Adds the option of every command. */
export function withVerbose(command: Command): Command {
  return command.option("--verbose", "print a stack trace with errors");
}

/** Adds the options of a command that talks to a server, in this process or elsewhere. */
export function withServer(command: Command): Command {
  return withData(command).option(
    "--server <url>",
    "use the Gleaner server at this address (token: GLEANER_TOKEN)",
    url,
  );
}

function url(text: string): string {
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("It must be an address, such as http://127.0.0.1:8765.");
}
