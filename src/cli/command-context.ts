import type { Config } from "../config.ts";
import type { OwnCommand } from "./own-command.ts";

/** What every command is given. */
export interface CommandContext {
  readonly config: Config;
  /** `--server`: talk to the server at this address and no other. */
  readonly serverUrl: string | undefined;
  /** How people type other commands on the same library. */
  readonly ownCommand: OwnCommand;
  /** Results. */
  readonly stdout: NodeJS.WriteStream;
  /** Progress, and what people should know besides. */
  readonly stderr: NodeJS.WriteStream;
  /** Tells of what goes wrong behind the back of the command. */
  readonly onError: (error: unknown) => void;
}

/** What a command ends with: done, failed, wrong usage, cancelled. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Writes a value as JSON: on one line, or for people where they look at it. */
export function writeJson(stream: NodeJS.WriteStream, value: unknown): void {
  stream.write(`${JSON.stringify(value, null, stream.isTTY ? 2 : 0)}\n`);
}
