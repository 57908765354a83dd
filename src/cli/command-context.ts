import type { Config } from "../config.ts";
import type { OwnCommand } from "./own-command.ts";
import type { Printer } from "./printer.ts";

/** What every command is given. */
export interface CommandContext {
  readonly config: Config;
  /** `--server`: talk to the server at this address and no other. */
  readonly serverUrl: string | undefined;
  /** How people type other commands on the same library. */
  readonly ownCommand: OwnCommand;
  /** Results, on standard output. */
  readonly out: Printer;
  /** Progress and everything else, on standard error. */
  readonly err: Printer;
  /** Called with errors that no caller can receive. */
  readonly onError: (error: unknown) => void;
}

/** How a command ends: done, failed, wrong usage, cancelled. */
export type ExitCode = 0 | 1 | 2 | 130;
